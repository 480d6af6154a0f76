"""Schemes that browsers speak, the parts of a URL, and the origin and the text that they make."""

from __future__ import annotations

import re

from portbook.model.bind import bracketed
from portbook.text.frozen import frozen

DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}
"""Ports that a URL and an origin leave out (WHATWG URL, "special scheme")."""

WEB = frozenset(DEFAULT_PORTS)
WEBSOCKET = frozenset(("ws", "wss"))
SECURE = frozenset(("https", "wss", "grpcs"))

PAGES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}
"""The scheme of the page, and of the first request, that belongs to each: a websocket begins as an
HTTP request (RFC 6455, 1.3)."""

SECURED = {"http": "https", "ws": "wss"}
PLAIN = {"https": "http", "wss": "ws"}


UNRESERVED = re.compile(r"[A-Za-z0-9._~-]+").fullmatch
URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>\[[^\]]*\]|[^/:?#]*)(?::(?P<port>\d+))?(?P<path>/.*)?"
)


@frozen
class Address:
    """`port` is None where the scheme's own is meant; `host` has no brackets."""

    scheme: str | None
    host: str
    port: int | None
    path: str = ""
    user: str | None = None

    @property
    def address(self) -> str:
        host = bracketed(self.host)
        port = self.port or DEFAULT_PORTS.get(self.scheme or "")
        return f"{host}:{port}" if port else host

    @property
    def origin(self) -> str | None:
        """The serialized origin (RFC 6454, 6.2): no default port, no path."""
        if self.scheme is None:
            return None
        shown = self.port is not None and self.port != DEFAULT_PORTS.get(self.scheme)
        host = bracketed(self.host).lower()
        return f"{self.scheme}://{host}:{self.port}" if shown else f"{self.scheme}://{host}"

    @property
    def url(self) -> str | None:
        if self.scheme is None:
            return None
        shown = self.port is not None and self.port != DEFAULT_PORTS.get(self.scheme)
        at = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if shown else ""
        return f"{self.scheme}://{at}{bracketed(self.host)}{port}{self.path}"


def parse_url(url: str) -> Address:
    """The parts of a URL that the reader has let in: it has a scheme and a host."""
    match = URL.match(url)
    assert match is not None, url
    port = int(match["port"]) if match["port"] else None
    path = (match["path"] or "").rstrip("/")
    return Address(match["scheme"], match["host"].strip("[]"), port, path)


def quoted(text: str) -> str:
    """A user or a database name as it stands in a URL (RFC 3986, 2.1)."""
    if UNRESERVED(text):
        return text
    from urllib.parse import quote

    return quote(text, safe="")
