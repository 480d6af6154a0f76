"""Which keys of a port list hold a number, a name, a range, or only a group."""

from __future__ import annotations

from portbook.sources.naming import names

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
    "bare",
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
FREE = names("free available unused unassigned next next_free next_available spare")
SILENT = names("version updated date schema $schema year timeout count")
"""Keys whose numbers are no ports."""
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
