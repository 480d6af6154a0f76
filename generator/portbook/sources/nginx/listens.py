"""The words of a `listen` directive to what it binds.

Forms: https://nginx.org/en/docs/http/ngx_http_core_module.html#listen
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portbook.sources.numbers import port_number, port_span

__all__ = ["Listen", "parse_listen"]

_ADDRESS = re.compile(
    r"(?:(\[[0-9A-Fa-f:.]+\]|\*|[A-Za-z0-9_.-]*[A-Za-z.*][A-Za-z0-9_.-]*|\d[\d.]+\.\d+):)?([\d-]+)"
)


@dataclass(frozen=True, slots=True)
class Listen:
    """`bind` is None where any address is meant by saying none."""

    port: int
    end: int | None
    bind: str | None
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


def _bind(text: str | None) -> str | None:
    if text is None or text == "*":
        return None
    return text[1:-1] if text.startswith("[") else text
