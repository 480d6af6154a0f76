"""What an importer finds in a file: facts with their lines, and what it did not understand.

Nothing is decided here: two files that disagree are two facts. Names are as the file has them; a
name that a ports.yaml takes is made by whoever writes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Place, Source


@dataclass(frozen=True, slots=True)
class Fact:
    """What one line of a file states.

    `path` is the file as the person named it, `line` 1-based; `project` the one that the line
    speaks of, None where it does not say.
    """

    path: str
    line: int
    project: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class FoundClaim(Fact):
    """A port that a line of a file gives to a service.

    `port` is the number on the host, `port_end` the last of an interval. Where a file states only
    a number inside a container, `port` is None and `container_port` that number. `status` is None
    where the file does not say; else `active`, `reserved`, `planned`, `deprecated` or `retired`.
    `variable` is the one that sets the number. A `reference` only calls the port
    (`DATABASE_URL=...`); it does not open it. An `assumed` number is not in the file: it is the
    default of a program that the line starts. `alternatives` are numbers that the line keeps for
    when `port` is taken. What a `stack` of compose files publishes has that one's name; `random`
    where the engine chooses the number, `mode`, `app_protocol` and `port_name` as Compose has
    them. `moved_by` is the variable of the .env file beside the stack that moves the number, and
    nothing else.
    """

    service: str
    port: int | None
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
    reference: bool = False
    assumed: bool = False
    alternatives: tuple[int, ...] = ()
    stack: str | None = None
    random: bool = False
    mode: str | None = None
    app_protocol: str | None = None
    port_name: str | None = None
    moved_by: str | None = None

    @property
    def published(self) -> bool:
        """Whether a stack of compose files publishes it on the host."""
        return self.stack is not None and (self.port is not None or self.random)


@dataclass(frozen=True, slots=True)
class FoundStack(Fact):
    """Compose files that are one stack, from the checkout's folder, in their order."""

    name: str
    files: tuple[str, ...]
    environment: str | None = None


class Interpolated(NamedTuple):
    """`NAME: ${VARIABLE:-default}` of a container's environment; `default` is "" where there is
    none."""

    name: str
    variable: str
    default: str


@dataclass(frozen=True, slots=True)
class FoundService(Fact):
    """What a file says of a service besides its ports; every field but the name may be unknown.

    `uses` are names as the file has them; `health` a path, `tcp` or a command; `env` names and
    values as written, `interpolated` those whose value is a variable of whoever starts it,
    `volumes` mounts in Compose's short form. `stack` is the stack of compose files that declares it
    as `compose`; `build`, `dockerfile` and `mounts`, files that it sees, of such a one are paths
    from the checkout. `unsure` where some of what it publishes there could not be read, or was
    guessed from an example. `network_of` is the service whose network it shares.
    """

    name: str
    title: str | None = None
    description: str | None = None
    kind: str | None = None
    role: str | None = None
    image: str | None = None
    build: str | None = None
    dockerfile: str | None = None
    mounts: tuple[str, ...] = ()
    container: str | None = None
    compose: str | None = None
    directory: str | None = None
    start: str | None = None
    health: str | None = None
    environment: str | None = None
    host_network: bool = False
    network_of: str | None = None
    stack: str | None = None
    unsure: bool = False
    profiles: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    interpolated: tuple[Interpolated, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundProject(Fact):
    """A checkout: `name` is made from its folder, `folder` the path as the person named it."""

    name: str
    title: str | None = None
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class FoundRoute(Fact):
    """What a proxy hands on: requests for `prefix` to number `port` of the host `target`.

    `listen` holds the numbers it takes them at; `tls` is true where one of these speaks TLS, with
    the paths of `certificate` and key where the file names them. `strip` says that the prefix is
    cut off on the way. `port` is None where the file names none.
    """

    prefix: str
    target: str
    port: int | None
    listen: tuple[int, ...] = ()
    server_names: tuple[str, ...] = ()
    tls: bool = False
    strip: bool = False
    certificate: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FoundRange(Fact):
    """Numbers that a file sets aside; `end` None is open-ended."""

    start: int
    end: int | None
    purpose: str | None = None
    status: str | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class FoundChange(Fact):
    """A number that changed: `before` to `after`, as far as the file says."""

    service: str | None = None
    before: int | None = None
    after: int | None = None
    date: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Unread(Fact):
    """A line with a port-like number that became no fact, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Repair(Fact):
    """A damaged encoding that was mended while reading: what stood there, what is read."""

    before: str
    after: str


F = TypeVar("F", bound=Fact)


@dataclass(slots=True)
class Found:
    """The facts of one file or, added together, of many.

    `problems` tell what could not be read at all: of an "error" nothing behind its place was.
    """

    facts: list[Fact] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)

    def of(self, kind: type[F]) -> list[F]:
        """The facts of one kind, in the order in which they were found."""
        return [each for each in self.facts if isinstance(each, kind)]

    @property
    def claims(self) -> list[FoundClaim]:
        return self.of(FoundClaim)

    @property
    def services(self) -> list[FoundService]:
        return self.of(FoundService)

    def add(self, other: Found) -> None:
        """Take in what another file states, behind what is here."""
        self.facts += other.facts
        self.problems += other.problems

    def put(self, kind: type[F], facts: Iterable[F]) -> None:
        """These facts of a kind in place of those of it that were found."""
        self.facts = [each for each in self.facts if not isinstance(each, kind)] + [*facts]

    def changed(self, change: Callable[[Fact], Fact | None]) -> Found:
        """With every fact as `change` makes it, without those of which it makes None."""
        made = (change(fact) for fact in self.facts)
        return Found([fact for fact in made if fact is not None], list(self.problems))

    def shifted(self, into: Source, lines: int) -> Found:
        """The facts of a block that begins behind line `lines` of a document, as the document's."""
        moved = self.changed(lambda fact: replace(fact, path=into.name, line=fact.line + lines))
        moved.problems = [_placed(each, into, lines) for each in self.problems]
        return moved

    def in_project(self, name: str, kinds: tuple[type[Fact], ...] = (Fact,)) -> Found:
        """The same facts, those of no project, of these kinds, being of this one."""

        def change(fact: Fact) -> Fact:
            theirs = fact.project or not isinstance(fact, kinds)
            return fact if theirs else replace(fact, project=name)

        return self.changed(change)


def _placed(problem: Diagnostic, into: Source, lines: int) -> Diagnostic:
    related = tuple((_moved(place, into, lines), text) for place, text in problem.related)
    return replace(problem, place=_moved(problem.place, into, lines), related=related, fix=())


def _moved(place: Place, into: Source, lines: int) -> Place:
    """Columns are those of the block, cut to the length of the document's line."""
    start = into.offset(place.line + lines, place.column)
    return into.place(start, max(start, into.offset(place.end_line + lines, place.end_column)))
