"""The draft of a map: projects and services with names that ports.yaml takes.

Everything is decided here; what a person should look at stands in `remarks`, which become comments
above the entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from portbook.sources.found import Interpolated


@dataclass(frozen=True, slots=True)
class DraftEndpoint:
    """`port` None with a `container` is not published; `transports`, `scheme` and `bind` are None
    where no file says. `place` names the file and line that the number is taken from. `random`
    is published on a number that nobody knows; `unpublished`, in an overlay, is not published
    there. `moved_by` is the variable that compose files take the number from."""

    name: str
    port: int | None
    port_end: int | None = None
    container: int | None = None
    container_end: int | None = None
    transports: tuple[str, ...] | None = None
    scheme: str | None = None
    bind: str | None = None
    place: str = ""
    more_binds: tuple[str, ...] = ()
    random: bool = False
    unpublished: bool = False
    assumed: bool = False
    mode: str | None = None
    app_protocol: str | None = None
    port_name: str | None = None
    moved_by: str | None = None

    @property
    def binds(self) -> tuple[str, ...]:
        return (self.bind, *self.more_binds) if self.bind else ()


@dataclass(frozen=True, slots=True)
class DraftService:
    """`overlays` hold, by environment, the endpoints whose numbers differ there. `called` are all
    the names that files give to it, and `places` where they do. `compose` is what stacks call it,
    () where none declares it, None where that goes without saying. `plain_in` are the stacks that
    start it where nobody asks for a profile; `variables` names those of its ports, and an `unnamed`
    one has none, since they would be another's."""

    name: str
    title: str | None = None
    description: str | None = None
    kind: str | None = None
    role: str | None = None
    group: str | None = None
    status: str | None = None
    directory: str | None = None
    configured_in: tuple[str, ...] = ()
    image: str | None = None
    build: str | None = None
    dockerfile: str | None = None
    container: str | None = None
    compose: tuple[str, ...] | None = None
    endpoints: tuple[DraftEndpoint, ...] = ()
    alternatives: tuple[int, ...] = ()
    hosts: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    start: str | None = None
    health: str | None = None
    database: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    interpolated: tuple[Interpolated, ...] = ()
    overlays: tuple[tuple[str, tuple[DraftEndpoint, ...]], ...] = ()
    history: tuple[tuple[tuple[str, str], ...], ...] = ()
    same_as: str | None = None
    remarks: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    stacked: bool = False
    plain_in: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class DraftRange:
    """`end` None is open-ended."""

    name: str
    start: int
    end: int | None
    purpose: str | None = None
    step: int | None = None
    status: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class DraftHost:
    """`address` where the host's name in the file is one that others reach it by."""

    name: str
    title: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class DraftStack:
    """Compose files that are one stack, from the project's folder; `environment` None is the
    default one."""

    name: str
    files: tuple[str, ...]
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class DraftProxy:
    """`name` where the environment has several; `listen` where it is not the first number of its
    `service`; `routes` are paths, what they lead to, and whether the path is stripped."""

    environment: str
    service: str
    name: str | None
    server_names: tuple[str, ...]
    listen: tuple[int, ...]
    certificate: tuple[str, str] | None
    routes: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class DraftExclusive:
    """What never runs together, as the language names it, and why."""

    members: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class DraftProject:
    """`environments` with their hosts, the default first; none where there is only the usual one.

    `sources` are the files that it is made from.
    """

    name: str
    title: str | None = None
    path: str | None = None
    stacks: tuple[DraftStack, ...] = ()
    environments: tuple[tuple[str, str | None], ...] = ()
    ranges: tuple[DraftRange, ...] = ()
    services: tuple[DraftService, ...] = ()
    proxies: tuple[DraftProxy, ...] = ()
    history: tuple[tuple[tuple[str, str], ...], ...] = ()
    remarks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    exclusive: tuple[DraftExclusive, ...] = ()


@dataclass(slots=True)
class Draft:
    """Everything that was found, by project; `hosts` are those that environments or services
    name, beside the one that needs no name."""

    projects: list[DraftProject] = field(default_factory=list)
    ranges: list[DraftRange] = field(default_factory=list)
    hosts: list[DraftHost] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.ranges and not any(p.services or p.ranges for p in self.projects)
