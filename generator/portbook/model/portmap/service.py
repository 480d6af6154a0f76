"""A part of a project: its ports, where it runs, what it tells others, and how it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from portbook.model.kinds import Kind
from portbook.model.reference import Target, Value
from portbook.text.frozen import frozen
from portbook.text.nodes import Mapping, Node, Sequence
from portbook.text.source import Place


class Origin(NamedTuple):
    """Where a thing was written: its nodes, the one that wins first (overlay before base)."""

    nodes: tuple[Node, ...] = ()

    def place(self, *path: str | int, key: bool = False) -> Place:
        """The place of the value at a path of keys and indexes, or of its last key.

        Where no node holds the whole path, the deepest place of the first node that begins it.
        """
        best: tuple[int, Place] | None = None
        for node in self.nodes:
            depth, place = _descend(node, path, key)
            if best is None or depth > best[0]:
                best = (depth, place)
        assert best is not None
        return best[1]

    def node(self, *path: str | int) -> Node | None:
        """The node at a path, None where nothing is written there."""
        for start in self.nodes:
            node: Node | None = start
            for step in path:
                node = _child(node, step)
            if node is not None:
                return node
        return None


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    # One item may stand without its list.
    return node if step == 0 and not isinstance(node, Sequence) else None


def _descend(node: Node, path: tuple[str | int, ...], key: bool) -> tuple[int, Place]:
    for depth, step in enumerate(path):
        child = _child(node, step)
        if child is None:
            return depth, node.place
        if key and depth == len(path) - 1 and isinstance(node, Mapping):
            written = node.key(str(step))
            return depth + 1, (written or child).place
        node = child
    return len(path), node.place


NO_ORIGIN = Origin()


class Written:
    """What knows where it was written."""

    __slots__ = ()
    origin: Origin

    def place(self, *path: str | int, key: bool = False) -> Place:
        return self.origin.place(*path, key=key)


@frozen
class Endpoint:
    """One named listening port.

    `port` is the number on the host (None: unknown, or not published), `port_end` the last of an
    interval; `container_port` the number inside the container, None for a process of the host.
    `published` is False where a container keeps the port to itself, `random` True where the engine
    chooses the number. An interval for one container port is a pool. `more_binds` are addresses
    beside `bind`; `mode`, `app_protocol` and `port_name` are what Compose calls mode, app_protocol
    and name. `scheme` None: no URL.
    """

    name: str
    port: int | None = None
    port_end: int | None = None
    container_port: int | None = None
    container_end: int | None = None
    transports: tuple[str, ...] = ("tcp",)
    scheme: str | None = None
    bind: str = "127.0.0.1"
    path: str | None = None
    public: str | None = None
    published: bool = True
    more_binds: tuple[str, ...] = ()
    random: bool = False
    mode: str | None = None
    app_protocol: str | None = None
    port_name: str | None = None

    @property
    def last(self) -> int | None:
        return self.port_end or self.port

    @property
    def binds(self) -> tuple[str, ...]:
        """Every address that it listens on, the first one first."""
        return (self.bind, *self.more_binds)

    @property
    def pool(self) -> bool:
        """Whether the engine takes one number of its interval, for its one container port."""
        several = self.port_end is not None and self.container_end is None
        return several and self.container_port is not None


@frozen
class Health:
    """How to ask whether a service is well: `kind` is "http", "tcp" or "command"."""

    kind: str
    path: str | None = None
    command: Value | None = None
    status: int = 200
    endpoint: str | None = None


@frozen
class Alternative:
    """A port the service may fall back to instead, and when."""

    port: int
    when: str | None = None


@frozen
class PathEntry:
    """One of several things behind a port."""

    path: str
    title: str
    description: str | None = None


@frozen
class HistoryEntry:
    """What changed: a number (`before` to `after`), or anything else (`change`)."""

    date: str | None = None
    before: int | None = None
    after: int | None = None
    reason: str | None = None
    impact: str | None = None
    endpoint: str | None = None
    environment: str | None = None
    change: str | None = None


CLAIMING = frozenset(("active", "deprecated", "planned", "reserved"))
"""Statuses that hold their ports."""

RUNNING = frozenset(("active", "deprecated"))
"""Statuses that compose, nginx, CORS, `run` and `health` work with."""

ENV_STATUSES = CLAIMING
"""Statuses whose addresses stand in .env files: all but retired."""


@frozen
class Hosted:
    """The service runs at a provider and claims nothing."""

    by: str | None = None
    url: str | None = None


class EnvValue(NamedTuple):
    """`viewpoint` is "browser" or "process" where the map says so, else None; `taken_from` is the
    variable of whoever starts the service that goes before the value."""

    name: str
    value: Value
    viewpoint: str | None = None
    taken_from: str | None = None


class Build(NamedTuple):
    """What an image is built from; `dockerfile` is a path from the `context`."""

    context: str
    dockerfile: str | None = None


@frozen
class Cors:
    extra: tuple[str, ...] = ()
    variable: str | None = None
    format: str | None = None
    off: bool = False


NO_CORS = Cors()


@frozen
class Database:
    name: str | None = None
    user: str | None = None


@frozen
class Secret:
    """A secret's name; a `value` is admitted only in `environments`, for a `reason`."""

    name: str
    value: str | None = None
    environments: tuple[str, ...] = ()
    reason: str | None = None


