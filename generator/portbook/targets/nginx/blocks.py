"""The blocks of an nginx configuration as its templates get them: every text is ready to print."""

from __future__ import annotations

from dataclasses import dataclass

Header = tuple[str, str]
"""A request header's name and its value."""


@dataclass(frozen=True, slots=True)
class Map:
    """A `map` block: `variable` gets the value whose key the `source` variable matches."""

    about: str
    source: str
    variable: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Upstream:
    """An `upstream` block with its one `server` (host and port); `about` is the service."""

    name: str
    about: str
    server: str


@dataclass(frozen=True, slots=True)
class Location:
    """A `location` block. With a `redirect` or an `answer`, a status, it has nothing else.

    With a `folder` it sends that folder's files, and of the words of `tried` the first that is
    there. `answers` are headers of what is sent, whatever its status; `max_body` and `timeout`
    hold for what is passed on.
    `module` is "proxy" or "grpc", the first word of its directives; `rewrite` is a pattern and
    what replaces it, `as_sent` in the request as the client spelled it; `ssl_name` is the
    server's name where the way to it is TLS.
    """

    match: str
    redirect: str = ""
    answer: str = ""
    module: str = "proxy"
    to: str = ""
    rewrite: str = ""
    as_sent: bool = False
    headers: tuple[Header, ...] = ()
    answers: tuple[Header, ...] = ()
    folder: str = ""
    tried: str = ""
    buffered: bool = True
    max_body: str = ""
    timeout: str = ""
    read_timeout: str = ""
    ssl_name: str = ""


@dataclass(frozen=True, slots=True)
class Tls:
    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class Server:
    """A `server` block: `redirect` sends everything elsewhere; a stream's has a `to` instead of
    locations. `http2`: in the spelling of its own directive; `notes` are comment lines with their
    mark."""

    listens: tuple[str, ...]
    names: str = ""
    tls: Tls | None = None
    http2: bool = False
    underscores: bool = False
    redirect: str = ""
    locations: tuple[Location, ...] = ()
    to: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """A whole file; `notice` and `notes` are comment lines with their mark."""

    notice: str
    notes: tuple[str, ...] = ()
    maps: tuple[Map, ...] = ()
    upstreams: tuple[Upstream, ...] = ()
    servers: tuple[Server, ...] = ()
