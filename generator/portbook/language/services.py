"""From a service's canonical dict to the service as it is in one environment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portbook.language.canonical import DEFAULT, Canonical, primary_name
from portbook.language.inheriting import EndpointContext
from portbook.language.keys import health_of
from portbook.language.merge import canonical_ports
from portbook.model.bind import LOOPBACK
from portbook.model.kinds import Kind
from portbook.model.portmap import (
    Allow,
    Alternative,
    Cors,
    Database,
    EnvValue,
    Health,
    HistoryEntry,
    Hosted,
    Origin,
    PathEntry,
    Secret,
    Service,
)
from portbook.model.reference import Value, parse_value

__all__ = ["EndpointContext", "build_service", "history_of", "title_of"]

ACRONYMS = frozenset(
    [
        "ai",
        "api",
        "cms",
        "crm",
        "css",
        "db",
        "gpu",
        "gui",
        "http",
        "https",
        "id",
        "llm",
        "mcp",
        "os",
        "sql",
        "ssl",
        "ui",
        "ws",
    ]
)
EMPTY = Value("", ("",))


def build_service(
    project: str, name: str, environment: str, given: Canonical, kind: Kind | None, origin: Origin
) -> Service:
    """`given` is the canonical dict with any overlay already laid over."""
    get = given.get
    ports = canonical_ports(given)
    contained = bool(
        get("image")
        or get("build")
        or get("container")
        or any(p.get("container") for p in ports.values())
    )
    role = get("role") or (kind.role if kind else "other")
    if not ports and kind and kind.port and not (get("same_as") or get("hosted") is not None):
        ports = {DEFAULT: {"number": kind.port + given.get("offset", 0), "number_end": None}}
    primary = primary_name(ports) if ports else None
    context = EndpointContext(kind, role, contained, get("bind") or LOOPBACK)
    fields = {
        FIELDS.get(key, key): CONVERTED[key](value) if key in CONVERTED else value
        for key, value in given.items()
        if value is not None and key not in RESOLVED
    }
    fields.setdefault("title", title_of(name))
    return Service(
        project=project,
        name=name,
        environment=environment,
        kind=kind,
        role=role,
        contained=contained,
        endpoints=tuple(
            [context.build(key, value, key == primary) for key, value in ports.items()]
        ),
        health=_health(get("health"), kind),
        origin=origin,
        **fields,
    )


def title_of(name: str) -> str:
    """`gpu-worker` as people would head it: GPU worker."""
    words = [word.upper() if word in ACRONYMS else word for word in name.split("-")]
    title = " ".join(words)
    return title[:1].upper() + title[1:]


def history_of(entries: tuple[Canonical, ...]) -> tuple[HistoryEntry, ...]:
    return tuple(
        HistoryEntry(
            entry.get("date"),
            entry.get("from"),
            entry.get("to"),
            entry.get("reason"),
            entry.get("impact"),
            entry.get("endpoint"),
            entry.get("environment"),
            entry.get("change"),
        )
        for entry in entries
    )


def _health(given: Canonical | None, kind: Kind | None) -> Health | None:
    if given is None:
        if kind is None or not kind.health:
            return None
        given = health_of(parse_value(kind.health))
    status, endpoint = given.get("status") or 200, given.get("endpoint")
    if given.get("command"):
        return Health("command", None, given["command"], status, endpoint)
    if given.get("path"):
        return Health("http", given["path"], None, status, endpoint)
    return Health("tcp", None, None, status, endpoint)


def _alternatives(given: tuple[Canonical, ...]) -> tuple[Alternative, ...]:
    return tuple(Alternative(each["port"], each.get("when")) for each in given if each.get("port"))


def _hosted(given: Canonical) -> Hosted:
    return Hosted(given.get("by"), given.get("url"))


def _paths(given: Canonical) -> tuple[PathEntry, ...]:
    return tuple(
        PathEntry(path, entry.get("title") or path, entry.get("description"))
        for path, entry in given.items()
    )


def _variables(given: Canonical) -> tuple[EnvValue, ...]:
    return tuple([_variable(name, value) for name, value in given.items()])


def _variable(name: str, given: Canonical | None) -> EnvValue:
    if not given:
        return EnvValue(name, EMPTY)
    return EnvValue(name, given.get("value") or EMPTY, given.get("viewpoint"))


def _secrets(given: Canonical) -> tuple[Secret, ...]:
    return tuple(
        Secret(name, entry.get("value"), entry.get("environments") or (), entry.get("reason"))
        for name, entry in given.items()
    )


def _cors(given: Canonical) -> Cors:
    return Cors(
        given.get("extra") or (), given.get("variable"), given.get("format"), bool(given.get("off"))
    )


def _database(given: Canonical) -> Database | None:
    return Database(given.get("name"), given.get("user")) if given else None


def _allowed(given: Canonical) -> tuple[Allow, ...]:
    return tuple(Allow(code, reason) for code, reason in given.items())


RESOLVED = frozenset(("port", "ports", "offset", "bind", "role", "health", "environments"))
"""Keys that take more than their own value to understand."""

FIELDS = {"kind": "kind_name", "host": "hosts"}
"""Keys whose field has another name."""

CONVERTED: dict[str, Callable[[Any], Any]] = {
    "alternatives": _alternatives,
    "hosted": _hosted,
    "paths": _paths,
    "env": _variables,
    "secrets": _secrets,
    "cors": _cors,
    "database": _database,
    "history": history_of,
    "allow": _allowed,
}
"""Keys whose value is made of parts."""
