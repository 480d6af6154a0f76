"""Tells what holds below a key of a port list: names, numbers, a group, a project, a stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from portbook.sources.documents.places import addresses_apart
from portbook.sources.naming import ENVIRONMENTS, names
from portbook.sources.portlist.keys import (
    DESCRIPTIONS,
    ENDMOST,
    HOSTS,
    NAMES,
    OWNERS,
    PORTS,
    RANGES,
    RUN,
    SILENT,
    STATUS,
    bare,
    is_free,
    is_silent,
    label_of,
    side_of,
)
from portbook.sources.portlist.listeners import are_groups, fields_of, text_in
from portbook.sources.portlist.places import (
    are_machines,
    machine_called,
    machines_told,
    stage_beside,
    texts_below,
)
from portbook.text.nodes import Mapping, Node, Scalar, Sequence

_RANGED = re.compile(r"[_-]?(?:port[_-]?)?ranges?$|[_-]ports$", re.IGNORECASE)
"""`media_range: 50010-50023`, `avatar_ports: {...}`: those of media, and of the avatar."""
_KEPT = names("port ports reserved allocated")
_HOST = names("host machine node vm")
"""Keys above several machines, as TOML has them: `[machine.oak]`, `[machine.elm]`."""
_RESERVED = names(
    "reserved reservado reservados reservada reservadas réservé réservés reserviert riservato "
    "gereserveerd zarezerwowane зарезервировано 预留 保留 予約"
)
_LISTS = names("port ports services apps applications port_map portmap")
_GROUPS = names(
    "ports services apps applications containers endpoints allocations allocation assigned "
    "assignments mapping mappings registry map entries list items reserved used claims active "
    "taken static fixed local host hosts all data spec port_map portmap components registrations "
    "allocated current listen listeners categories rules firewall ufw allow open opened devices "
    "nodeports instances nodes members tiers variables rows records tcp udp urls links addresses "
    "docker podman publish publishes "
    "infrastructure infra databases monitoring observability core backends frontends tools misc "
    "discovered detected exposed exposed_ports "
    "external internal public private common other optional required extra service_discovery "
    "system os properties "
    "managed unmanaged self_managed self_hosted third_party on_demand always_on"
)
"""Keys that only hold what is below them."""
_PROJECTS = names(
    "projects project products product repos repositories workspaces apps_by_project checkouts "
    "stacks stack"
)
_HOLDERS = names("environments envs environment env stages")
_WHERE = names("docker container compose ports")
"""Words beside a stage: `docker_production`."""
_VARIABLES = names("env environment variables")
NO_NAMES = names(
    "fallback fallbacks fallback_port fallback_ports alternative_ports alternatives "
    "healthcheck healthchecks health_checks cors origins allowed_origins issues problems meta "
    "examples example template templates changes tags keywords targets"
)
_GONE = names("old previous former conflict conflicts excluded forbidden prohibited banned avoid")
_SUMMARIES = names("summary stats statistics")
_TELLING = (_GONE | _SUMMARIES) | names(
    "resolved history changelog migrations metadata guidelines validation denied probe scan "
    "scanned blocklist blacklist denylist blocked deny drop reject downstream destinations"
)
"""Words of keys below which a list only tells of ports: what was, what clashed, what to do."""
_PAST = frozenset(("legacy", "deprecated", "retired", "removed", "released"))
_MAPPINGS = names("map mapping mappings")
_WRAPPERS = names("network networking server listener config settings connection deployment rpc")
"""Keys that say how, not who: `crm: {network: {port: 1}}`."""
_PROGRAMS = names("services containers components daemons processes")
"""Keys below which names are of programs, whose `ports` have labels."""


def _has_port(value: Node) -> bool:
    own = value.get("port") if isinstance(value, Mapping) else value
    return isinstance(own, Scalar)


def _is_entry(words: set[str], value: Node) -> bool:
    """`care-guidelines: {port: 8083}` is a program of that name, whatever the word says."""
    keyed = isinstance(value, Mapping)
    named = words - PORTS - (_TELLING - _SUMMARIES if keyed else _TELLING)
    return bool(named) and (keyed or not words & _GONE) and _has_port(value)


_MEASURED = names("timeouts intervals delays ttls thresholds quotas budgets retries durations")
"""Keys of groups whose numbers measure something."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the keys above say: `path` are those that may be a project's or a service's name.

    `names` tells what the keys right below are: `project`, `environment`, `host`, `group` or,
    empty, anything. Those below a path of `programs` keys are programs, whatever they hold; what
    follows behind a path of `offering` keys is what one program offers. Below `ports` and its like
    a number is one, and `session_memory` the name of something. Where an entry lists several
    `stages` or `hosts`, none of them is its one; `machines` are all that the list knows, `apart`
    addresses that tell machines apart. `inside`
    are the container's numbers of ports by their labels.
    """

    path: tuple[str, ...] = ()
    project: str | None = None
    host: str | None = None
    environment: str | None = None
    status: str | None = None
    ranges: bool = False
    free: bool = False
    names: str = ""
    programs: int | None = None
    offering: int | None = None
    ports: bool = False
    stages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    machines: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    inside: tuple[tuple[str, int], ...] = ()

    @property
    def service(self) -> str | None:
        """What is named last; a project that has a number of its own is a service, too."""
        named = self.path[: self.offering]
        return named[-1] if named else self.project

    @property
    def owner(self) -> str | None:
        """The project of what is named last."""
        named = self.path[: self.offering]
        return self.project or (named[-2] if len(named) > 1 else None)

    @property
    def endpoint(self) -> str | None:
        """Which of what a program offers is named last."""
        return " ".join(self.path[self.offering :]) or None if self.offering is not None else None

    @property
    def inner(self) -> int | None:
        """The container's number of what is named last, or of all."""
        told = dict(self.inside)
        return told.get(label_of(bare(self.path[-1])) if self.path else "", told.get(""))

    def offer(self, stem: str = "") -> Scope:
        """The scope of what is named last as a program that offers something."""
        length = len(self.path) if self.offering is None else self.offering
        return replace(self, path=(*self.path, *filter(None, (stem,))), offering=length)

    def at(self, machine: str | None) -> Scope:
        """The scope of an entry on a machine, which may be called as a stage is."""
        stage = ENVIRONMENTS.get(bare(machine)) if machine else None
        if stage:
            return replace(self, environment=stage)
        return replace(self, host=machine or self.host)

    def _machine(self, key: str, value: Node) -> str | None:
        """The machine that a key is, unless it has a port of its own, as a program has."""
        if _has_port(value):
            return None
        return key if key in self.machines else machine_called(key, value)

    def everywhere(self) -> Iterator[tuple[str | None, str | None]]:
        """Each stage with each machine that the keys above say, or an entry lists."""
        stages = (self.environment,) if self.environment else self.stages or (None,)
        machines = (self.host,) if self.host else self.hosts or (None,)
        return product(stages, machines)

    def below(self, key: str, value: Node) -> Scope | None:
        """What holds below a key; None where nothing there is a port."""
        name = bare(key)
        alone = isinstance(value, Scalar)
        flat = alone or (
            isinstance(value, Sequence) and all(isinstance(each, Scalar) for each in value.items)
        )
        words = set(name.split("_"))
        stage = "_".join(word for word in name.split("_") if word not in _WHERE)
        inner: Scope | None
        if self.names in ("project", "host", "group"):
            project = key if self.names == "project" else self.project
            host = key if self.names == "host" else self.host
            inner = replace(self, project=project, host=host, names="")
        elif self.names == "environment" or (stage in ENVIRONMENTS and not alone):
            inner = replace(self, environment=ENVIRONMENTS.get(stage, key), names="")
        elif machine := self._machine(key, value):
            inner = replace(self, host=machine)
        elif words & RANGES and words <= RANGES | _KEPT:  # `port_range`, `reserved_blocks`
            path = (*self.path, key) if name == "dynamic" else self.path
            inner = replace(self, ranges=True, path=path)
        elif flat and words & RANGES and not (is_free(name) or words & SILENT):
            inner = replace(self, ranges=True, path=(*self.path, _RANGED.sub("", key)))
        elif is_free(name, listed=flat > alone):
            inner = replace(self, free=True)
        elif (
            # `env: [{name: PORT, value: 3000}]`, `env: {PORT: 3000}`
            (name in _VARIABLES and self.path and _sets_variables(value))
            or (words & _TELLING and not _is_entry(words, value))
            or (words & _PAST and words & _MAPPINGS)
            or (name in NO_NAMES and not (self.programs == len(self.path) and _has_port(value)))
            or (name in DESCRIPTIONS and not (isinstance(value, Scalar) and value.text.isdecimal()))
            or (name in _MEASURED and not alone)
            or (alone and (name in _PROJECTS | _HOLDERS or self._is_silent(name)))
        ):
            inner = None
        elif not alone and (group := self._group(key, name, value)) is not None:
            inner = group
        else:
            named = _RANGED.sub("", key) if isinstance(value, Mapping) else key
            inner = replace(self, path=(*self.path, named or key))
        return inner

    def _is_silent(self, name: str) -> bool:
        """Whether a number measures something; not where that may be a name: `session_memory`."""
        first, _, last = name.rpartition("_")
        part = last in ("memory", "cpu", "disk", "routes", "workers")
        base = name == "base" and self.programs == len(self.path)
        named = base or (self.ports and part and first not in ("", "max", "min"))
        return (is_silent(name) or name in ENDMOST) and not (self.ranges or named)

    def _group(self, key: str, name: str, value: Node) -> Scope | None:
        """What holds below a key that is no name; None where it is one."""
        fields = value if isinstance(value, Mapping) else None
        keys = [key.text for key, _ in fields.entries()] if fields else []
        if self.path and name in _WRAPPERS and any(side_of(bare(key))[2] for key in keys):
            return self
        if (
            fields
            and name not in PORTS
            and any(isinstance(fields.get(k), Scalar) for k in ("port", *RUN))
        ):
            return None  # `registry: {image: x, ...}` is a program of that name.
        entries = [v for _, v in fields.entries()] if fields else _entries(value)
        hosts = name in HOSTS or (name in _HOST and are_machines(keys))
        hosts = hosts and bool(entries) and not any(map(_has_port, entries))
        if hosts or name in _PROJECTS | _HOLDERS:
            staged = "" if fields and _sets_variables(fields) else "environment"
            named = "host" if hosts else "project"
            return replace(self, names=staged if name in _HOLDERS else named)
        status = re.sub("_ports?$", "", name)
        items = value.items if isinstance(value, Sequence) else ()
        texts = [each.text for each in items if isinstance(each, Scalar)]
        if status in STATUS or status in _RESERVED:
            # What a list calls reserved or active is simply taken; bare numbers are set aside.
            kept = status in _RESERVED and 0 < len(texts) == len(items)
            alone = kept and all(map(str.isdecimal, texts))  # Two of them are no interval.
            said = STATUS.get(status, "active")
            within = self.status if said in ("active", "reserved") else said
            return replace(self, status=within, ranges=self.ranges or kept, free=alone)
        if name in _PROGRAMS:
            inner = replace(self, ports=name in _LISTS)
            grouped = are_groups(value)
            return (
                replace(inner, names="group")
                if grouped
                else replace(inner, programs=len(self.path))
            )
        several = any(not isinstance(each, Scalar) and _is_named(each) for each in items)
        many = several or name not in re.sub(r"[\s-]", "_", key.lower())
        held = name.split("_")
        listed = held[-1] in _GROUPS | PORTS and {*held} <= _GROUPS | PORTS | {"service", "app"}
        listed = listed or name in _GROUPS or (many and f"{name}s" in _GROUPS)
        listed = listed and not (self.ranges and items and name not in PORTS)
        return replace(self, ports=name in _LISTS) if listed else None


