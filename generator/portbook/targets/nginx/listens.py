"""Where a proxy listens and under which names, unique among files that are included together."""

from __future__ import annotations

import re
from typing import NamedTuple
from zlib import crc32

from portbook.model.portmap import Environment, Proxy, Tls
from portbook.model.url import DEFAULT_PORTS
from portbook.targets.proxying import Backend, Listen, Omission, holder_of, resolve_listens
from portbook.text.quoting.proxies import (
    nginx_file,
    nginx_host,
    nginx_name,
    nginx_port,
    nginx_server_name,
)

# nginx's hash tables have buckets of 64 bytes (variables_hash_bucket_size and, on most machines,
# server_names_hash_bucket_size): 46 characters fit, 48 keep nginx 1.22 from starting. Whoever
# includes the file may have set either size already, and setting it twice is an error too.
LONGEST = 46
_WORD = re.compile(r"[a-z0-9]+")
_OTHER = re.compile(r"[^a-z0-9]+")


class Listens(NamedTuple):
    """`plain` and `secure` hold the words of `listen`, without its options.

    `secure_port` is the number that clients know, `published` pairs the numbers that nginx listens
    on with those, where a container makes them differ. `numbers` are those it listens on, each
    with whether it is the usual one of its scheme, which clients leave out of the Host.
    """

    plain: tuple[str, ...]
    secure: tuple[str, ...]
    secure_port: int | None
    published: tuple[tuple[int, int], ...]
    numbers: tuple[tuple[int, bool], ...]
    tls: Tls | None
    omissions: tuple[Omission, ...]


def listens_of(environment: Environment, proxy: Proxy) -> Listens:
    contained = holder_of(environment, proxy).contained
    tls, omissions = certificate(proxy)
    resolved, left_out = resolve_listens(environment, proxy)
    omissions += left_out
    plain: set[str] = set()
    secure: set[str] = set()
    kept: list[Listen] = []
    for each in resolved:
        try:
            if each.encrypted and tls is None:
                raise ValueError("no certificate goes with it")
            (secure if each.encrypted else plain).update(_listen_words(each, contained))
            kept.append(each)
        except ValueError as failure:
            omissions.append(Omission(f"listen {each.endpoint.port}", str(failure)))
    pairs = {(each.number, each.endpoint.port) for each in kept}
    return Listens(
        _ordered(plain),
        _ordered(secure),
        next((each.endpoint.port for each in kept if each.endpoint.scheme == "https"), None),
        tuple(sorted((inner, outer) for inner, outer in pairs if outer and inner != outer)),
        tuple(
            sorted(
                (each.number, each.endpoint.port == DEFAULT_PORTS.get(each.endpoint.scheme or ""))
                for each in kept
            )
        ),
        tls if secure else None,
        tuple(omissions),
    )


def certificate(proxy: Proxy) -> tuple[Tls | None, list[Omission]]:
    """The proxy's files as nginx and Caddy both spell them, or why there are none."""
    if proxy.tls is None:
        return None, []
    try:
        return Tls(nginx_file(proxy.tls.certificate), nginx_file(proxy.tls.key)), []
    except ValueError as failure:
        return None, [Omission("tls", str(failure))]


def _listen_words(listen: Listen, contained: bool) -> tuple[str, ...]:
    """ValueError for what nginx cannot take.

    `[::]:80` alone would be IPv6 only (`ipv6only=on` is nginx's default), so a dual-stack bind
    takes two words. What a container binds inside, its published ports decide outside.
    """
    port = nginx_port(listen.number)
    if contained:
        return (port,)
    spelled = {"::": (port, f"[::]:{port}"), "0.0.0.0": (port,)}
    words = (spelled.get(each, (f"{nginx_host(each)}:{port}",)) for each in listen.addresses)
    return tuple(word for each in words for word in each)


def _ordered(words: set[str]) -> tuple[str, ...]:
    """By number, then address."""
    return tuple(sorted(words, key=lambda word: (int(word.rpartition(":")[2]), word)))


def upstream_name(proxy: Proxy, backend: Backend) -> str:
    """`project_environment_service`, with what else it takes to tell it from others.

    No part of it holds `_`, so the count of parts tells which they are: the endpoint where it is
    not the primary one, and the other project and environment of a service that is not the
    proxy's own. ValueError for a name that nginx cannot take.
    """
    located = backend.located
    parts = [proxy.project, proxy.stem]
    if (located.environment.project, located.environment.name) != (
        proxy.project,
        proxy.environment,
    ):
        parts += [located.environment.project, located.environment.name]
    parts.append(located.service.name)
    if located.endpoint is not None and located.endpoint != located.service.primary:
        parts.append(located.endpoint.name)
    return nginx_name("_".join(parts))


def variable(proxy: Proxy, *purpose: str) -> str:
    """A variable of this file with its `$`; a sum stands in for what does not fit its syntax."""
    parts = [proxy.project, proxy.stem, *purpose]
    name = "_".join(parts)
    if not all(_WORD.fullmatch(part) for part in parts) or len(name) > LONGEST:
        shown = _OTHER.sub("_", name.lower()).strip("_")
        name = f"{shown[: LONGEST - 9]}_{crc32('/'.join(parts).encode()):08x}"
    return f"${nginx_name(name)}"


def server_name(name: str) -> str:
    """A word of `server_name`; what is too long for the table of names becomes a pattern."""
    word = nginx_server_name(name)
    if len(word) <= LONGEST:
        return word
    # nginx lower-cases the request's host before it compares, and patterns are not in the table.
    pattern = word.lower().replace(".", r"\.")
    return '"~^' + pattern.replace(r"*\.", r".+\.").replace(r"\.*", r"\..+") + '$"'
