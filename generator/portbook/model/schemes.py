"""Schemes that browsers speak, and what stands for what among them."""

from __future__ import annotations

__all__ = ["DEFAULT_PORTS", "PAGES", "PLAIN", "SECURE", "SECURED", "WEB", "WEBSOCKET"]

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
