"""A tree of any shape to claims and ranges, by what its keys are called."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.compose.ports import BadPort, parse_short
from portbook.sources.found import Found, FoundClaim, FoundRange
from portbook.sources.jsonc import parse_json
from portbook.sources.naming import ENVIRONMENTS
from portbook.sources.numbers import port_number, port_span, unread_rest
from portbook.sources.portlist.keys import (
    DESCRIPTIONS,
    FIRST,
    FREE,
    INNER,
    LAST,
    NAMES,
    PORTS,
    STATUS,
    Scope,
    bare,
    project_of,
)
from portbook.sources.toml import parse_toml
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source
from portbook.text.tree import parse_stream

__all__ = ["read_port_list"]

MOST_FACTS = 200_000
_DEFAULT = re.compile(r"\$\{[A-Za-z_]\w*:?-([0-9.:-]+)\}")
"""`${DB_PORT:-5433}:5432`: what stands for the variable where nobody sets it."""
_LOWEST = 20
"""A bare number below the first port that people run a service on, FTP's, is a count."""
_FAMILY = re.compile(
    r"(?:(?P<before>internal|container|inner|target)_)?(?:(?P<stem>\w+?)_)?"
    r"(?:(?P<behind>internal|container|inner|target)_)?(?P<sort>port|mapping|map)"
)
_MAPPING = re.compile(r"[\d.\[\]:]+:\d{1,5}(?:/\w+)?")
_PROTOCOL = re.compile(r"(\d{1,5})/(tcp|udp|sctp)", re.IGNORECASE)


def read_port_list(source: Source) -> Found:
    """Names to numbers, numbers to names, lists of entries, groups by project or environment.

    Keys of which the table knows nothing are taken for names of services and, above these, of
    projects. Numbers that end up in no fact are left unread.
    """
    reader = _Reader(source)
    documents, problems = _documents(source)
    reader.found.problems += problems
    for document in documents:
        reader.node(document, Scope(project=project_of(document)), 0)
    return reader.close()


def _documents(source: Source) -> tuple[list[Node], list[Diagnostic]]:
    """The documents of a text in JSON, TOML or YAML, by its name."""
    name = source.name.lower()
    if name.endswith((".json", ".jsonc", ".toml")):
        root, problems = parse_toml(source) if name.endswith(".toml") else parse_json(source)
        return ([root] if root is not None else []), problems
    stream = parse_stream(source)
    return stream.documents, stream.problems


Fields = dict[str, tuple[Scalar, Node]]
"""Bare keys to the key as it stands and its value."""


def number_in(node: Node) -> int | None:
    """The port that a value is; None for everything else."""
    return port_number(node.text) if isinstance(node, Scalar) else None


def span_in(node: Node) -> tuple[int, int] | None:
    """First and last number of a value, the same for a single port."""
    if not isinstance(node, Scalar):
        return None
    return port_span(node.text.replace(" ", "").replace("–", "-"))


