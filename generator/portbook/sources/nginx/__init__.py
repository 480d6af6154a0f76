"""nginx configuration to the numbers it listens at and the ones it hands requests on to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from portbook.sources.found import Found, FoundClaim, FoundRoute, FoundService, Unread
from portbook.sources.naming import slug
from portbook.sources.nginx.tokens import Directive, Files
from portbook.sources.numbers import port_number, port_span, unread, unread_rest
from portbook.sources.urls import is_local
from portbook.text.source import Source

SERVICE = "nginx"
EVERY_IPV4 = "0.0.0.0"
MOST_FACTS = 50_000
_PASS = ("proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass")
_TARGET = re.compile(
    r"(?:(?P<scheme>[a-z]+)://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::(?P<port>\d+))?(?P<uri>/.*)?"
)
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


def read_nginx(source: Source) -> Found:
    """Listens as claims of `nginx`, what it passes on to as routes and as calls of those ports.

    Includes are read where the source is a file, its folder standing for /etc/nginx.
    """
    files = Files(source)
    reader = _Reader()
    reader.blocks(files.read(), stream=False)
    reader.found.problems += files.problems
    told = "no listen, upstream or pass on this line"
    return finished(reader.found, files.sources, SERVICE, told)


def finished(found: Found, sources: list[Source], service: str, reason: str) -> Found:
    """With the lines that became nothing, for the `reason`, and the proxy as a service of the
    first source, where anything told of it."""
    for each in sources:
        told = (*found.claims, *found.of(Unread))
        known = {fact.line for fact in told if fact.path == each.name}
        found.facts += unread_rest(each, known, reason)
    if any(isinstance(each, (FoundClaim, FoundRoute)) for each in found.facts):
        path = sources[0].name
        first = min((each.line for each in found.claims if each.path == path), default=1)
        found.facts.append(FoundService(path, first, service, kind=service))
    return found


class Front(NamedTuple):
    """What a server listens at, what it is called, and the files of its certificate and key."""

    listen: tuple[int, ...]
    names: tuple[str, ...]
    tls: bool
    certificate: tuple[str, str] | None = None


class _Reader:
    def __init__(self) -> None:
        self.found = Found()
        self.routes = 0
        self.upstreams: dict[str, list[tuple[Directive, str, int | None]]] = {}

    def blocks(self, directives: list[Directive], *, stream: bool) -> None:
        for each in directives:
            if each.name == "upstream" and each.words and each.block is not None:
                self.upstreams[each.words[0]] = self.upstream(each)
        for each in directives:
            if each.block is None:
                continue
            if each.name == "server":
                self.server(each, stream=stream)
            elif each.name in ("http", "stream"):
                self.blocks(each.block, stream=each.name == "stream")

    def upstream(self, block: Directive) -> list[tuple[Directive, str, int | None]]:
        servers = []
        for each in block.block or ():
            match = (
                _TARGET.fullmatch(each.words[0]) if each.name == "server" and each.words else None
            )
            if match:
                port = port_number(match["port"]) if match["port"] else 80
                servers.append((each, match["host"], port))
                if match["port"]:
                    called(self.found, each, block.words[0], match["host"], port)
        return servers

    def server(self, block: Directive, *, stream: bool) -> None:
        names = [
            word
            for each in block.block or ()
            if each.name == "server_name"
            for word in each.words
            if word not in ("_", "")
        ]
        listens = [each for each in block.block or () if each.name == "listen"]
        heard = []
        for each in listens:
            listen = parse_listen(each.words)
            if listen is None:
                reason = "a socket, or an address that is made of variables"
                if not " ".join(each.words).startswith("unix:"):
                    self.found.facts.append(unread(each.source, each.line, reason))
                continue
            heard.append(listen)
            self.listen(each, listen, names, stream=stream)
        if not listens and not stream:
            heard.append(Listen(80, None, EVERY_IPV4, False, "tcp"))
            self.listen(block, heard[0], names, stream=False)
        tls = any(each.tls for each in heard)
        ports = tuple(dict.fromkeys(each.port for each in heard))
        said = {each.name: each.words[0] for each in block.block or () if each.words}
        files = said.get("ssl_certificate"), said.get("ssl_certificate_key")
        pair = (files[0], files[1]) if files[0] and files[1] else None
        self.locations(block, "" if stream else "/", Front(ports, tuple(names), tls, pair), {})

    def listen(self, at: Directive, listen: Listen, names: list[str], *, stream: bool) -> None:
        self.found.facts.append(
            FoundClaim(
                at.source.name,
                at.line,
                service=SERVICE,
                port=listen.port,
                port_end=listen.end,
                bind=listen.bind,
                transport=listen.transport,
                scheme=None if stream else "https" if listen.tls else "http",
                description=", ".join(names) or None,
            )
        )

    def locations(
        self, block: Directive, prefix: str, front: Front, variables: dict[str, str]
    ) -> None:
        """`variables` are those that `set` gives one plain value, here or around."""
        if self.routes > MOST_FACTS:
            return
        pairs = [each.words for each in block.block or () if each.name == "set"]
        variables = {**variables, **{w[0]: w[1] for w in pairs if len(w) == 2 and "$" not in w[1]}}
        for each in block.block or ():
            if each.name in _PASS and each.words:
                address = _VARIABLE.sub(
                    lambda found: variables.get(f"${found[1] or found[2]}", found[0]), each.words[0]
                )
                self.route(each, address, prefix, front)
            elif each.name == "location" and each.block is not None and each.words:
                self.locations(each, each.words[-1], front, variables)
            elif each.name in ("if", "limit_except") and each.block is not None:
                self.locations(each, prefix, front, variables)

    def route(self, at: Directive, address: str, prefix: str, front: Front) -> None:
        match = _TARGET.fullmatch(address)
        if match is None:
            if "unix:" not in address:
                reason = "the address is made of variables"
                self.found.facts.append(unread(at.source, at.line, reason))
            return
        host, uri = match["host"], match["uri"]
        port = port_number(match["port"]) if match["port"] else None
        if host in self.upstreams and port is None:
            servers = self.upstreams[host]
            target, port = (servers[0][1], servers[0][2]) if servers else (host, None)
        else:
            target = host
            if port is not None:
                called(self.found, at, named_by_path(prefix), host, port)
            port = port or (443 if match["scheme"] == "https" else 80)
        strip = uri == "/" and prefix not in ("/", "") and prefix.startswith("/")
        place = at.source.name, at.line, prefix, target, port
        route = FoundRoute(*place, front.listen, front.names, front.tls, strip)
        self.found.facts.append(replace(route, certificate=front.certificate))
        self.routes += 1


def called(found: Found, at: Directive, name: str, host: str, port: int | None) -> None:
    """A port that somebody else listens at: on this machine, or in a container so named."""
    if port is None:
        found.facts.append(unread(at.source, at.line, "the number is no port"))
    elif is_local(host):
        found.facts.append(FoundClaim(at.source.name, at.line, name, port, reference=True))
    elif "." not in host and not host.startswith("["):
        inside = FoundClaim(at.source.name, at.line, host, None, container_port=port)
        found.facts.append(replace(inside, reference=True))
    else:
        found.facts.append(unread(at.source, at.line, f"{host} is another machine"))


def named_by_path(prefix: str) -> str:
    """A name for what lies behind a location: `/api/v1/` is api."""
    parts = [slug(part) for part in prefix.split("/")]
    return next((part for part in parts if part), "app")


_ADDRESS = re.compile(
    r"(?:(\[[0-9A-Fa-f:.]+\]|\*|[A-Za-z0-9_.-]*[A-Za-z.*][A-Za-z0-9_.-]*|\d[\d.]+\.\d+):)?([\d-]+)"
)


class Listen(NamedTuple):
    """Without an address, and with `*`, it listens on every one of IPv4 (nginx's `listen`)."""

    port: int
    end: int | None
    bind: str
    tls: bool
    transport: str


def parse_listen(words: list[str]) -> Listen | None:
    """None for Unix sockets and for what holds variables."""
    if not words or words[0].startswith("unix:") or "$" in words[0]:
        return None
    flags = {word.lower() for word in words[1:]}
    tls = "ssl" in flags or "quic" in flags
    transport = "udp" if flags & {"udp", "quic"} else "tcp"
    match = _ADDRESS.fullmatch(words[0])
    if match is None:
        # An address alone listens at 80.
        if port_number(words[0]) is None and re.fullmatch(r"[\w.*:\[\]-]+", words[0]):
            return Listen(80, None, _bind(words[0]), tls, transport)
        return None
    span = port_span(match[2])
    if span is None:
        return None
    low, high = span
    return Listen(low, high if high > low else None, _bind(match[1]), tls, transport)


def _bind(text: str | None) -> str:
    if text is None or text == "*":
        return EVERY_IPV4
    return text[1:-1] if text.startswith("[") else text
