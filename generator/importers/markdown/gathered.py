"""What has been read so far of one document, before it is judged."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.importers.found import (
    FoundChange,
    FoundClaim,
    FoundRange,
    FoundRoute,
    FoundService,
)

__all__ = ["Candidate", "Gathered"]


@dataclass(slots=True)
class Candidate:
    """A claim before it is judged.

    A `weak` one only mentions a number (an address, a diagram): it counts where nothing better
    gives that number. `aliases` are other names on its line, such as its container's. One of a
    `block` is of a file that stands in the document, whose names are often others; a `row` is of
    a table.
    """

    claim: FoundClaim
    weak: bool = False
    aliases: tuple[str, ...] = ()
    block: bool = False
    row: bool = False


@dataclass(slots=True)
class Gathered:
    """`notes` says of a line without a fact why it has none.

    `runs` are commands of one block that set one variable for several stages: `PORT=4002 npm
    start` says nothing of whose port it is unless another line of the block does.
    """

    path: str
    claims: list[Candidate] = field(default_factory=list)
    services: list[FoundService] = field(default_factory=list)
    ranges: list[FoundRange] = field(default_factory=list)
    changes: list[FoundChange] = field(default_factory=list)
    routes: list[FoundRoute] = field(default_factory=list)
    runs: list[tuple[FoundClaim, ...]] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    asides: list[tuple[int, str]] = field(default_factory=list)

    def note(self, line: int, reason: str) -> None:
        self.notes.setdefault(line, reason)

    def aside(self, line: int, reason: str) -> None:
        """Something of a line that no fact holds, though the line has facts."""
        self.asides.append((line, reason))
