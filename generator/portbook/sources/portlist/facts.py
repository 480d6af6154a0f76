"""Gathers what a tree states, claims and ranges, without those that only repeat the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from portbook.sources.documents.evidence import MENTIONED, STATED, Evidence, Gathered
from portbook.sources.documents.remarks import number_inside, parts_told
from portbook.sources.documents.resolve import resolve
from portbook.sources.documents.tokens import Number
from portbook.sources.documents.unlabelled import END
from portbook.sources.found import Found, FoundClaim
from portbook.sources.numbers import unread_rest
from portbook.sources.portlist.comments import ranges_in_comments, remark_behind
from portbook.sources.portlist.keys import DESCRIPTIONS, bare, is_end
from portbook.sources.portlist.listeners import Fields, Listener, remarks_in, text_in, transports_of
from portbook.sources.portlist.scope import Scope
from portbook.text.nodes import Node, Scalar
from portbook.text.source import Source

_NONE: Fields = {}
_CALLED = re.compile(r"[a-z]+://|localhost:")


class Facts:
    """The facts of one list, and the lines that they stand on."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.gathered = Gathered(source.name)
        self.told: set[int] = set()
        self.indexed: dict[tuple[str, ...], list[Evidence]] = {}

    def claims(
        self, given: Iterable[Listener], scope: Scope, fields: Fields = _NONE, *, ends: bool = False
    ) -> None:
        """Each listener as a claim of the service that is named last, as its endpoint where so.

        An interval of an endpoint is set aside for it, as one of a row of a document is.
        """
        for each in given:
            self.told.update(node.place.line for node, _ in each.sides.values())
            inner = each.sides.get("inner")
            inside = (inner[1].start or inner[1].container) if inner else None
            outer = each.outer
            if outer is None and inner and (inside or 0) > 19:
                outer = inner[0], Number(0, 0, 0, container=inside)
            if outer is None:
                continue
            published = replace(outer[1], container=outer[1].container or inside)
            within = scope.offer(each.stem) if ends else scope
            if ends and published.end and not published.container:
                self.range(outer[0], published.start, published.end, within)
            else:
                self.claim(outer[0], published, within, fields)

    def remarks(self, fields: Fields, scope: Scope, known: set[int]) -> None:
        """What else a program offers by a remark on it, if nothing but that tells its number."""
        for node, text in remarks_in(fields):
            for part, number in parts_told(text):
                end = END.fullmatch(part) or is_end(bare(part), surely=False)
                if end and number.start not in known:
                    told = Number(number.start, 0, 0, container=number.container)
                    self.claim(node, told, scope.offer(part.lower()), mentioned=True)

    def claim(
        self,
        node: Node,
        published: Number,
        scope: Scope,
        fields: Fields = _NONE,
        *,
        mentioned: bool = False,
    ) -> None:
        line = node.place.line
        self.told.add(line)
        if published.start and not (published.container or published.end):
            published = replace(published, container=self._inside(node, published, scope, fields))
        claim = FoundClaim(
            self.source.name,
            line,
            service=scope.service or "",
            port=published.start or None,
            project=scope.owner if scope.path else None,
            endpoint=scope.endpoint,
            port_end=published.end,
            container_port=published.container,
            container_end=published.container_end,
            bind=published.bind or text_in(fields, ("bind", "host_ip", "address")),
            status=scope.status,
            description=text_in(fields, DESCRIPTIONS),
        )
        mentioned |= isinstance(node, Scalar) and _CALLED.match(node.text) is not None
        transports = transports_of(fields, published.transport)
        for transport, (stage, host) in product(transports, scope.everywhere()):
            place = host or (published.host if published.host in scope.apart else None)
            each = replace(claim, transport=transport or None, environment=stage, host=place)
            self.gathered.claims.append(Evidence(each, MENTIONED if mentioned else STATED))

    def _inside(self, node: Node, published: Number, scope: Scope, fields: Fields) -> int | None:
        """The container's number of what stands beside its ports, or a remark on it tells."""
        remarks = [remark_behind(self.lines[node.place.line - 1])]
        if scope.endpoint is None:
            remarks += [text for _, text in remarks_in(fields)]
        told = (number_inside(each, published.start) for each in remarks)
        return scope.inner or next(filter(None, told), None)

    def range(
        self, node: Node, low: int, high: int | None, scope: Scope, purpose: str | None = None
    ) -> None:
        self.told.add(node.place.line)
        named = " ".join(filter(None, (scope.service, scope.endpoint))) or None
        told = (purpose or named, scope.owner, scope.status)
        self.gathered.add_range(Number(low, 0, 0, end=high), node.place.line, *told)

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
