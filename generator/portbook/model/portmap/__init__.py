"""The port map: hosts, ranges, projects, services and their endpoints, environment by environment.

Every value is complete: short forms are spelled out, defaults of kinds filled in, overlays laid
over. `origin` leads back to the text for diagnostics and edits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import NamedTuple

from portbook.model.kinds import Kind
from portbook.model.portmap.service import (
    CLAIMING,
    ENV_STATUSES,
    NO_ORIGIN,
    RUNNING,
    Allow,
    Alternative,
    Build,
    Cors,
    Database,
    Endpoint,
    EnvValue,
    Health,
    HistoryEntry,
    Hosted,
    Origin,
    PathEntry,
    Secret,
    Service,
    Written,
)
from portbook.model.ports import PortSet
from portbook.model.reference import Target
from portbook.text.frozen import frozen

# What others take from `service.py` and `origin.py` by the name of this package.
# fmt: off
__all__ = [
    "CLAIMING", "ENV_STATUSES", "RUNNING", "Allow", "Alternative", "Build", "Cors", "Database",
    "Endpoint", "EnvValue", "Health", "HistoryEntry", "Hosted", "Origin", "PathEntry", "Secret",
    "Service",
]
# fmt: on


@frozen
class Range:
    """Numbers set aside; `project` is None for a range of the whole map.

    New ports are taken from `first` on, every `step`-th.
    """

    name: str
    ports: PortSet
    purpose: str | None = None
    first: int | None = None
    step: int = 1
    host: str | None = None
    status: str = "active"
    notes: str | None = None
    project: str | None = None
    origin: Origin = NO_ORIGIN

    @property
    def who(self) -> str:
        """`project/range`; the map's own by its name alone."""
        return f"{self.project}/{self.name}" if self.project else self.name


@frozen
class Route:
    """A path of a proxy. `strip` takes the path's prefix off before passing on.

    `websocket` None: nothing is said, so it passes where the back end may speak it. `max_body` is
    a number of bytes with k, m or g (1024 each), "0" for any; `timeout` a number with ms, s, m
    or h. `headers` are set on answers, `request_headers` on what the back end gets.
    """

    path: str
    target: Target
    strip: bool = False
    event_stream: bool = False
    websocket: bool | None = None
    max_body: str | None = None
    timeout: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    request_headers: tuple[tuple[str, str], ...] = ()


@frozen
class Files:
    """A path of a proxy that ends in the files of a folder on the proxy's disk; `fallback` is the
    path of what is sent where there is no such file."""

    path: str
    folder: str
    fallback: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@frozen
class Tls:
    certificate: str
    key: str


@frozen
class Proxy(Written):
    """A reverse proxy of one environment; `service` holds its `endpoints`.

    `to` is set for a raw TCP proxy, which has no routes. `underscores`: headers with `_` in their
    name pass, which servers like nginx can only say for all routes at once.
    """

    project: str
    environment: str
    name: str | None
    service: str
    endpoints: tuple[Endpoint, ...]
    server_names: tuple[str, ...] = ()
    tls: Tls | None = None
    routes: tuple[Route, ...] = ()
    files: tuple[Files, ...] = ()
    underscores: bool = False
    to: Target | None = None
    origin: Origin = NO_ORIGIN

    @property
    def stem(self) -> str:
        """What its files are called, without the ending: the environment, and its own name."""
        return f"{self.environment}-{self.name}" if self.name else self.environment


DEFAULT_ENVIRONMENT = "development"
"""The environment of a project that names none."""


@frozen
class Environment:
    """A project's environment with the services that are in it, overlays laid over."""

    project: str
    name: str
    host: str
    default: bool
    services: dict[str, Service]
    proxies: tuple[Proxy, ...] = ()

    def hosts_of(self, service: Service) -> tuple[str, ...]:
        return service.hosts or (self.host,)


@frozen
class TargetChoice:
    """A target a project asks for: a shipped `name`, or a `template` and the path it goes `to`."""

    name: str | None = None
    template: str | None = None
    to: str | None = None


@frozen
class Instances:
    """Working copies side by side: slot N has every number N times `step` higher, or the N-th
    block of the `range` of that name. None: the usual step, or as many slots as usual."""

    step: int | None = None
    count: int | None = None
    range: str | None = None


@frozen
class Stack:
    """Compose files that Compose is given together, in their order, from the project's folder.

    `environment` is the one whose ports they publish; None is the default one. `fixed` is known of
    a working copy alone: what its files give a name that Compose takes as it stands, by section
    (`services`, `networks`, `volumes`) and key.
    """

    name: str
    files: tuple[str, ...]
    environment: str | None = None
    fixed: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    @property
    def folder(self) -> str:
        """Where Compose takes the stack to be, from the project's folder; "" for that itself."""
        return self.files[0].rpartition("/")[0].removeprefix("./")


