"""A route as nginx locations: which paths it takes, and what of them it passes on.

A path with a slash at its end takes what begins with it, and redirects the path without; a path
without one takes itself and everything below it, but not what merely begins with its letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from portbook.model.portmap import Files
from portbook.targets.nginx.blocks import Header, Location
from portbook.targets.proxying import Led
from portbook.text.quoting.nginx import (
    nginx_address,
    nginx_file,
    nginx_host,
    nginx_path,
    nginx_value,
)

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


def locations_of(led: Led, upstream: str, view: View, routed: set[str]) -> Iterator[Location]:
    """The locations of one route; those of another path in `routed` are left to its route.

    ValueError for a path that nginx cannot take.
    """
    nginx_path(led.path)
    nginx_path(f"{led.backend.base}/")
    prefix, target = led.prefix, _target(led, upstream)
    if not prefix:
        yield _passing(led, "/", target, "", view)
        return
    if not led.path.endswith("/"):
        yield _exact(led, target, view)
    elif prefix not in routed:
        # A websocket's client follows no redirect (WHATWG WebSockets, "establish a connection").
        to_itself = _exact(led, target, view) if led.backend.websocket else None
        yield to_itself or Location(f"= {prefix}", redirect=f"{prefix}/$is_args$args")
    if _has_below(led, routed):
        yield _below(led, target, view)


def _exact(led: Led, target: str, view: View) -> Location:
    """The prefix itself; stripped, it is the backend's root. `grpc_pass` takes no URI."""
    root = f"{led.backend.base}/" if led.route.strip else ""
    if led.backend.grpc:
        return _passing(led, f"= {led.prefix}", target, root and f"^ {root}", view)
    return _passing(led, f"= {led.prefix}", target + root, "", view)


def _below(led: Led, target: str, view: View) -> Location:
    """What lies below the prefix, which goes where the route strips.

    A URI after `proxy_pass` would be put before the decoded path, where `%2F` has become a slash.
    So the prefix is taken off the request as it was sent, doubled slashes and all.
    """
    match = f"{led.prefix}/"
    if not led.route.strip:
        return _passing(led, match, target, "", view)
    if led.backend.grpc:
        return _passing(led, match, target, f"^{_pattern(led.prefix)}(/.*)$ $1", view)
    spelled = "".join(f"/+{part}" for part in _pattern(led.prefix)[1:].split("/"))
    location = _passing(led, match, f"{target}{led.backend.base}$1", f"^{spelled}(/.*)$ $1", view)
    return replace(location, as_sent=True)


def _has_below(led: Led, routed: set[str]) -> bool:
    """Whether what lies below the prefix is this route's, and not that of one with a slash."""
    return led.path.endswith("/") or f"{led.prefix}/" not in routed


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


def _target(led: Led, upstream: str) -> str:
    scheme = "grpc" if led.backend.grpc else "http"
    return f"{scheme}{'s' if led.backend.secure else ''}://{upstream}"


def _passing(led: Led, match: str, to: str, rewrite: str, view: View) -> Location:
    backend, streams = led.backend, led.route.event_stream
    return Location(
        match=match,
        module="grpc" if backend.grpc else "proxy",
        to=to,
        rewrite=rewrite,
        headers=tuple(_headers(led, view)),
        buffered=not streams or backend.grpc,
        answers=answers(led.route.headers),
        max_body=led.route.max_body or "",
        timeout=led.route.timeout or "",
        read_timeout=LONG if streams or led.upgrades or backend.grpc else "",
        ssl_name=nginx_host(backend.host) if backend.secure else "",
    )


def _headers(led: Led, view: View) -> Iterator[Header]:
    own = {name.lower() for name, _ in led.route.request_headers}
    for name, value in _usual_headers(led, view):
        if name.lower() not in own:
            yield name, value
    for name, value in led.route.request_headers:
        yield name, nginx_value(value)


def _usual_headers(led: Led, view: View) -> Iterator[Header]:
    backend = led.backend
    yield "Host", _own_name(led) if backend.hosted else view.host
    yield "X-Real-IP", "$remote_addr"
    yield "X-Forwarded-For", view.client
    yield "X-Forwarded-Proto", "$scheme"
    yield "X-Forwarded-Host", view.host
    yield "X-Forwarded-Port", view.port
    if led.route.strip and led.prefix:
        yield "X-Forwarded-Prefix", led.prefix
    if led.upgrades:
        yield "Upgrade", "$http_upgrade"
        yield "Connection", view.connection
    elif not backend.grpc:
        yield "Connection", '""'


def _own_name(led: Led) -> str:
    """A provider tells its customers apart by the name they ask for."""
    backend = led.backend
    usual = backend.port == (443 if backend.secure else 80)
    return nginx_host(backend.host) if usual else nginx_address(backend.host, backend.port)
