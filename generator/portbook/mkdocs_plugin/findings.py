"""Findings of the map as lines of MkDocs' own log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from mkdocs.exceptions import PluginError

from portbook.text.diagnostic import Diagnostic

__all__ = ["line_of", "refuse"]


def line_of(problem: Diagnostic) -> str:
    """One finding in one line, its place first; `portbook check` shows the text around it."""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.place}: {problem.severity}[{problem.code}]: {problem.message}{hint}"


def refuse(problems: Iterable[Diagnostic]) -> NoReturn:
    """End the build; raises PluginError, which MkDocs prints without a traceback."""
    raise PluginError("\n".join(["the map cannot be read", *map(line_of, problems)]))
