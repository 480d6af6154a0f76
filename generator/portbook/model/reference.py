"""References: `{api.url}` inside a value, and the bare addresses of `uses` and routes.

A value is parsed once, when the map is read; what a reference stands for depends on who asks
(`model/address`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from portbook.text.dotenv import VARIABLE_NAME
from portbook.text.frozen import frozen

ATTRIBUTES = (
    "port",
    "port_end",
    "container_port",
    "host",
    "address",
    "scheme",
    "url",
    "origin",
    "environment",
)
"""What may be asked of an endpoint; `secret.NAME` is asked of a service."""

NAME = r"[a-z][a-z0-9-]*"
_TARGET = re.compile(
    rf"(?:(?P<project>{NAME})(?:@(?P<environment>{NAME}))?/)?"
    rf"(?P<service>{NAME})(?:\.(?P<endpoint>{NAME}))?"
)
_REFERENCE = re.compile(
    rf"{_TARGET.pattern}"
    rf"\.(?:(?P<attribute>{'|'.join(ATTRIBUTES)})|secret\.(?P<secret>{VARIABLE_NAME}))"
)


class BadReference(ValueError):
    """`start` and `end` are offsets into the value's text."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class Target(NamedTuple):
    """Which endpoint: names left out mean the asker's own project and environment, and the
    service's primary endpoint."""

    service: str
    endpoint: str | None = None
    project: str | None = None
    environment: str | None = None

    def __str__(self) -> str:
        scope = f"{self.project}@{self.environment}" if self.environment else self.project
        name = f"{scope}/{self.service}" if scope else self.service
        return f"{name}.{self.endpoint}" if self.endpoint else name


class Reference(NamedTuple):
    """`attribute` is one of ATTRIBUTES, or "secret" with the `secret`'s name."""

    target: Target
    attribute: str
    secret: str | None = None

    def __str__(self) -> str:
        tail = f"secret.{self.secret}" if self.secret else self.attribute
        return f"{{{self.target}.{tail}}}"


@frozen
class Value:
    """A text with references in it; `parts` alternate freely between the two."""

    text: str
    parts: tuple[str | Reference, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(part for part in self.parts if isinstance(part, Reference))


@lru_cache(maxsize=4096)
def parse_target(text: str) -> Target:
    """`api`, `api.ws`, `shop/api`, `shop@staging/api.ws`; BadReference for anything else."""
    match = _TARGET.fullmatch(text)
    if match is None:
        message = f"'{text}' does not name a service: write service, service.endpoint or"
        raise BadReference(f"{message} project/service", 0, len(text))
    return _target(match)


@lru_cache(maxsize=4096)
def parse_value(text: str) -> Value:
    """Split a value at its references; `{{` and `}}` are braces."""
    if "{" not in text and "}" not in text:
        return Value(text, (text,))
    parts: list[str | Reference] = []
    literal: list[str] = []
    at = 0
    for brace in re.finditer(r"\{\{|\}\}|\{([^{}]*)\}|[{}]", text):
        literal.append(text[at : brace.start()])
        at = brace.end()
        if brace[0] in ("{{", "}}"):
            literal.append(brace[0][0])
            continue
        if "".join(literal):
            parts.append("".join(literal))
        literal = []
        parts.append(_reference(brace[1], brace.start(), brace.end()))
    literal.append(text[at:])
    if "".join(literal) or not parts:
        parts.append("".join(literal))
    return Value(text, tuple(parts))


def _reference(inner: str | None, start: int, end: int) -> Reference:
    if inner is None:
        raise BadReference("a single brace: write {{ or }} for a brace itself", start, end)
    match = _REFERENCE.fullmatch(inner)
    if match is None:
        message = f"'{{{inner}}}' is not a reference such as {{api.url}} or {{api.ws.port}}"
        raise BadReference(message, start, end)
    return Reference(_target(match), match["attribute"] or "secret", match["secret"])


def _target(match: re.Match[str]) -> Target:
    return Target(match["service"], match["endpoint"], match["project"], match["environment"])
