"""A route as nginx locations: which paths it takes, and what of them it passes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from portbook.model.portmap import Files, Tls
from portbook.targets.proxying import ResolvedRoute
from portbook.text.quoting.proxies import (
    nginx_address,
    nginx_file,
    nginx_host,
    nginx_path,
    nginx_value,
)

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


LONG = "1h"
"""How long a quiet websocket or event stream stays open; nginx's own 60 s would cut both
(https://nginx.org/en/docs/http/websocket.html)."""


@dataclass(frozen=True, slots=True)
class View:
    """What the headers tell a backend about the request, as nginx variables.

    `client` is the list of addresses it came over; `connection` the variable that is "upgrade"
    where a websocket is wanted.
    """

    host: str
    port: str
    client: str
    connection: str


def locations_of(resolved: ResolvedRoute, upstream: str, view: View) -> Iterator[Location]:
    """The locations of one route; ValueError for a path that nginx cannot take."""
    nginx_path(resolved.path)
    nginx_path(f"{resolved.backend.base}/")
    secure = "s" if resolved.backend.secure else ""
    target = f"{'grpc' if resolved.backend.grpc else 'http'}{secure}://{upstream}"
    if resolved.exact:
        yield _exact(resolved, target, view)
    elif resolved.slash:
        yield Location(f"= {resolved.prefix}", redirect=f"{resolved.prefix}/$is_args$args")
    if resolved.below:
        yield (
            _below(resolved, target, view)
            if resolved.prefix
            else _passing(resolved, "/", target, "", view)
        )


def _exact(resolved: ResolvedRoute, target: str, view: View) -> Location:
    """The prefix itself; stripped, it is the backend's root. `grpc_pass` takes no URI."""
    root = f"{resolved.backend.base}/" if resolved.route.strip else ""
    if resolved.backend.grpc:
        return _passing(resolved, f"= {resolved.prefix}", target, root and f"^ {root}", view)
    return _passing(resolved, f"= {resolved.prefix}", target + root, "", view)


def _below(resolved: ResolvedRoute, target: str, view: View) -> Location:
    """What lies below the prefix, which goes where the route strips.

    A URI after `proxy_pass` would be put before the decoded path, where `%2F` has become a slash.
    So the prefix is taken off the request as it was sent, doubled slashes and all.
    """
    match = f"{resolved.prefix}/"
    if not resolved.route.strip:
        return _passing(resolved, match, target, "", view)
    if resolved.backend.grpc:
        return _passing(resolved, match, target, f"^{_pattern(resolved.prefix)}(/.*)$ $1", view)
    spelled = "".join(f"/+{part}" for part in _pattern(resolved.prefix)[1:].split("/"))
    location = _passing(
        resolved, match, f"{target}{resolved.backend.base}$1", f"^{spelled}(/.*)$ $1", view
    )
    return replace(location, as_sent=True)


def _pattern(path: str) -> str:
    """A path as a regular expression: of what a path may hold, only the dot has a meaning."""
    return path.replace(".", r"\.")


def files_of(files: Files, routed: set[str]) -> Iterator[Location]:
    """The locations of a folder; ValueError for a path or a folder that nginx cannot take."""
    prefix = nginx_path(files.path).rstrip("/")
    folder = nginx_file(files.folder).rstrip("/")
    missing = f"{prefix}{nginx_path(files.fallback)}" if files.fallback else "=404"
    if prefix and prefix not in routed:
        yield Location(f"= {prefix}", redirect=f"{prefix}/$is_args$args")
    yield Location(
        f"{prefix}/",
        answers=answers(files.headers),
        # An alias ends in a slash as its location does, or it would lead out of the folder.
        folder=f"alias {folder}/" if prefix else f"root {folder or '/'}",
        tried=f"$uri $uri/ {missing}",
    )


def answers(headers: tuple[Header, ...]) -> tuple[Header, ...]:
    return tuple((name, nginx_value(value)) for name, value in headers)


def _passing(resolved: ResolvedRoute, match: str, to: str, rewrite: str, view: View) -> Location:
    backend, streams = resolved.backend, resolved.route.event_stream
    asked = answers(resolved.route.request_headers)
    own = {name.lower() for name, _ in asked}
    usual = (each for each in _usual_headers(resolved, view) if each[0].lower() not in own)
    return Location(
        match=match,
        module="grpc" if backend.grpc else "proxy",
        to=to,
        rewrite=rewrite,
        headers=(*usual, *asked),
        buffered=not streams or backend.grpc,
        answers=answers(resolved.route.headers),
        max_body=resolved.route.max_body or "",
        timeout=resolved.route.timeout or "",
        read_timeout=LONG if streams or resolved.upgrades or backend.grpc else "",
        ssl_name=nginx_host(backend.host) if backend.secure else "",
    )


def _usual_headers(resolved: ResolvedRoute, view: View) -> Iterator[Header]:
    backend = resolved.backend
    host, port = backend.host, backend.port
    # A provider tells its customers apart by the name they ask for.
    alone = port == (443 if backend.secure else 80)
    own_name = nginx_host(host) if alone else nginx_address(host, port)
    yield "Host", own_name if backend.hosted else view.host
    yield "X-Real-IP", "$remote_addr"
    yield "X-Forwarded-For", view.client
    yield "X-Forwarded-Proto", "$scheme"
    yield "X-Forwarded-Host", view.host
    yield "X-Forwarded-Port", view.port
    if resolved.route.strip and resolved.prefix:
        yield "X-Forwarded-Prefix", resolved.prefix
    if resolved.upgrades:
        yield "Upgrade", "$http_upgrade"
        yield "Connection", view.connection
    elif not backend.grpc:
        yield "Connection", '""'
