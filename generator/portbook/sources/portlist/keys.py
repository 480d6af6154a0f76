"""What the keys of a port list say: a number, a name, a range, a group, a project, a stage."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portbook.sources.naming import ENVIRONMENTS, names
from portbook.text.nodes import Mapping, Node, Scalar

__all__ = [
    "DESCRIPTIONS",
    "FIRST",
    "FREE",
    "GROUPS",
    "HOLDERS",
    "INNER",
    "LAST",
    "NAMES",
    "PORTS",
    "PROJECTS",
    "RANGES",
    "SILENT",
    "STATUS",
    "Scope",
    "bare",
    "project_of",
]

PORTS = names(
    "port host_port hostport external external_port published public_port number listen "
    "local_port dev_port bind_port host_side port_number value"
)
INNER = names(
    "container_port containerport container internal internal_port target target_port "
    "targetport inner"
)
NAMES = ("service", "name", "app", "application", "title", "label", "id", "key", "component")
DESCRIPTIONS = ("description", "purpose", "desc", "notes", "note", "comment", "usage", "used_for")
FIRST = frozenset(("start", "from", "first", "low", "min", "begin"))
LAST = frozenset(("end", "to", "last", "high", "max", "stop"))
RANGES = names(
    "range ranges block blocks band bands pool pools slots slice slices port_range "
    "port_ranges dynamic"
)
GROUPS = names(
    "ports services apps applications containers endpoints allocations allocation assigned "
    "assignments mapping mappings registry map entries list items reserved used claims active "
    "taken static fixed local host hosts all data spec port_map portmap components"
)
"""Keys that only hold what is below them."""
PROJECTS = names("projects project repos repositories workspaces apps_by_project")
"""Keys whose entries are projects."""
HOLDERS = frozenset(["environments", "envs", "environment", "env", "stages"])
"""Keys whose entries are environments."""
FREE = names(
    "free available unused unassigned next next_free next_available spare allowed allowed_ports "
    "ports_allowed blocked"
)
SILENT = names(
    "version updated date schema $schema year timeout count slots slot offset step maximum minimum"
)
"""Keys whose numbers are no ports."""
TOLD = names(
    "conflicts resolved resolved_conflicts active_conflicts conflict_history history changelog "
    "changes migrations old previous former issues problems metadata meta examples example notes "
    "guidelines rules"
)
"""Keys below which a list only tells of ports: what was, what clashed, what to do."""
STATUS = {
    "planned": "planned",
    "future": "planned",
    "deprecated": "deprecated",
    "legacy": "deprecated",
    "retired": "retired",
    "removed": "retired",
    "released": "retired",
    "active": "active",
    "reserved": "reserved",
}


def bare(key: str) -> str:
    """A key in lower case with underscores, as these tables have them."""
    return key.strip().lower().replace("-", "_").replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the keys above say: `path` are those that may be a project's or a service's name.

    `names` tells what the keys right below are: `project`, `environment` or, empty, anything.
    """

    path: tuple[str, ...] = ()
    project: str | None = None
    environment: str | None = None
    status: str | None = None
    ranges: bool = False
    free: bool = False
    names: str = ""

    @property
    def owner(self) -> str | None:
        """The project of what is named last."""
        return self.project or (self.path[-2] if len(self.path) > 1 else None)

    def below(self, key: str, name: str, value: Node) -> Scope | None:
        """What holds below a key, `name` being it bare; None where nothing there is a port."""
        alone = isinstance(value, Scalar)
        if self.names == "project":
            inner = replace(self, project=key, names="")
        elif self.names == "environment" or (name in ENVIRONMENTS and not alone):
            inner = replace(self, environment=ENVIRONMENTS.get(name, key), names="")
        elif name in RANGES:
            path = (*self.path, key) if name == "dynamic" else self.path
            inner = replace(self, ranges=True, path=path)
        elif name in FREE:
            inner = replace(self, free=True)
        elif not alone and (group := self._group(name, value)) is not None:
            inner = group
        elif name in TOLD or name in SILENT or (alone and name in PROJECTS | HOLDERS):
            return None
        else:
            inner = replace(self, path=(*self.path, key))
        return inner

    def _group(self, name: str, value: Node) -> Scope | None:
        """What holds below a key that is no name; None where it is one."""
        if isinstance(value, Mapping) and isinstance(value.get("port"), Scalar):
            return None
        if name in PROJECTS:
            return replace(self, names="project")
        if name in HOLDERS:
            return replace(self, names="environment")
        if name in STATUS:
            # What a list calls reserved or active is simply taken.
            status = STATUS[name] if name not in ("active", "reserved") else self.status
            return replace(self, status=status)
        return self if name in GROUPS else None


def project_of(document: Node) -> str | None:
    """The project that a document names at its top, without the address of its repository."""
    for key in ("project", "repo", "repository", "workspace"):
        node = document.get(key) if isinstance(document, Mapping) else None
        if isinstance(node, Scalar) and node.text:
            return node.text.rstrip("/").rpartition("/")[2].removesuffix(".git")
    return None