@frozen
class Allow:
    code: str
    reason: str | None = None


@dataclass(slots=True, eq=False)
class Service(Written):
    """A part of a project as it is in one environment.

    A value like its siblings, which nobody changes; not frozen only because a large map makes
    thousands, and setting forty fields past the guard takes twice as long.

    `environment` is empty for a service as written, which is also what stands in environments
    that lay nothing over it. `variables` names its derived variables by what they hold ("port",
    "ws.url"; "" is all that are not listed), None for one that is left out. `contained`: it runs
    in a container. `implicit`: it stands for a proxy that no service of the map is.
    """

    project: str
    name: str
    environment: str
    title: str
    kind: Kind | None = None
    kind_name: str | None = None
    description: str | None = None
    role: str = "other"
    group: str | None = None
    status: str = "active"
    pinned: bool = False
    since: str | None = None
    reason: str | None = None
    endpoints: tuple[Endpoint, ...] = ()
    range: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    hosted: Hosted | None = None
    hosts: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    directory: str | None = None
    repository: str | None = None
    configured_in: tuple[str, ...] = ()
    image: str | None = None
    build: Build | None = None
    container: str | None = None
    compose: tuple[str, ...] | None = None
    volumes: tuple[str, ...] = ()
    start: str | None = None
    stop: str | None = None
    health: Health | None = None
    paths: tuple[PathEntry, ...] = ()
    uses: tuple[Target, ...] = ()
    same_as: Target | None = None
    env: tuple[EnvValue, ...] = ()
    env_file: str = ".env"
    env_format: str = "quoted"
    secrets: tuple[Secret, ...] = ()
    variables: tuple[tuple[str, str | None], ...] = ()
    cors: Cors = NO_CORS
    database: Database | None = None
    history: tuple[HistoryEntry, ...] = ()
    notes: str | None = None
    culprits: tuple[str, ...] = ()
    allow: tuple[Allow, ...] = ()
    contained: bool = False
    implicit: bool = False
    origin: Origin = NO_ORIGIN

    @property
    def claims(self) -> bool:
        """Whether its numbers are held against others."""
        return self.status in CLAIMING and self.hosted is None and self.same_as is None

    @property
    def running(self) -> bool:
        return self.status in RUNNING

    @property
    def compose_name(self) -> str:
        """What compose files call it, the first stack's where several do."""
        return self.compose[0].rpartition("/")[2] if self.compose else self.name

    @property
    def primary(self) -> Endpoint | None:
        """The endpoint meant where none is named: `default`, else the first."""
        for each in self.endpoints:
            if each.name == "default":
                return each
        return self.endpoints[0] if self.endpoints else None

    @property
    def who(self) -> str:
        """`project/service`."""
        return f"{self.project}/{self.name}"

    def name_of(self, endpoint: Endpoint) -> str:
        """`web`, or `web.admin` where it has several, and that is not the default one."""
        alone = len(self.endpoints) < 2 or endpoint.name == "default"
        return self.name if alone else f"{self.name}.{endpoint.name}"

    def endpoint(self, name: str | None) -> Endpoint | None:
        """The endpoint of a name; the primary one for None."""
        if name is None:
            return self.primary
        for each in self.endpoints:
            if each.name == name:
                return each
        return None

    def endpoint_place(self, endpoint: Endpoint) -> Place:
        """Where the endpoint's number stands, else where the service does."""
        path: tuple[str, ...] = ("ports", endpoint.name)
        for node in self.origin.nodes:
            if not isinstance(node, Mapping):
                return node.place
            written = node.get("ports")
            listed = written.get(endpoint.name) if isinstance(written, Mapping) else None
            short = node.get("port") if endpoint is self.primary else None
            found = listed or short
            if isinstance(found, Mapping):
                return (found.get("number") or found).place
            if found is not None:
                return found.place
        return self.place(*path)
