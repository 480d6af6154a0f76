"""The words that every report has for changes and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from portbook.compare.change import WHAT, Change
from portbook.compare.compare import Difference
from portbook.text.diagnostic import Diagnostic

__all__ = ["callers_title", "counted", "label", "value_of"]

LABELS = {"container-port": "container port", "origins": "allowed origins"}

PLURALS = {
    "container-port": "container ports",
    "bind": "binds",
    "host": "hosts",
    "status": "statuses",
    "kind": "kinds",
    "address": "addresses",
    "route": "routes",
    "range": "ranges",
}
"""Of what is counted by a noun."""


def label(change: Change) -> str:
    """What happened, as a heading or a first column has it."""
    return LABELS.get(change.what, change.what)


def value_of(change: Change) -> str:
    """`old -> new`, or the one of them there is."""
    if change.what == "renamed":
        return f"was {change.before}"
    if change.what == "origins":
        parts = [
            f"- {change.before}" if change.before else "",
            f"+ {change.after}" if change.after else "",
        ]
        return " ".join(part for part in parts if part)
    if change.what in ("added", "removed"):
        return change.after or change.before or ""
    return f"{change.before or 'none'} -> {change.after or 'none'}"


def callers_title(change: Change) -> str:
    """What its callers have to do with a change: they break, or follow."""
    return "was reached by" if change.what == "removed" else "reached by"


def counted(difference: Difference) -> str:
    """The summary: `2 moved, 1 added; 1 new finding`."""
    found = Counter(change.what for change in difference.changes)
    parts = [", ".join(_number(what, found[what]) for what in WHAT if found[what])]
    parts += [_findings("new", difference.new), _findings("mended", difference.gone)]
    return "; ".join(part for part in parts if part) or "nothing changed in meaning"


def _number(what: str, number: int) -> str:
    name = LABELS.get(what, what) if number == 1 else PLURALS.get(what, LABELS.get(what, what))
    return f"{number} {name}"


def _findings(word: str, found: Iterable[Diagnostic]) -> str:
    number = len(list(found))
    return f"{number} {word} finding{'s' * (number != 1)}" if number else ""
