"""Addresses with a port, out of the values of variables and commands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portbook.sources.naming import names
from portbook.sources.numbers import port_number

__all__ = ["Address", "addresses", "is_local", "without_password"]

LONGEST = 5_000

_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30})://"
    r"(?:[^\s/@'\"<>]{0,300}@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_.*-]{1,253})"
    r"(?::(?P<port>\d{1,5}))?(?![\w.])"
)
_BARE = re.compile(
    r"(?<![\w./:@-])(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_][A-Za-z0-9_.-]{0,252})"
    r":(?P<port>[1-9]\d{1,4})(?![\w.:-]*[\w:])"
)
_PASSWORD = re.compile(r"(://[^\s/:@'\"]{0,200}):[^\s/@'\"]{1,500}@")
LOCAL = names(
    "localhost 127.0.0.1 0.0.0.0 [::1] [::] ::1 :: host.docker.internal 10.0.2.2 "
    "host.containers.internal"
)


@dataclass(frozen=True, slots=True)
class Address:
    """`scheme` and `port` are None where the text gives none."""

    host: str
    port: int | None
    scheme: str | None


def addresses(text: str) -> list[Address]:
    """URLs and `host:port` pairs in the order in which they stand."""
    text = text[:LONGEST]
    found = []
    for match in _URL.finditer(text):
        port = port_number(match["port"]) if match["port"] else None
        found.append((match.start(), Address(match["host"], port, match["scheme"].lower())))
    rest = _URL.sub(lambda url: " " * len(url[0]), text)
    found += [
        (match.start(), Address(match["host"], port, None))
        for match in _BARE.finditer(rest)
        if (port := port_number(match["port"]))
    ]
    return [address for _, address in sorted(found, key=lambda each: each[0])]


def is_local(host: str) -> bool:
    """Whether the host is this machine, seen from itself, a container or an emulator."""
    return host.lower() in LOCAL or host.startswith("127.") or host.endswith(".localhost")


def without_password(value: str) -> str:
    """The value without the password of a URL in it, which no map should hold."""
    return _PASSWORD.sub(r"\1@", value)
