"""What an importer finds in a file: facts with their lines, and what it did not understand.

Nothing is decided here: two files that disagree are two facts. Names are as the file has them; a
name that a ports.yaml takes is made by whoever writes one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Found", "FoundChange", "FoundClaim", "FoundRange", "FoundService", "Repair", "Unread"]


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A port that a line of a file gives to a service.

    `port` is the number on the host, `port_end` the last of an interval. Where a file states only
    a number inside a container, `port` is None and `container_port` that number. `status` is None
    where the file does not say; else `active`, `reserved`, `planned`, `deprecated` or `retired`.
    `line` is 1-based, `path` the file as the person named it.
    """

    service: str
    port: int | None
    path: str
    line: int
    project: str | None = None
    endpoint: str | None = None
    port_end: int | None = None
    container_port: int | None = None
    container_end: int | None = None
    bind: str | None = None
    transport: str | None = None
    scheme: str | None = None
    host: str | None = None
    environment: str | None = None
    status: str | None = None
    group: str | None = None
    description: str | None = None
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class FoundService:
    """What a file says of a service besides its ports; every field but the name may be unknown.

    `uses` are names as the file has them; `health` a path, `tcp` or a command; `env` names and
    values as written.
    """

    name: str
    path: str
    line: int
    project: str | None = None
    title: str | None = None
    description: str | None = None
    kind: str | None = None
    role: str | None = None
    image: str | None = None
    build: str | None = None
    container: str | None = None
    compose: str | None = None
    directory: str | None = None
    start: str | None = None
    health: str | None = None
    environment: str | None = None
    host_network: bool = False
    profiles: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundRange:
    """Numbers that a file sets aside; `end` None is open-ended."""

    start: int
    end: int | None
    path: str
    line: int
    purpose: str | None = None
    project: str | None = None
    status: str | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class FoundChange:
    """A number that changed: `before` to `after`, as far as the file says."""

    path: str
    line: int
    service: str | None = None
    project: str | None = None
    before: int | None = None
    after: int | None = None
    date: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A line with a port-like number that became no fact, and why."""

    path: str
    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A damaged encoding that was mended while reading: what stood there, what is read."""

    path: str
    line: int
    before: str
    after: str


@dataclass(slots=True)
class Found:
    """The facts of one file or, added together, of many."""

    claims: list[FoundClaim] = field(default_factory=list)
    services: list[FoundService] = field(default_factory=list)
    ranges: list[FoundRange] = field(default_factory=list)
    changes: list[FoundChange] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Take in what another file states, behind what is here."""
        self.claims += other.claims
        self.services += other.services
        self.ranges += other.ranges
        self.changes += other.changes
        self.unread += other.unread
        self.repairs += other.repairs