def text_in(fields: Fields, keys: tuple[str, ...]) -> str | None:
    """The text of the first of these keys that has one, cut to 200 letters."""
    for key in keys:
        node = fields[key][1] if key in fields else None
        if isinstance(node, Scalar) and not node.is_null and node.text.strip():
            return " ".join(node.text.split())[:200]
    return None


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Found()
        self.told: set[int] = set()
        self.indexed: dict[tuple[str, ...], list[FoundClaim]] = {}
        self.left = MOST_FACTS

    def node(self, node: Node, scope: Scope, depth: int) -> None:
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

    def mapping(self, node: Mapping, scope: Scope, depth: int) -> None:
        fields = {bare(key.text): (key, value) for key, value in node.entries()}
        name = text_in(fields, NAMES) if scope.names == "project" else None
        if name:
            # `projects: [{name: shop, ...}]`: an entry of a list, not a key, is the project.
            scope = replace(scope, project=name, names="")
            fields = {key: value for key, value in fields.items() if key not in NAMES}
        if self.interval(node, fields, scope) or self.entry(fields, scope):
            return
        done = self.families(fields, scope)
        for key, value in fields.values():
            if bare(key.text) not in done:
                self.below(key, value, scope, depth)

    def families(self, fields: Fields, scope: Scope) -> set[str]:
        """`api_port` beside `internal_api_port` or `api_mapping`: the keys that were read."""
        stems: dict[str, dict[str, str]] = {}
        for name in fields:
            match = _FAMILY.fullmatch(name)
            if match:
                inner = match["before"] or match["behind"]
                side = "inner" if inner else match["sort"].replace("map", "mapping")[:7]
                stems.setdefault(match["stem"] or "", {})[side] = name
        done: set[str] = set()
        for stem, sides in stems.items():
            if stem and "port" in sides and len(sides) > 1:
                within = replace(scope, path=(*scope.path, stem))
                self.family(fields, sides, within)
                done.update(sides.values())
        return done

    def family(self, fields: Fields, sides: dict[str, str], scope: Scope) -> None:
        """One listener that several keys speak of: its port, the mapping, the container's side."""
        node = fields[sides["port"]][1]
        span = span_in(node)
        mapping = fields[sides["mapping"]][1] if "mapping" in sides else None
        if isinstance(mapping, Scalar):
            self.scalar(mapping, scope)
            self.told.add(node.place.line)
        elif span and "inner" in sides:
            inner = number_in(fields[sides["inner"]][1])
            self.claim(node, *span, scope, container=inner)
            self.told.add(fields[sides["inner"]][1].place.line)

    def below(self, key: Scalar, value: Node, scope: Scope, depth: int) -> None:
        name = bare(key.text)
        number = port_number(key.text)
        if number is not None and scope.names != "number":
            self.keyed(key, number, value, scope)
            return
        inner = scope.below(key.text, name, value)
        if inner is not None:
            self.node(value, inner, depth + 1)

    def scalar(self, node: Scalar, scope: Scope) -> None:
        """A number by itself, below the key that names it."""
        text = _DEFAULT.sub(r"\1", node.text.strip())
        parts = text.split(",") if scope.ranges else [text]
        spans = [port_span(part.replace(" ", "").replace("–", "-")) for part in parts]
        ranges = [span for span in spans if scope.ranges and span and span[1] > span[0]]
        if scope.free:
            return
        for each in ranges:
            self.range(node, *each, scope)
        if ranges or len(parts) > 1 or scope.ranges or not scope.path:
            # A single number among ranges says where they begin, not who listens.
            return
        if spans[0]:
            if spans[0][0] >= _LOWEST:
                self.claim(node, *spans[0], scope)
        elif (match := _PROTOCOL.fullmatch(text)) and port_number(match[1]):
            self.claim(node, int(match[1]), int(match[1]), scope, transport=match[2].lower())
        elif ":" in text:
            self.published(node, text, scope)

    def published(self, node: Scalar, text: str, scope: Scope) -> None:
        """`127.0.0.1:5433:5432`, as Compose has it."""
        try:
            published = parse_short(text)
        except BadPort:
            return
        if published.port is not None:
            self.claim(
                node,
                published.port,
                published.port_end or published.port,
                scope,
                container=published.container,
                bind=published.bind,
                transport=published.transport,
            )

    def interval(self, node: Mapping, fields: Fields, scope: Scope) -> bool:
        """`{start: 4000, end: 4099}`."""
        first = next((number_in(fields[key][1]) for key in FIRST if key in fields), None)
        last = next((number_in(fields[key][1]) for key in LAST if key in fields), None)
        if first is None or last is None or last < first:
            return False
        purpose = text_in(fields, (*NAMES, *DESCRIPTIONS))
        at = next(fields[key][0] for key in fields if key in FIRST)
        if not scope.free:
            self.range(at, first, last, scope, purpose)
        self.told.update(value.place.line for _, value in fields.values())
        return True

    def entry(self, fields: Fields, scope: Scope) -> bool:
        """`{name: web, port: 3000}`, or the same below a key that is the name."""
        keys = [key for key in fields if key in PORTS]
        ports = [key for key in keys if isinstance(fields[key][1], Scalar) and key != "value"]
        spans = [(key, span_in(fields[key][1])) for key in ports]
        given = [(key, span) for key, span in spans if span is not None]
        if not given:
            return self.inside(fields, scope)
        name = text_in(fields, NAMES)
        path = (*scope.path, name) if name and name != (scope.path or ("",))[-1] else scope.path
        if not path:
            # Numbers of nobody, such as a list that only says why each is kept.
            return any(key in fields for key in (*DESCRIPTIONS, "reason"))
        inner = next((number_in(fields[key][1]) for key in fields if key in INNER), None)
        mapping = next((fields[key][1] for key in ("mapping", "map") if key in fields), None)
        if isinstance(mapping, Scalar) and _MAPPING.fullmatch(mapping.text.strip()):
            self.told.add(fields[given[0][0]][1].place.line)
            self.scalar(mapping, replace(scope, path=path))
            return True
        status = STATUS.get(bare(text_in(fields, ("status", "state")) or ""), scope.status)
        environment = text_in(fields, ("environment", "env")) or scope.environment
        scope = replace(
            scope,
            path=path,
            status=status,
            environment=ENVIRONMENTS.get(bare(environment or ""), environment),
            project=text_in(fields, ("project", "repo")) or scope.project,
        )
        transport = (text_in(fields, ("protocol", "transport", "proto")) or "").lower()
        transport = transport if transport in ("tcp", "udp", "sctp") else ""
        about = text_in(fields, DESCRIPTIONS)
        key, (low, high) = given[0]
        self.claim(
            fields[key][1],
            low,
            high,
            scope,
            container=inner,
            transport=transport or None,
            bind=text_in(fields, ("bind", "host_ip", "address")),
            description=about,
        )
        for key, (low, high) in given[1:]:
            self.claim(fields[key][1], low, high, scope, endpoint=key.removesuffix("_port"))
        self.more(fields, scope)
        return True

    def inside(self, fields: Fields, scope: Scope) -> bool:
        """`{container_port: 80}` alone: what is behind the name has a number, but none outside."""
        keys = [key for key in fields if key in INNER and number_in(fields[key][1])]
        if (
            not keys
            or not scope.path
            or any(key.endswith("_port") for key in fields if key not in keys)
        ):
            return False
        node = fields[keys[0]][1]
        number = number_in(node) or 0
        if number >= _LOWEST:
            self.claim(node, number, number, scope)
            claim = self.found.claims[-1] if self.found.claims else None
            if claim is not None and not scope.free:
                self.found.claims[-1] = replace(claim, port=None, container_port=number)
        return True

    def more(self, fields: Fields, scope: Scope) -> None:
        """`metrics_port: 9100` beside the port: a further endpoint."""
        for key, (_, value) in fields.items():
            span = span_in(value) if key.endswith("_port") and key not in PORTS | INNER else None
            if span is not None:
                self.claim(value, *span, scope, endpoint=key.removesuffix("_port"))

    def keyed(self, key: Scalar, number: int, value: Node, scope: Scope) -> None:
        """`3000: web`, or `3000: {service: web}`."""
        about = inner = None
        if isinstance(value, Mapping):
            fields = {bare(each.text): (each, node) for each, node in value.entries()}
            name, about = text_in(fields, NAMES), text_in(fields, DESCRIPTIONS)
            inner = next((number_in(fields[each][1]) for each in fields if each in INNER), None)
            name, about = (name, about) if name else (about, None)
            project = text_in(fields, ("project", "repo"))
            scope = replace(scope, project=project or scope.project)
        else:
            name = value.text.strip() if isinstance(value, Scalar) else None
        if name and not scope.free and bare(name) not in FREE:
            scope = replace(scope, path=(*scope.path, name))
            self.claim(key, number, number, scope, container=inner, description=about)
            if isinstance(value, Scalar):
                self.indexed.setdefault(scope.path[:-1], []).append(self.found.claims[-1])

    def claim(  # noqa: PLR0913
        self,
        node: Node,
        low: int,
        high: int,
        scope: Scope,
        *,
        container: int | None = None,
        bind: str | None = None,
        transport: str | None = None,
        endpoint: str | None = None,
        description: str | None = None,
    ) -> None:
        line = node.place.line
        if not scope.free:
            self.told.add(line)
            self.found.claims.append(
                FoundClaim(
                    service=scope.path[-1],
                    port=low,
                    path=self.source.name,
                    line=line,
                    project=scope.owner,
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
        self, node: Node, low: int, high: int, scope: Scope, purpose: str | None = None
    ) -> None:
        line = node.place.line
        self.told.add(line)
        purpose = purpose or (scope.path[-1] if scope.path else None)
        self.found.ranges.append(
            FoundRange(low, high, self.source.name, line, purpose, scope.owner, scope.status)
        )

    def without_indexes(self) -> list[FoundClaim]:
        """A list of `3000: web` whose numbers the rest of the file gives, too, only finds them."""
        listed = {id(claim): claim for each in self.indexed.values() for claim in each}
        told = {claim.port for claim in self.found.claims if id(claim) not in listed}
        repeats: set[int] = set()
        for claims in self.indexed.values():
            if 2 * sum(claim.port in told for claim in claims) > len(claims):
                repeats.update(map(id, claims))
        return [claim for claim in self.found.claims if id(claim) not in repeats]

    def close(self) -> Found:
        self.found.claims = self.without_indexes()
        reason = "no port of a service was seen here"
        self.found.unread += unread_rest(self.source, self.told, reason)
        return self.found
