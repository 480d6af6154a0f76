"""Where a proxy listens, in the words of `listen`."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.portmap import Endpoint, Environment, Proxy
from portbook.model.url import DEFAULT_PORTS
from portbook.targets.nginx.blocks import Tls
from portbook.targets.proxying import LeftOut, holder_of
from portbook.text.quoting.nginx import nginx_file, nginx_host, nginx_port

__all__ = ["Listens", "listens_of"]


@dataclass(frozen=True, slots=True)
class Listens:
    """`plain` and `secure` hold the words of `listen`, without its options.

    `secure_port` is the number that clients know, `published` pairs the numbers that nginx listens
    on with those, where a container makes them differ. `usual`: one of them is the port of its
    scheme, so clients leave it out of the Host they ask for.
    """

    plain: tuple[str, ...]
    secure: tuple[str, ...]
    secure_port: int | None
    published: tuple[tuple[int, int], ...]
    usual: bool
    tls: Tls | None
    left_out: tuple[LeftOut, ...]


def listens_of(environment: Environment, proxy: Proxy) -> Listens:
    contained = holder_of(environment, proxy).contained
    tls, left_out = _tls(proxy)
    plain: set[str] = set()
    secure: set[str] = set()
    kept: list[Endpoint] = []
    for endpoint in proxy.endpoints:
        encrypted = endpoint.scheme == "https" or (proxy.to is not None and proxy.tls is not None)
        if encrypted and tls is None:
            left_out.append(LeftOut(f"listen {endpoint.port}", "no certificate goes with it"))
            continue
        try:
            (secure if encrypted else plain).update(_words(endpoint, contained))
            kept.append(endpoint)
        except ValueError as failure:
            left_out.append(LeftOut(f"listen {endpoint.port}", str(failure)))
    return Listens(
        _ordered(plain),
        _ordered(secure),
        next((each.port for each in kept if each.scheme == "https"), None),
        _published(kept, contained),
        any(each.port == DEFAULT_PORTS.get(each.scheme or "") for each in kept),
        tls if secure else None,
        tuple(left_out),
    )


def _tls(proxy: Proxy) -> tuple[Tls | None, list[LeftOut]]:
    if proxy.tls is None:
        return None, []
    try:
        return Tls(nginx_file(proxy.tls.certificate), nginx_file(proxy.tls.key)), []
    except ValueError as failure:
        return None, [LeftOut("tls", str(failure))]


def _inner(endpoint: Endpoint, contained: bool) -> int | None:
    """The number nginx itself binds: in a container, the container's."""
    return endpoint.container_port or endpoint.port if contained else endpoint.port


def _words(endpoint: Endpoint, contained: bool) -> tuple[str, ...]:
    """ValueError for what nginx cannot take.

    `[::]:80` alone would be IPv6 only (`ipv6only=on` is nginx's default), so a dual-stack bind
    takes two words. What a container binds inside, its published ports decide outside.
    """
    number = _inner(endpoint, contained)
    if number is None:
        raise ValueError("its number is not known")
    port = nginx_port(number)
    if contained or endpoint.bind == "0.0.0.0":
        return (port,)
    if endpoint.bind == "::":
        return (port, f"[::]:{port}")
    if endpoint.bind == "localhost":
        return (f"127.0.0.1:{port}", f"[::1]:{port}")
    return (f"{nginx_host(endpoint.bind)}:{port}",)


def _ordered(words: set[str]) -> tuple[str, ...]:
    """By number, then address."""
    return tuple(sorted(words, key=lambda word: (int(word.rpartition(":")[2]), word)))


def _published(endpoints: list[Endpoint], contained: bool) -> tuple[tuple[int, int], ...]:
    pairs = {(_inner(each, contained), each.port) for each in endpoints}
    return tuple(
        sorted((inner, outer) for inner, outer in pairs if inner and outer and inner != outer)
    )
