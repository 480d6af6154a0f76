"""A tree of any shape to claims and ranges, by what its keys are called."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from generator.importers.compose.ports import BadPort, parse_short
from generator.importers.found import Found, FoundClaim, FoundRange
from generator.importers.jsonc import parse_json
from generator.importers.naming import ENVIRONMENTS
from generator.importers.numbers import port_number, port_span, unread_rest
from generator.importers.portlist.keys import (
    DESCRIPTIONS,
    FIRST,
    FREE,
    GROUPS,
    HOLDERS,
    INNER,
    LAST,
    NAMES,
    PORTS,
    PROJECTS,
    RANGES,
    SILENT,
    STATUS,
    bare,
)
from generator.text.nodes import Mapping, Node, Scalar, Sequence
from generator.text.source import Source
from generator.text.stream import parse_stream

__all__ = ["read_port_list"]

MOST_FACTS = 200_000
_PROTOCOL = re.compile(r"(\d{1,5})/(tcp|udp|sctp)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the keys above say: `path` are those that may be a project's or a service's name."""

    path: tuple[str, ...] = ()
    project: str | None = None
    environment: str | None = None
    status: str | None = None
    ranges: bool = False
    free: bool = False
    names: str = ""


def read_port_list(source: Source) -> Found:
    """Names to numbers, numbers to names, lists of entries, groups by project or environment.

    Keys of which the table knows nothing are taken for names of services and, above these, of
    projects. Numbers that end up in no fact are left unread.
    """
    reader = _Reader(source)
    if source.name.endswith((".json", ".jsonc")):
        root, problems = parse_json(source)
        documents = [root] if root is not None else []
    else:
        stream = parse_stream(source)
        documents, problems = stream.documents, stream.problems
    reader.found.problems += problems
    for document in documents:
        reader.node(document, _Scope(project=_project(document)), 0)
    return reader.close()


