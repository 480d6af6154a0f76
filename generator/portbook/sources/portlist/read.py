"""Reads claims and ranges from a tree of any shape; a key is what its depth and its like say.

The numbers of one mapping are read together: a port with its container's side, one listener of
several, the stages of one service, or services of their own. What they state is evidence as in a
document, and resolved as there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from portbook.model.ports import HIGHEST
from portbook.sources.documents.amounts import LOW
from portbook.sources.documents.evidence import MENTIONED, STATED, Evidence, Gathered
from portbook.sources.documents.resolve import resolve
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.found import Found, FoundClaim, FoundRange
from portbook.sources.jsonc import parse_json
from portbook.sources.naming import ENVIRONMENTS, FIRST, LAST
from portbook.sources.numbers import port_number, unread_rest
from portbook.sources.portlist.comments import names_in_comments, ranges_in_comments
from portbook.sources.portlist.keys import (
    DESCRIPTIONS,
    FREE,
    NAMES,
    OWNERS,
    RUN,
    STATUS,
    Scope,
    bare,
    is_beside,
    is_nobody,
    is_ranges,
    project_of,
    side_of,
)
from portbook.sources.portlist.listeners import (
    MOST_NODES,
    Fields,
    Listener,
    are_offered,
    depths_of_services,
    fields_of,
    inner_number,
    is_named,
    is_wide,
    labelled_in,
    listeners_in,
    named_by,
    number_of,
    published_by,
    said_by,
    scalars_in,
    several_in,
    text_in,
    transports_of,
    unwrapped,
)
from portbook.sources.portlist.unquoted import parse_unquoted
from portbook.sources.toml import parse_toml
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source

_NONE: Fields = {}
_PORT = re.compile(r"^ports?_|_ports?$")
_VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z0-9]+)+")
_CALLED = re.compile(r"[a-z]+://|localhost:")


def read_port_list(source: Source) -> Found:
    """Names to numbers, numbers to names, lists of entries, groups by project or environment.

    Keys of which nothing is known are taken for names of services and, above these, of projects.
    Numbers that end up in no fact are left unread.
    """
    documents, problems = documents_of(source)
    reader = _Reader(source)
    for document in documents:
        reader.ported.update(depths_of_services(document))
        reader.node(document, Scope(project=project_of(document)), 0)
    found = reader.close()
    found.problems += problems
    return found


def documents_of(source: Source) -> tuple[list[Node], list[Diagnostic]]:
    """The documents of a text in JSON, TOML or YAML, by its name."""
    name = source.name.lower()
    if name.endswith((".json", ".jsonc", ".toml")):
        root, problems = parse_toml(source) if name.endswith(".toml") else parse_json(source)
        return ([root] if root is not None else []), problems
    return parse_unquoted(source)


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.gathered = Gathered(source.name)
        self.told: set[int] = set()
        self.ported: set[int] = set()
        self.indexed: dict[tuple[str, ...], list[Evidence]] = {}
        self.left = MOST_NODES

    def node(self, node: Node, scope: Scope, depth: int, *, keyed: bool = False) -> None:
        self.left -= 1
        if depth > 70 or self.left < 0 or scope.free:
            return
        if isinstance(node, Scalar):
            self.scalar(node, scope)
        elif isinstance(node, Sequence):
            named = scope.path or scope.environment
            ends = [number_of(each) for each in node.items] if scope.ranges and named else []
            if len(ends) == 2 and (ends[0] or HIGHEST) < (ends[1] or 0):
                self.range(node.items[0], ends[0] or 0, ends[1], scope)  # `sites: [3000, 3099]`
                return
            before = len(self.gathered.claims)
            self.items(node, scope, depth + 1)
            bare_ones = all(isinstance(each, Scalar) for each in node.items)
            if bare_ones and len(node.items) > 1 and not scope.environment:
                # Bare numbers may only list what others have.
                told = self.gathered.claims[before:]
                self.indexed.setdefault(scope.path, []).extend(told)
        elif isinstance(node, Mapping):
            self.mapping(node, scope, depth, keyed=keyed)

    def items(self, node: Sequence, scope: Scope, depth: int) -> None:
        """The entries of a list; those without a name of their own may have one in a comment."""
        nameless = not scope.path and not scope.ranges and not scope.names
        own = [each for each in node.items if nameless and not is_named(each)]
        told = names_in_comments(self.lines, own)
        for each in node.items:
            name = told.get(each.place.line)
            within = replace(scope, path=(name,)) if name else scope
            if (said := said_by(each)) and not (scope.ranges or scope.free):
                self.claim(each, said[1], replace(scope, path=(*scope.path, said[0])))
            else:
                self.node(each, within, depth, keyed=name is not None)

    def mapping(self, node: Mapping, scope: Scope, depth: int, *, keyed: bool) -> None:
        fields = unwrapped(fields_of(node))
        if scope.names == "project" and not keyed and (name := text_in(fields, NAMES)):
            # `projects: [{name: shop, ...}]`: an entry of a list, not a key, is the project.
            scope = replace(scope, project=name, names="")
            fields = {key: value for key, value in fields.items() if key not in NAMES}
        entry = keyed or text_in(fields, NAMES) is not None
        if self.interval(fields, scope) or (entry and self.stages(fields, scope, keyed=keyed)):
            return
        told = self.intervals(fields, scope)
        fields = {key: each for key, each in fields.items() if key not in told}
        if "ports" in fields:
            fields, scope = self.ported_entry(fields, scope, keyed=keyed)
        if keyed and self.labelled(fields, scope):
            fields = {key: each for key, each in fields.items() if key != "ports"}
        listeners = {} if scope.ranges or scope.names else listeners_in(fields)
        own = listeners.pop("", None)
        within = self.entry_scope(fields, scope, keyed=keyed) if own is not None else scope
        done = scalars_in(fields)
        if own is not None:
            done -= self.entry(fields, own, listeners, scope, keyed)
        elif entry and (scope.path or not keyed) and self.offers(listeners, depth):
            self.claims(listeners.values(), self.entry_scope(fields, scope, keyed=keyed), ends=True)
        else:
            paired = [stem for stem, each in listeners.items() if len(each.sides) > 1]
            for stem in paired:
                self.claims([listeners[stem]], replace(scope, path=(*scope.path, stem)))
            done = {key for key in fields if side_of(key)[0] in paired and side_of(key)[2]}
        ranged = any("range" in key for key in fields)
        for key, (written, value) in fields.items():
            if key not in done and not (ranged and key.startswith("next_")):
                self.below(written, value, within if is_ranges(key) else scope, depth)

    def intervals(self, fields: Fields, scope: Scope) -> set[str]:
        """`host_range_start: 8500` with `host_range_end: 8599`, and the keys of such pairs."""
        done: set[str] = set()
        for key, (_, value) in fields.items():
            stem, _, word = key.rpartition("_")
            ends = (
                f"{stem}_{last}" for first, last in zip(FIRST, LAST, strict=True) if word == first
            )
            end = next((each for each in ends if stem and each in fields), "")
            low, high = number_of(value), number_of(fields[end][1]) if end else None
            if low and high and low < high:
                self.range(value, low, high, scope, stem)
                done |= {key, end}
        return done

    def ported_entry(self, fields: Fields, scope: Scope, *, keyed: bool) -> tuple[Fields, Scope]:
        """`{name: web, ports: [80, 443]}` in a list, without the other sides of its `ports`."""
        if not keyed and isinstance(fields["ports"][1], Sequence):
            scope = self.entry_scope(fields, scope, keyed=False)
        inner = {key for key in fields if side_of(key) == ("", "inner", True)}
        left = {
            k: each for k, each in fields.items() if k not in inner or isinstance(each[1], Scalar)
        }
        return left, scope

    def labelled(self, fields: Fields, scope: Scope) -> bool:
        """`web: {container: x, ports: {http: 8080}}`: what a program offers, each by its label."""
        given = labelled_in(fields["ports"][1]) if "ports" in fields else []
        if not given or not scope.path or scope.ranges:
            return False
        program = not RUN.isdisjoint(fields) or scope.programs == len(scope.path) - 1
        if program or are_offered(each.stem for each in given if each.stem):
            self.claims(given, self.entry_scope(fields, scope, keyed=True), fields, ends=True)
            return True
        return False

    def offers(self, listeners: dict[str, Listener], depth: int) -> bool:
        """Whether the numbers of a mapping are what one program offers, none a program itself."""
        return bool(listeners) and (depth in self.ported or are_offered(listeners))

    def entry(
        self, fields: Fields, own: Listener, others: dict[str, Listener], scope: Scope, keyed: bool
    ) -> set[str]:
        """`{name: web, port: 3000}`, or the same below a key that is the name; the keys that are
        names themselves: `ports: {primary: 7400, metrics: 7401}`."""
        scope = self.entry_scope(fields, scope, keyed=keyed)
        if others and scope.ports and not scope.path:
            return {key for key in fields if side_of(key)[0] or key in ("primary", "node")}
        if is_nobody(scope.service or ""):
            return set()  # Such as a list that only says why each is kept.
        ends = (each for each in others.values() if each.spoken or is_beside(each.stem))
        self.claims([own], scope, fields)
        self.claims(ends, scope, fields, ends=True)
        return set()

    def entry_scope(self, fields: Fields, scope: Scope, *, keyed: bool) -> Scope:
        """The scope with what the fields of an entry say of it: its name, project, stage."""
        path, used = scope.path, ""
        if not (keyed and path):
            keys = (*NAMES, "project", *named_by(fields), "id")
            used = next((key for key in keys if text_in(fields, (key,))), "")
            if used:
                path = (*path, text_in(fields, (used,)) or "")
        owner = text_in(fields, tuple(key for key in OWNERS if key != used))
        stage = text_in(fields, ("environment", "env", "stage"))
        stage = stage if stage and not _VARIABLE.fullmatch(stage) else None
        return replace(
            scope,
            path=path,
            project=owner or scope.project,
            status=STATUS.get(bare(text_in(fields, ("status", "state")) or ""), scope.status),
            environment=ENVIRONMENTS.get(bare(stage), stage) if stage else scope.environment,
        )

    def stages(self, fields: Fields, scope: Scope, *, keyed: bool) -> bool:
        """`{dev: 3000, prod: 80}`, `{dev_port: 3000}`: one service in each of its environments."""
        stems = {key: side_of(key)[0] for key in fields}
        if any(stem != key and stem in ENVIRONMENTS for key, stem in stems.items()):
            staged_by = {key: stem for key, stem in stems.items() if stem in ENVIRONMENTS}
            fields = {staged_by.get(key, key): each for key, each in fields.items()}
        scope = scope if keyed else self.entry_scope(fields, scope, keyed=False)
        listeners = {key: published_by(value) for key, (_, value) in fields.items()}
        given = {key: each for key, each in listeners.items() if each and each.start}
        staged = {key: each.start for key, each in given.items() if key in ENVIRONMENTS}
        if not staged or 2 * len(staged) < len(given) or not scope.service:
            return False
        for key, (written, value) in fields.items():
            if key in given and (key in staged or given[key].start not in staged.values()):
                within = replace(scope, environment=ENVIRONMENTS.get(key, written.text))
                self.claim(value, given[key], within)
            elif isinstance(value, Sequence):
                self.node(value, replace(scope, environment=written.text), 1)
        return True

    def below(self, key: Scalar, value: Node, scope: Scope, depth: int) -> None:
        number = port_number(key.text)
        if number is not None:
            self.keyed(key, number, value, scope)
            return
        kept = published_by(key) if key.text[:1].isdecimal() else None
        if kept and kept.end:
            # `3000-3019: frontends`, or what its fields say of it.
            fields = fields_of(value) if isinstance(value, Mapping) else {"for": (key, value)}
            purpose = text_in(fields, (*NAMES, *DESCRIPTIONS, "for"))
            self.range(key, kept.start, kept.end, scope, purpose)
            return
        inner = scope.below(key.text, value)
        if inner is not None:
            named = len(inner.path) > len(scope.path) or inner.project != scope.project
            self.node(value, inner, depth + 1, keyed=named)

    def scalar(self, node: Scalar, scope: Scope) -> None:
        """A number by itself, below the key that names it; among ranges, each interval."""
        if scope.ranges:
            # A single number among ranges says where they begin, not who listens.
            for number in scan(node.text[:400]):
                if number.is_interval:
                    self.range(node, number.start, number.end, scope)
            return
        for number in several_in(node) if scope.path else ():
            self.claim(node, number, scope)
        published = published_by(node)
        low = (published.start or published.container or 0) if published else 0
        stem, _, spoken = side_of(bare(scope.path[-1])) if scope.path else ("", "", False)
        if spoken and stem and published and not published.end:
            scope = replace(scope, path=(*scope.path[:-1], stem))  # `grafanaPort: 3000`
        if published and published.end and is_wide(published):
            self.range(node, published.start, published.end, scope)
        elif published and scope.path and (low >= 1000 or low in LOW or (spoken and low > 19)):
            self.claim(node, published, scope)

    def interval(self, fields: Fields, scope: Scope) -> bool:
        """`{start: 4000, end: 4099}`, `{min_port: 4000, max_port: 4099}`."""
        stems = {_PORT.sub("", key): each for key, each in fields.items()}
        first = next((number_of(stems[key][1]) for key in FIRST if key in stems), None)
        last = next((number_of(stems[key][1]) for key in LAST if key in stems), None)
        if first is None or last is None or last < first:
            return False
        at = next(stems[key][0] for key in stems if key in FIRST)
        if first == last and scope.service:
            self.claim(at, Number(first, 0, 0), replace(scope, ranges=False), fields)
        else:
            self.range(at, first, last, scope, text_in(fields, (*NAMES, *DESCRIPTIONS)))
        self.told.update(value.place.line for _, value in fields.values())
        return True

    def keyed(self, key: Scalar, number: int, value: Node, scope: Scope) -> None:
        """`3000: web`, or `3000: {service: web}`."""
        published = Number(number, 0, 0)
        if isinstance(value, Mapping):
            fields = fields_of(value)
            within = self.entry_scope(fields, replace(scope, path=()), keyed=False)
            if not within.path and (told := text_in(fields, DESCRIPTIONS)):
                within = replace(within, path=(told,))
            inner = next((n for k, (_, v) in fields.items() if (n := inner_number(k, v))), None)
            if within.path and bare(within.path[-1]) not in FREE:
                self.claim(key, replace(published, container=inner), within, fields)
        elif isinstance(value, Scalar) and (name := value.text.strip()) and bare(name) not in FREE:
            self.claim(key, published, replace(scope, path=(*scope.path, name)))
            self.indexed.setdefault(scope.path, []).append(self.gathered.claims[-1])

    def claims(
        self, given: Iterable[Listener], scope: Scope, fields: Fields = _NONE, *, ends: bool = False
    ) -> None:
        """Each listener as a claim of the service that is named last, as its endpoint where so."""
        for each in given:
            self.told.update(node.place.line for node, _ in each.sides.values())
            inner = each.sides.get("inner")
            inside = (inner[1].start or inner[1].container) if inner else None
            outer = each.outer
            if outer is None and inner and (inside or 0) > 19:
                outer = inner[0], Number(0, 0, 0, container=inside)
            if outer is not None:
                published = replace(outer[1], container=outer[1].container or inside)
                self.claim(outer[0], published, scope, fields, each.stem if ends else "")

    def claim(
        self, node: Node, published: Number, scope: Scope, fields: Fields = _NONE, end: str = ""
    ) -> None:
        line = node.place.line
        self.told.add(line)
        claim = FoundClaim(
            self.source.name,
            line,
            service=scope.service or "",
            port=published.start or None,
            project=scope.owner if scope.path else None,
            endpoint=end or None,
            port_end=published.end,
            container_port=published.container,
            container_end=published.container_end,
            bind=published.bind or text_in(fields, ("bind", "host_ip", "address")),
            environment=scope.environment,
            status=scope.status,
            description=text_in(fields, DESCRIPTIONS),
        )
        called = isinstance(node, Scalar) and _CALLED.match(node.text) is not None
        for transport in transports_of(fields, published.transport):
            each = replace(claim, transport=transport or None)
            self.gathered.claims.append(Evidence(each, MENTIONED if called else STATED))

    def range(
        self, node: Node, low: int, high: int | None, scope: Scope, purpose: str | None = None
    ) -> None:
        line, purpose = node.place.line, purpose or scope.service
        self.told.add(line)
        told = (self.source.name, line, low, high, purpose, scope.status)
        self.gathered.ranges.append(FoundRange(*told, project=scope.owner))

    def close(self) -> Found:
        """A list of `3000: web`, or of numbers, that the rest gives, too, only finds them."""
        claims, indexes = self.gathered.claims, list(self.indexed.values())
        listed = {id(each) for index in indexes for each in index}
        told = {each.claim.port for each in claims if id(each) not in listed}
        known = [i for i in indexes if 2 * sum(e.claim.port in told for e in i) > len(i)]
        repeats = {id(each): each.claim.line for index in known for each in index}
        kept = [each for each in claims if id(each) not in repeats]
        self.gathered.claims = kept
        self.told -= {*repeats.values()} - {each.claim.line for each in kept}
        ranges = self.gathered.ranges
        ranges += ranges_in_comments(self.source, {(each.start, each.end) for each in ranges})
        self.told |= {each.line for each in ranges}
        found = Found([*resolve(self.gathered), *ranges])
        found.facts += unread_rest(self.source, self.told, "no port of a service was seen here")
        return found
