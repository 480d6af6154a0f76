"""An edit, proved: the edited text is read again and must say what was meant, and no more."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from generator.editing.intent import differences, intended
from generator.editing.move import Move, ways
from generator.reading.load import Reading, read
from generator.text.edit import OverlappingSplices, Splice, splice
from generator.text.source import Source

__all__ = ["Edit", "Refused", "prove"]


class Refused(Exception):
    """An edit that is not made, with the reason for a person and what to do instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Edit(NamedTuple):
    """A file's text `before` and `after`, and the whole map as it reads then."""

    before: Source
    after: Source
    reading: Reading


def prove(reading: Reading, move: Move) -> Edit:
    """The first way to write the move that changes nothing else; Refused where there is none.

    A container keeps its own port. Only where one text cannot say that for every environment, and
    it was the same number in each, does it follow.
    """
    changed: list[str] = []
    following = move._replace(number=move.number._replace(container=None, container_end=None))
    for each in dict.fromkeys((move, following)):
        edit = _first(reading, each, changed)
        if edit is not None:
            return edit
    name = f"{move.project}/{move.service}"
    if changed:
        message = f"{name} cannot be moved alone: the edit would change {', '.join(changed[:5])}"
        raise Refused(message, "write its number by hand, where an alias or a proxy shares it")
    raise Refused(f"found no place for the number of {name}", "write it by hand")


def _first(reading: Reading, move: Move, changed: list[str]) -> Edit | None:
    """The first way that does it; `changed` gets what the first of the others would change."""
    assert reading.portmap is not None
    meant = intended(reading.portmap, move)
    for source, splices in ways(reading.portmap, move):
        edit = _try(reading, source, splices)
        if edit is None or edit.reading.portmap is None:
            continue
        found = list(differences(meant, edit.reading.portmap, move))
        if not found:
            return edit
        if not changed:
            changed += found
    return None


def _try(reading: Reading, source: Source, splices: list[Splice]) -> Edit | None:
    try:
        text = splice(source.text, splices)
    except OverlappingSplices:
        return None
    if text == source.text:
        return None
    after = Source(source.name, text, source.path)
    after.has_bom = source.has_bom
    main = reading.sources[0]
    again = read(after) if source is main else read(main, after)
    before = Counter((each.code, each.message) for each in reading.problems)
    now = Counter((each.code, each.message) for each in again.problems)
    return None if now - before else Edit(source, after, again)
