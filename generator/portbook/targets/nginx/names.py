"""Names in nginx's global tables, unique to one generated file so that several stand together."""

from __future__ import annotations

import re
from zlib import crc32

from portbook.model.portmap import Proxy
from portbook.targets.proxying import Backend
from portbook.text.quoting.nginx import nginx_name, nginx_server_name

__all__ = ["server_name", "upstream_name", "variable"]

# nginx's hash tables have buckets of 64 bytes (variables_hash_bucket_size and, on most machines,
# server_names_hash_bucket_size): 46 characters fit, 48 keep nginx 1.22 from starting. Whoever
# includes the file may have set either size already, and setting it twice is an error too.
LONGEST = 46
_WORD = re.compile(r"[a-z0-9]+")
_OTHER = re.compile(r"[^a-z0-9]+")


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
