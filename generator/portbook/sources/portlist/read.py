"""Reads claims and ranges from a tree of any shape; a key is what its depth and its like say.

The numbers of one mapping are read together: a port with its container's side, one listener of
several, the stages of one service, or services of their own. What they state is evidence as in a
document, and resolved as there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from portbook.model.ports import HIGHEST
from portbook.sources.documents.amounts import LOW
from portbook.sources.documents.text import clean_name
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.found import Found
from portbook.sources.jsonc import parse_json
from portbook.sources.naming import BOUNDS, ENVIRONMENTS
from portbook.sources.numbers import port_number
from portbook.sources.portlist.comments import names_in_comments
from portbook.sources.portlist.entries import are_stages, entry_scope, offered
from portbook.sources.portlist.facts import Facts
from portbook.sources.portlist.keys import (
    DESCRIPTIONS,
    FREE,
    NAMES,
    OWNERS,
    bare,
    is_beside,
    is_nobody,
    side_of,
    speaks_of_ranges,
    stage_of,
)
from portbook.sources.portlist.listeners import (
    MOST_NODES,
    Fields,
    Listener,
    are_offered,
    fields_of,
    insides_in,
    is_denied,
    is_named,
    is_wide,
    listeners_in,
    number_of,
    published_by,
    said_by,
    scalars_in,
    several_in,
    text_in,
)
from portbook.sources.portlist.places import machines_in
from portbook.sources.portlist.scope import Scope, scope_of
from portbook.sources.portlist.unquoted import parse_unquoted
from portbook.sources.toml import parse_toml
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source

_PORT = re.compile(r"^ports?_|_ports?$")
_SLASHED = re.compile(r"[1-6]?\d{2,4}(?:\s?[/,]\s?[1-6]?\d{2,4})+")
"""`10002/10003: store`"""


def read_port_list(source: Source) -> Found:
    """Names to numbers, numbers to names, lists of entries, groups by project or environment.

    Keys of which nothing is known are taken for names of services and, above these, of projects.
    Numbers that end up in no fact are left unread.
    """
    documents, problems = documents_of(source)
    reader = _Reader(source)
    for document in documents:
        reader.node(document, scope_of(document), 0)
    found = reader.facts.close()
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
        self.facts = Facts(source)
        self.lines = source.text.split("\n")
        self.left = MOST_NODES

    def node(
        self, node: Node, scope: Scope, depth: int, *, keyed: bool = False, listed: bool = False
    ) -> None:
        """What a node states; a key that is its name stands above one that is `keyed`."""
        self.left -= 1
        if depth > 70 or self.left < 0 or scope.free:
            return
        if isinstance(node, Scalar):
            self.scalar(node, scope)
        elif isinstance(node, Sequence):
            named = scope.service or scope.environment
            ends = [number_of(each) for each in node.items] if scope.ranges and named else []
            if len(ends) == 2 and (ends[0] or HIGHEST) < (ends[1] or 0):
                # `sites: [3000, 3099]`
                self.facts.range(node.items[0], ends[0] or 0, ends[1], scope)
                return
            before = len(self.facts.gathered.claims)
            self.items(node, scope, depth + 1)
            bare_ones = all(isinstance(each, Scalar) for each in node.items)
            if bare_ones and len(node.items) > 1 and not scope.environment:
                # Bare numbers may only list what others have.
                told = self.facts.gathered.claims[before:]
                self.facts.indexed.setdefault(scope.path, []).extend(told)
        elif isinstance(node, Mapping):
            self.mapping(fields_of(node), scope, depth, keyed=keyed, listed=listed)

    def items(self, node: Sequence, scope: Scope, depth: int) -> None:
        """The entries of a list; those without a name of their own may have one in a comment."""
        nameless = not scope.ranges and not scope.names
        own = [each for each in node.items if nameless and not is_named(each)]
        told = names_in_comments(self.lines, own)
        if scope.path and not 1 < len({*told.values()}) == len(node.items):
            told = {}  # What stands behind some of them are remarks.
        machines = machines_in(node.items, scope.machines, keyed=False)
        for each, machine in zip(node.items, machines, strict=True):
            name = told.get(each.place.line)
            path = (*scope.path, *filter(None, (name,)))
            within = replace(scope.at(machine), path=path, ports=False)
            said = None if scope.ranges else said_by(each, alone=not scope.path)
            if said and said[1].end:
                self.facts.range(each, said[1].start, said[1].end, scope, said[0])
            elif said:
                self.facts.claim(each, said[1], replace(scope, path=(*scope.path, said[0])))
            else:
                self.node(each, within, depth, keyed=name is not None, listed=True)

    def mapping(
        self, fields: Fields, scope: Scope, depth: int, *, keyed: bool, listed: bool
    ) -> None:
        if is_denied(fields):
            return
        own = not scope.ranges and "" in listeners_in(fields)
        if keyed or listed or own:
            scope, used = entry_scope(fields, scope, keyed=keyed, own=own)
            fields = {key: each for key, each in fields.items() if key != used}
            keyed = keyed or bool(used)
        intervals = self.intervals(fields, scope)
        told = {*intervals}
        if "" in intervals.values():
            # Who has its numbers; of the rest, nothing is a port.
            scope = replace(scope, ranges=False)
            others = (key for key, (_, value) in fields.items() if not isinstance(value, Mapping))
            told.update(key for key in others if not is_named(fields[key][1]))
        elif not scope.ranges:
            whole = keyed or (scope.ports and bool(scope.path))
            told |= self.stages(fields, scope, whole=whole)
        insides = insides_in(fields)
        for key in insides:
            place = fields[key][1].place
            self.facts.told.update(range(place.line, place.end_line + 1))
        inside = tuple(each for numbers in insides.values() for each in numbers.items())
        published = replace(scope, inside=inside) if insides else scope
        within = offered(fields, published) if keyed and "ports" in fields else published
        told |= insides.keys()
        fields = {key: each for key, each in fields.items() if key not in told}
        done = self.listeners(fields, published, keyed=keyed)
        if not scope.ranges and are_stages(fields):
            scope = replace(scope, names="environment")
        ranged = any("range" in key for key in fields)
        values = (value for _, value in fields.values())
        machines = machines_in(values, scope.machines, keyed=True)
        for (key, (written, value)), machine in zip(fields.items(), machines, strict=True):
            if key not in done and not (ranged and key.startswith("next_")):
                inner = within if side_of(key) == ("", "port", True) else scope
                self.below(written, value, inner.at(machine), depth)

    def listeners(self, fields: Fields, scope: Scope, *, keyed: bool) -> set[str]:
        """The keys that tell of what the mapping itself listens at, or of both sides of a port."""
        listeners = {} if scope.ranges or scope.names else listeners_in(fields)
        own = listeners.pop("", None)
        done = scalars_in(fields)
        program = listeners and scope.programs == len(scope.path) - 1
        program = program or (scope.project is not None and len(listeners) == 1)
        described = text_in(fields, DESCRIPTIONS)
        if own is not None:
            done -= self.entry(fields, own, listeners, scope)
        elif keyed and scope.path and (program or are_offered(listeners, surely=not described)):
            self.facts.claims(listeners.values(), scope, ends=True)
        else:
            paired = [stem for stem, each in listeners.items() if len(each.sides) > 1]
            for stem in paired:
                self.facts.claims([listeners[stem]], replace(scope, path=(*scope.path, stem)))
            done = {key for key in done if side_of(key)[0] in paired}
        return done

    def intervals(self, fields: Fields, scope: Scope) -> dict[str, str]:
        """`start: 4000` with `end: 4099`, `host_range_start: 8500` with `host_range_end: 8599`: the
        keys of such pairs, each with what stands before its word."""
        done: dict[str, str] = {}
        named = text_in(fields, (*NAMES, *DESCRIPTIONS))
        stems = {key: _PORT.sub("", key).rpartition("_") for key in fields}
        keys = {(stem, word): key for key, (stem, _, word) in stems.items()}
        for key, (stem, _, word) in stems.items():
            ends = (keys.get((stem, last)) for first, last in BOUNDS if word == first)
            end = next(filter(None, ends), "")
            low, high = number_of(fields[key][1]), number_of(fields[end][1]) if end else None
            if not low or not high or low > high or (stem and low == high):
                continue
            if low == high and scope.service:
                within = replace(scope, ranges=False)
                self.facts.claim(fields[key][0], Number(low, 0, 0), within, fields)
            else:
                self.facts.range(fields[key][0], low, high, scope, stem or named)
            done |= {key: stem, end: stem}
        for key in fields if scope.ranges else ():
            kept = published_by(fields[key][1]) if speaks_of_ranges(key) else None
            if kept and kept.end:
                # `{name: web, range: 3000-3099, services: [...]}`
                self.facts.range(fields[key][0], kept.start, kept.end, scope, named)
                done[key] = ""
        if "" in done.values():
            self.facts.told.update(value.place.line for _, value in fields.values())
        return done

    def entry(
        self, fields: Fields, own: Listener, others: dict[str, Listener], scope: Scope
    ) -> set[str]:
        """`{name: web, port: 3000}`, or the same below a key that is the name; the keys that are
        names themselves: `ports: {primary: 7400, metrics: 7401}`."""
        if others and scope.ports and not scope.path:
            return {key for key in fields if side_of(key)[0] or key in ("primary", "node")}
        if is_nobody(scope.service or ""):
            return set()  # Such as a list that only says why each is kept.
        every = scope.offering is not None
        ends = [each for each in others.values() if each.spoken or each.number != own.number]
        ends = [each for each in ends if every or each.spoken or is_beside(each.stem)]
        self.facts.claims([own], scope, fields)
        self.facts.claims(ends, scope, fields, ends=True)
        self.facts.remarks(fields, scope, {own.number, *(each.number for each in others.values())})
        return set()

    def stages(self, fields: Fields, scope: Scope, *, whole: bool) -> set[str]:
        """The keys of services in each of their stages: `web: 3000, web_test: 3001`, or, where the
        `whole` may be one service, `{dev: 3000, prod: 80}`, `{dev_port: 3000}`."""
        inner = {key for key in fields if side_of(key)[:2] == ("", "inner")}
        inside = next(filter(None, (number_of(fields[key][1]) for key in inner)), None)
        published = {k: published_by(v) for k, (_, v) in fields.items() if k not in inner}
        given = {key: number for key, number in published.items() if number and number.start}
        stages = {key: stage_of(key) for key in given}
        own = [key for key, (stem, stage) in stages.items() if stage and not stem]
        if not whole or not scope.service or 2 * len(own) < len(given):
            own = []
        numbers = {given[key].start for key in own}
        stems = Counter(stem for stem, _ in stages.values())
        told = {key for key, (stem, stage) in stages.items() if stage and stem and stems[stem] > 1}
        for key, (written, value) in fields.items():
            within = replace(scope, environment=written.text)
            if key in own or key in told:
                stem, stage = stages[key]
                path = (*scope.path, *filter(None, (stem,)))
                within = replace(scope, path=path, environment=ENVIRONMENTS[stage])
                number = replace(given[key], container=given[key].container or inside)
                self.facts.claim(value, number, within)
            elif own and key in given and not side_of(key)[2]:
                if given[key].start not in numbers:
                    self.facts.claim(value, given[key], within)
            elif own and isinstance(value, Sequence):
                self.node(value, within, 1)
            elif own and key in inner:
                self.facts.told.add(value.place.line)
            else:
                continue
            told.add(key)
        return told

    def below(self, key: Scalar, value: Node, scope: Scope, depth: int) -> None:
        number = port_number(key.text)
        if number is not None:
            self.keyed(key, number, value, scope)
            return
        if not (scope.path or scope.project) and _SLASHED.fullmatch(key.text):
            for each in re.findall(r"\d+", key.text):
                self.keyed(key, int(each), value, scope)
            return
        kept = scan(key.text[:100]) if key.text[:1].isdecimal() else []
        if len(kept) == 1 and kept[0].end:
            # `3000-3019: frontends`, or what its fields say of it.
            fields = fields_of(value) if isinstance(value, Mapping) else {"for": (key, value)}
            told = clean_name(key.text[kept[0].last :])
            purpose = text_in(fields, (*NAMES, *DESCRIPTIONS, *OWNERS, "for"))
            self.facts.range(key, kept[0].start, kept[0].end, scope, told or purpose)
            if not isinstance(value, Scalar):
                self.node(value, replace(scope, ranges=False), depth + 1, listed=True)
            return
        inner = scope.below(key.text, value)
        if inner is not None:
            named = len(inner.path) > len(scope.path) or inner.project != scope.project
            self.node(value, inner, depth + 1, keyed=named)

    def scalar(self, node: Scalar, scope: Scope) -> None:
        """A number by itself, below the key that names it; among ranges, each interval."""
        if scope.ranges:
            # A single number among ranges says where they begin, not who listens; so do several
            # that are open-ended, `8531+ (console: 8532+)`.
            numbers = scan(node.text[:400])
            for number in numbers:
                if number.end or (number.open_ended and len(numbers) == 1):
                    self.facts.range(node, number.start, number.end, scope)
            return
        stem, _, spoken = side_of(bare(scope.path[-1])) if scope.path else ("", "", False)
        for number in several_in(node) if scope.path else ():
            path = scope.path[:-1] if spoken and not stem else scope.path
            if number.transport or number.start >= 1000 or number.start in LOW:
                self.facts.claim(node, number, replace(scope, path=path))
        published = published_by(node)
        low = (published.start or published.container or 0) if published else 0
        named = bool(spoken and stem)
        if named and published:
            scope = replace(scope, path=(*scope.path[:-1], stem))  # `grafanaPort: 3000`
        own = named and published is not None and not published.container
        if published and published.end and (own or is_wide(published)):
            self.facts.range(node, published.start, published.end, scope)  # `rtc_ports: 7881-7892`
        elif published and scope.service and (low >= 1000 or low in LOW or (spoken and low > 19)):
            self.facts.claim(node, published, scope)

    def keyed(self, key: Scalar, number: int, value: Node, scope: Scope) -> None:
        """`3000: web`, `3000: {service: web}`, or a list of these."""
        items = value.items if isinstance(value, Sequence) else []
        for each in items:
            if isinstance(each, Mapping) or (isinstance(each, Scalar) and len(items) == 1):
                self.keyed(key, number, each, scope)
        published = Number(number, 0, 0)
        if isinstance(value, Mapping):
            fields = fields_of(value)
            if is_denied(fields | {"port": (key, key)}):
                return
            held = "" in listeners_in(fields) or "services" in fields
            if held and number < 1000 and number not in LOW:
                self.node(value, scope, 1, listed=True)  # The place in a list.
                return
            nameless = replace(scope, path=()) if scope.offering is None else scope
            within, _ = entry_scope(fields, nameless, keyed=False, own=True)
            inside = (number_of(v) for k, (_, v) in fields.items() if side_of(k)[1] == "inner")
            inner = next(filter(None, inside), None)
            if within.path and not is_nobody(within.path[-1]):
                self.facts.claim(key, replace(published, container=inner), within, fields)
        elif scope.path and (inner := number_of(value)):
            self.facts.claim(key, replace(published, container=inner), scope)
        elif isinstance(value, Scalar) and not is_nobody(name := value.text.strip(), FREE):
            self.facts.claim(key, published, replace(scope, path=(*scope.path, name)))
            self.facts.indexed.setdefault(scope.path, []).append(self.facts.gathered.claims[-1])
