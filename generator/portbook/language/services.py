"""Builds a service, as it is in one environment, from its canonical dict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from portbook.language.canonical import DEFAULT, Canonical, canonical_ports, primary_name
from portbook.language.keys.values import health_of
from portbook.model import portmap as model
from portbook.model.bind import LOOPBACK
from portbook.model.catalogue import CATALOGUE
from portbook.model.kinds import Kind, KindPort
from portbook.model.reference import Value, parse_value

WEB_SCHEMES = frozenset(("http", "https", "ws", "wss", "grpc"))

ASSIGNED = frozenset(
    [
        # IANA's Service Name and Transport Protocol Port Number Registry (RFC 6335).
        *(7, 9, 13, 17, 19, 20, 21, 22, 23, 25, 37, 43, 49, 53, 67, 68, 69, 79, 88),
        *(110, 111, 113, 119, 123, 135, 137, 138, 139, 143, 161, 162, 179, 194),
        *(389, 427, 445, 464, 465, 500, 512, 513, 514, 515, 548, 554, 563, 587, 636),
        *(853, 860, 873, 989, 990, 992, 993, 995),
        *(1080, 1194, 1433, 1434, 1521, 1701, 1723, 1812, 1813, 1883, 2049, 3260, 3306, 3389),
        *(3478, 3690, 4500, 5060, 5061, 5222, 5269, 5349, 5353, 5432, 5671, 5672, 5900),
        *(6379, 6514, 6697, 8883, 9418, 11211, 27017, 51820),
    ]
)
"""Assigned to, or known for, a protocol that is not HTTP's."""


def _not_web() -> frozenset[int]:
    """With the numbers at which the catalogue knows only programs that do not speak HTTP."""
    web: set[int] = set()
    other: set[int] = set()
    for kind in CATALOGUE.values():
        for number in (kind.port, kind.container_port):
            if number:
                (web if kind.scheme in WEB_SCHEMES else other).add(number)
    return ASSIGNED | (other - web)


NOT_WEB = _not_web()


STORES = frozenset(("database", "cache", "queue"))


class EndpointContext(NamedTuple):
    """What an endpoint inherits from its service and its service's kind."""

    kind: Kind | None
    role: str
    contained: bool
    bind: str

    def build(self, name: str, given: Canonical, primary: bool) -> model.Endpoint:
        get, kind = given.get, self.kind
        known = kind.ports.get(name) if kind else None
        like = known or (kind if primary else None)
        port, port_end = get("number"), get("number_end")
        published = "number" in given or "container" not in given
        if get("publish") == "false":
            published = False
        if "number" not in given and published:
            port = like.port if isinstance(like, Kind) else known and known.container_port
        container, container_end = port, port_end
        if get("container"):
            container, container_end = get("container"), get("container_end")
        elif not self.contained:
            container = container_end = None
        elif like and like.container_port and port_end is None:
            container = like.container_port
        transports = get("transport") or (like.transport if like else "tcp",)
        scheme = get("scheme")
        if scheme is None and "tcp" in transports:
            scheme = self.scheme(name, like, port, container)
        return model.Endpoint(
            name,
            port,
            port_end,
            container,
            container_end,
            transports,
            scheme,
            (get("bind") or (self.bind,))[0],
            get("path"),
            get("public"),
            published,
            (get("bind") or ())[1:],
            get("publish") == "random",
            get("mode"),
            get("app_protocol"),
            get("name"),
        )

    def scheme(
        self, name: str, like: Kind | KindPort | None, port: int | None, container: int | None
    ) -> str | None:
        if name in WEB_SCHEMES:
            return name
        if self.kind is not None:
            like = like or (self.kind if self.kind.scheme in WEB_SCHEMES else None)
            return like.scheme if like else None
        if self.role in STORES or container in NOT_WEB or port in NOT_WEB:
            return None
        return "http"


ACRONYMS = frozenset(
    [
        *("ai", "api", "cms", "crm", "css", "db", "gpu", "gui", "http", "https", "id", "llm"),
        *("mcp", "os", "sql", "ssl", "ui", "ws"),
    ]
)
EMPTY = Value("", ("",))


def build_service(
    project: str,
    name: str,
    environment: str,
    given: Canonical,
    kind: Kind | None,
    origin: model.Origin,
) -> model.Service:
    """`given` is the canonical dict with any overlay already laid over."""
    get = given.get
    ports = canonical_ports(given)
    inner = any(port.get("container") for port in ports.values())
    contained = inner or any(map(get, ("image", "build", "container")))
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
    if "title" not in fields:
        fields["title"] = title_of(name)
    return model.Service(
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


RECORDED = ("date", "from", "to", "reason", "impact", "endpoint", "environment", "change")


def history_of(entries: tuple[Canonical, ...]) -> tuple[model.HistoryEntry, ...]:
    return tuple(model.HistoryEntry(*map(entry.get, RECORDED)) for entry in entries)


def _health(given: Canonical | None, kind: Kind | None) -> model.Health | None:
    if given is None:
        if kind is None or not kind.health:
            return None
        given = health_of(parse_value(kind.health))
    status, endpoint = given.get("status") or 200, given.get("endpoint")
    if given.get("command"):
        return model.Health("command", None, given["command"], status, endpoint)
    if given.get("path"):
        return model.Health("http", given["path"], None, status, endpoint)
    return model.Health("tcp", None, None, status, endpoint)


RESOLVED = frozenset(("port", "ports", "offset", "bind", "role", "health", "environments"))
"""Keys that take more than their own value to understand."""

FIELDS = {"kind": "kind_name", "host": "hosts"}
"""Keys whose field has another name."""

CONVERTED: dict[str, Callable[[Any], Any]] = {
    "alternatives": lambda given: tuple(
        model.Alternative(each["port"], each.get("when")) for each in given if each.get("port")
    ),
    "hosted": lambda given: model.Hosted(given.get("by"), given.get("url")),
    "paths": lambda given: tuple(
        model.PathEntry(path, entry.get("title") or path, entry.get("description"))
        for path, entry in given.items()
    ),
    "build": lambda given: (
        model.Build(given.get("context", ""), given.get("dockerfile")) if given else None
    ),
    "env": lambda given: tuple(
        model.EnvValue(name, get("value") or EMPTY, get("viewpoint"), get("from"))
        for name, get in ((name, (said or {}).get) for name, said in given.items())
    ),
    "variables": lambda given: tuple((key, name or None) for key, name in given.items()),
    "secrets": lambda given: tuple(
        model.Secret(name, entry.get("value"), entry.get("environments") or (), entry.get("reason"))
        for name, entry in given.items()
    ),
    "cors": lambda given: model.Cors(
        given.get("extra") or (), given.get("variable"), given.get("format"), bool(given.get("off"))
    ),
    "database": lambda given: (
        model.Database(given.get("name"), given.get("user")) if given else None
    ),
    "history": history_of,
    "allow": lambda given: tuple(model.Allow(code, reason) for code, reason in given.items()),
}
"""Keys whose value is made of parts."""