@frozen
class Project(Written):
    """A codebase. `services` are as written, before any overlay. Without `variables` its .env has
    only those derived ones that a service names. `instance` is the name of the working copy that
    this is, None for the project itself."""

    name: str
    title: str
    environments: dict[str, Environment]
    services: dict[str, Service]
    description: str | None = None
    stack: str | None = None
    owner: str | None = None
    repository: str | None = None
    path: str | None = None
    stacks: tuple[Stack, ...] = ()
    ranges: tuple[Range, ...] = ()
    start: tuple[tuple[str, str], ...] = ()
    stop: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    notes: str | None = None
    sections: tuple[tuple[str, str], ...] = ()
    targets: tuple[TargetChoice, ...] = ()
    install: tuple[str, ...] | None = None
    variables: bool = True
    instances: Instances | None = None
    instance: str | None = None
    origin: Origin = NO_ORIGIN

    @property
    def compose(self) -> str | None:
        """The compose file that its first stack begins with."""
        return self.stacks[0].files[0] if self.stacks else None

    def declared(self, stack: Stack, service: Service) -> str | None:
        """What the stack's files call a service; None where none of them declares it.

        Where there is one stack, what runs in a container is taken to be in it unless the
        service says otherwise.
        """
        if service.compose is None:
            return service.name if len(self.stacks) == 1 and service.contained else None
        for text in service.compose:
            named, _, name = text.rpartition("/")
            if named == stack.name or (not named and stack is self.stacks[0]):
                return name
        return None

    @property
    def default(self) -> Environment:
        return next(iter(self.environments.values()))

    def deployments(self) -> Iterator[tuple[Environment, Service]]:
        """Every service in every environment it is in."""
        for environment in self.environments.values():
            for service in environment.services.values():
                yield environment, service


@frozen
class Host:
    """A machine. `address` is how other machines reach it, `domain` how browsers do, `ssh` what
    the user's own ssh calls it. `cluster` is "kubernetes" where its published ports are NodePorts.
    """

    name: str
    os: str = "linux"
    address: str | None = None
    domain: str | None = None
    title: str | None = None
    origin: Origin = NO_ORIGIN
    ssh: str | None = None
    cluster: str | None = None

    @property
    def ssh_name(self) -> str:
        return self.ssh or self.address or self.name


class Member(NamedTuple):
    """A project, one of its environments, or one of its services."""

    project: str
    environment: str | None = None
    service: str | None = None


@frozen
class Exclusive:
    """Members that never run together."""

    members: tuple[Member, ...]
    reason: str | None = None
    origin: Origin = NO_ORIGIN


@frozen
class Settings:
    """`checks` gives each code its severity: "off", "warning" or "error". `targets` are asked for
    every project, and for the map as a whole; `instances` are those of projects without. `nginx`
    is a version, as digits with dots."""

    output: str = "generated"
    checks: dict[str, str] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    instances: Instances | None = None
    nginx: str | None = None


@frozen
class Upstream:
    """Another repository's map, and what it may claim in this one; None: anything."""

    name: str
    git: str
    rev: str = "main"
    path: str = "ports.yaml"
    projects: tuple[str, ...] | None = None
    hosts: tuple[str, ...] | None = None
    ranges: PortSet | None = None
    origin: Origin = NO_ORIGIN


@frozen
class PortMap(Written):
    """Everything one ports.yaml and what it includes say."""

    title: str
    hosts: dict[str, Host]
    ranges: tuple[Range, ...]
    exclusive: tuple[Exclusive, ...]
    kinds: dict[str, Kind]
    settings: Settings
    projects: dict[str, Project]
    description: str | None = None
    version: int = 1
    sources: dict[str, Upstream] = field(default_factory=dict)
    origin: Origin = NO_ORIGIN
    _ranges: dict[tuple[str | None, str | None], Range] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        self._ranges.update(((each.project, each.name), each) for each in self.all_ranges())

    def upstream_of(self, project: Project) -> Upstream | None:
        """The source that a project comes from; None for one of the map's own."""
        nodes = project.origin.nodes
        return self.sources.get(nodes[0].source.upstream) if nodes else None

    def environments(self) -> Iterator[tuple[Project, Environment]]:
        for project in self.projects.values():
            for environment in project.environments.values():
                yield project, environment

    def deployments(self) -> Iterator[tuple[Environment, Service]]:
        """Every service in every environment it is in."""
        for project in self.projects.values():
            yield from project.deployments()

    def all_ranges(self) -> Iterator[Range]:
        yield from self.ranges
        for project in self.projects.values():
            yield from project.ranges

    def host_named(self, name: str) -> Host:
        """The host of a name; one of which nothing is known where the map has no such host."""
        return self.hosts.get(name) or Host(name)

    def range_named(self, project: str | None, name: str | None) -> Range | None:
        """The range of a name as a project sees it: its own before the map's."""
        return self._ranges.get((project, name)) or self._ranges.get((None, name))
