"""Findings that are printed."""

from __future__ import annotations

import re

from portbook.text.diagnostic import Diagnostic, error, warning
from portbook.text.source import Source, Splice

TEXT = """projects:
  shop:
    services:
      web: 3000
      api: 3000
"""
MAP = Source("ports.yaml", TEXT)


def place(source: Source, part: str, nth: int = 0) -> tuple[int, int]:
    at = [match.start() for match in re.finditer(re.escape(part), source.text)][nth]
    return at, at + len(part)


def conflict() -> Diagnostic:
    return error(
        "port-conflict",
        "3000/tcp on laptop is claimed by shop/web and shop/api",
        MAP.place(*place(MAP, "3000", 1)),
        (MAP.place(*place(MAP, "3000")), "first claimed here"),
        hint="3001 is free: portbook move shop/api 3001",
    )


def misspelt() -> Diagnostic:
    start, end = place(MAP, "web")
    return warning(
        "unknown-key", "100%: no key 'web'", MAP.place(start, end), fix=(Splice(start, end, "w"),)
    )