def _project(document: Node) -> str | None:
    for key in ("project", "repo", "repository", "workspace"):
        node = document.get(key) if isinstance(document, Mapping) else None
        if isinstance(node, Scalar) and node.text:
            return node.text.rstrip("/").rpartition("/")[2].removesuffix(".git")
    return None


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Found()
        self.told: set[int] = set()
        self.left = MOST_FACTS

    def node(self, node: Node, scope: _Scope, depth: int) -> None:
        self.left -= 1
        if depth > 70 or self.left < 0:
            return
        if isinstance(node, Scalar):
            self.scalar(node, scope)
        elif isinstance(node, Sequence):
            for each in node.items:
                self.node(each, scope, depth + 1)
        elif isinstance(node, Mapping):
            self.mapping(node, scope, depth)

    def mapping(self, node: Mapping, scope: _Scope, depth: int) -> None:
        fields = {bare(key.text): (key, value) for key, value in node.entries()}
        if self.interval(node, fields, scope) or self.entry(fields, scope):
            return
        for key, value in node.entries():
            self.below(key, value, scope, depth)

    def below(self, key: Scalar, value: Node, scope: _Scope, depth: int) -> None:
        name = bare(key.text)
        number = port_number(key.text)
        if number is not None and scope.names != "number":
            self.keyed(key, number, value, scope)
            return
        inner = self.scope(key, name, value, scope)
        if inner is not None:
            self.node(value, inner, depth + 1)

    def scope(self, key: Scalar, name: str, value: Node, scope: _Scope) -> _Scope | None:
        """What holds below a key; None where nothing there is a port."""
        alone = isinstance(value, Scalar)
        if scope.names == "project":
            inner = replace(scope, project=key.text, names="")
        elif scope.names == "environment" or (name in ENVIRONMENTS and not alone):
            inner = replace(scope, environment=ENVIRONMENTS.get(name, key.text), names="")
        elif name in RANGES:
            path = (*scope.path, key.text) if name == "dynamic" else scope.path
            inner = replace(scope, ranges=True, path=path)
        elif name in FREE:
            inner = replace(scope, free=True)
        elif not alone and (group := _group(name, scope)) is not None:
            inner = group
        elif name in SILENT or (alone and name in PROJECTS | HOLDERS):
            return None
        else:
            inner = replace(scope, path=(*scope.path, key.text))
        return inner

    def scalar(self, node: Scalar, scope: _Scope) -> None:
        """A number by itself, below the key that names it."""
        text = node.text.strip()
        span = port_span(text.replace(" ", "").replace("–", "-"))
        if scope.free:
            return
        if scope.ranges and span and (span[1] > span[0]):
            self.range(node, *span, scope)
        elif span and scope.path:
            self.claim(node, span[0], span[1], scope)
        elif scope.path and (match := _PROTOCOL.fullmatch(text)) and port_number(match[1]):
            self.claim(node, int(match[1]), int(match[1]), scope, transport=match[2].lower())
        elif scope.path and ":" in text:
            try:
                published = parse_short(text)
            except BadPort:
                return
            if published.port is not None:
                last = published.port_end or published.port
                self.claim(
                    node,
                    published.port,
                    last,
                    scope,
                    container=published.container,
                    bind=published.bind,
                    transport=published.transport,
                )

    def interval(
        self, node: Mapping, fields: dict[str, tuple[Scalar, Node]], scope: _Scope
    ) -> bool:
        """`{start: 4000, end: 4099}`."""
        first = next((_number(fields[key][1]) for key in FIRST if key in fields), None)
        last = next((_number(fields[key][1]) for key in LAST if key in fields), None)
        if first is None or last is None or last < first:
            return False
        purpose = _text(fields, (*NAMES, *DESCRIPTIONS))
        at = next(fields[key][0] for key in fields if key in FIRST)
        if not scope.free:
            self.range(at, first, last, scope, purpose)
        self.told.update(value.place.line for _, value in fields.values())
        return True

    def entry(self, fields: dict[str, tuple[Scalar, Node]], scope: _Scope) -> bool:
        """`{name: web, port: 3000}`, or the same below a key that is the name."""
        keys = [key for key in fields if key in PORTS]
        ports = [key for key in keys if isinstance(fields[key][1], Scalar) and key != "value"]
        spans = [(key, _span(fields[key][1])) for key in ports]
        given = [(key, span) for key, span in spans if span is not None]
        if not given:
            return False
        name = _text(fields, NAMES)
        path = (*scope.path, name) if name and name != (scope.path or ("",))[-1] else scope.path
        if not path:
            return False
        inner = next((_number(fields[key][1]) for key in fields if key in INNER), None)
        status = STATUS.get(bare(_text(fields, ("status", "state")) or ""), scope.status)
        environment = _text(fields, ("environment", "env")) or scope.environment
        scope = replace(
            scope,
            path=path,
            status=status,
            environment=ENVIRONMENTS.get(bare(environment or ""), environment),
            project=_text(fields, ("project", "repo")) or scope.project,
        )
        transport = (_text(fields, ("protocol", "transport", "proto")) or "").lower()
        transport = transport if transport in ("tcp", "udp", "sctp") else ""
        about = _text(fields, DESCRIPTIONS)
        key, (low, high) = given[0]
        self.claim(
            fields[key][1],
            low,
            high,
            scope,
            container=inner,
            transport=transport or None,
            bind=_text(fields, ("bind", "host_ip", "address")),
            description=about,
        )
        for key, (low, high) in given[1:]:
            self.claim(fields[key][1], low, high, scope, endpoint=key.removesuffix("_port"))
        self.more(fields, scope)
        return True

    def more(self, fields: dict[str, tuple[Scalar, Node]], scope: _Scope) -> None:
        """`metrics_port: 9100` beside the port: a further endpoint."""
        for key, (_, value) in fields.items():
            span = _span(value) if key.endswith("_port") and key not in PORTS | INNER else None
            if span is not None:
                self.claim(value, *span, scope, endpoint=key.removesuffix("_port"))

    def keyed(self, key: Scalar, number: int, value: Node, scope: _Scope) -> None:
        """`3000: web`, or `3000: {service: web}`."""
        about = inner = None
        if isinstance(value, Mapping):
            fields = {bare(each.text): (each, node) for each, node in value.entries()}
            name, about = _text(fields, NAMES), _text(fields, DESCRIPTIONS)
            inner = next((_number(fields[each][1]) for each in fields if each in INNER), None)
            name, about = (name, about) if name else (about, None)
            project = _text(fields, ("project", "repo"))
            scope = replace(scope, project=project or scope.project)
        else:
            name = value.text.strip() if isinstance(value, Scalar) else None
        if name and not scope.free and bare(name) not in FREE:
            scope = replace(scope, path=(*scope.path, name))
            self.claim(key, number, number, scope, container=inner, description=about)

    def claim(  # noqa: PLR0913
        self,
        node: Node,
        low: int,
        high: int,
        scope: _Scope,
        *,
        container: int | None = None,
        bind: str | None = None,
        transport: str | None = None,
        endpoint: str | None = None,
        description: str | None = None,
    ) -> None:
        project = scope.project or (scope.path[-2] if len(scope.path) > 1 else None)
        line = node.place.line
        if not scope.free:
            self.told.add(line)
            self.found.claims.append(
                FoundClaim(
                    service=scope.path[-1],
                    port=low,
                    path=self.source.name,
                    line=line,
                    project=project,
                    endpoint=endpoint,
                    port_end=high if high > low else None,
                    container_port=container,
                    bind=bind,
                    transport=transport,
                    environment=scope.environment,
                    status=scope.status,
                    description=description,
                )
            )

    def range(
        self, node: Node, low: int, high: int, scope: _Scope, purpose: str | None = None
    ) -> None:
        line = node.place.line
        self.told.add(line)
        purpose = purpose or (scope.path[-1] if scope.path else None)
        project = scope.project or (scope.path[-2] if len(scope.path) > 1 else None)
        self.found.ranges.append(
            FoundRange(low, high, self.source.name, line, purpose, project, scope.status)
        )

    def close(self) -> Found:
        reason = "no port of a service was seen here"
        self.found.unread += unread_rest(self.source, self.told, reason)
        return self.found


def _group(name: str, scope: _Scope) -> _Scope | None:
    """What holds below a key that is no name; None where it is one."""
    if name in PROJECTS:
        return replace(scope, names="project")
    if name in HOLDERS:
        return replace(scope, names="environment")
    if name in STATUS:
        # What a list calls reserved or active is simply taken.
        status = STATUS[name] if name not in ("active", "reserved") else scope.status
        return replace(scope, status=status)
    return scope if name in GROUPS else None


def _number(node: Node) -> int | None:
    return port_number(node.text) if isinstance(node, Scalar) else None


def _span(node: Node) -> tuple[int, int] | None:
    if not isinstance(node, Scalar):
        return None
    return port_span(node.text.replace(" ", "").replace("–", "-"))


def _text(fields: dict[str, tuple[Scalar, Node]], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        node = fields[key][1] if key in fields else None
        if isinstance(node, Scalar) and not node.is_null and node.text.strip():
            return " ".join(node.text.split())[:200]
    return None