def _entries(value: Node) -> list[Mapping]:
    """The entries of a list that all hold more: `hosts: [{name: oak, services: [...]}]`."""
    items = value.items if isinstance(value, Sequence) else []
    entries = [each for each in items if isinstance(each, Mapping)]
    held = all(any(each.get(key) for key in (*_PROGRAMS, *_LISTS)) for each in entries)
    return entries if held and len(entries) == len(items) else []


def _is_named(entry: Node) -> bool:
    """Whether an entry of a list is more than `{published: 8080, target: 80}`."""
    return not isinstance(entry, Mapping) or any(entry.get(key) for key in (*NAMES, *OWNERS, "id"))


def _sets_variables(value: Node) -> bool:
    """Whether what an entry is run with is listed, rather than environments."""
    entries = value.entries() if isinstance(value, Mapping) else []
    return isinstance(value, Sequence) or (
        bool(entries)
        and all(isinstance(each, Scalar) and key.text.isupper() for key, each in entries)
        and not any(bare(key.text) in ENVIRONMENTS for key, _ in entries)
    )


def scope_of(document: Node) -> Scope:
    """What holds for all of a document."""
    root = fields_of(document) if isinstance(document, Mapping) else {}
    stage = ENVIRONMENTS.get(bare(text_in(root, ("environment", "env", "stage")) or ""))
    return Scope(
        project=project_of(document),
        environment=stage or stage_beside(root),
        machines=machines_told(document),
        apart=addresses_apart(texts_below(document)),
    )


def project_of(document: Node) -> str | None:
    """The project that a document names at its top, without the address of its repository."""
    keys = ["project", "repo", "repository", "workspace"]
    if isinstance(document, Mapping) and isinstance(document.get("ports"), Mapping):
        keys += ["repo_name", "service", "app", "name"]  # Whose they all are.
    for key in keys:
        node = document.get(key) if isinstance(document, Mapping) else None
        if isinstance(node, Scalar) and node.text:
            return project_called(node.text)
    return None


def project_called(text: str) -> str:
    """The name of a project, of which the text may be the address of its repository."""
    name = re.split("[/:]", text.rstrip("/"))[-1]
    return text if " " in text else name.removesuffix(".git")
