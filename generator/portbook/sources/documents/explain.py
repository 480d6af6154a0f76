"""Explains how a line was read: its block, scope and columns, and the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portbook.sources.documents.blocks import Block, Fence, Heading, Item, Line, Table
from portbook.sources.documents.document import Reading, read_document
from portbook.sources.documents.evidence import Evidence
from portbook.sources.documents.features import Column
from portbook.sources.documents.modes import mode_of
from portbook.sources.documents.unclaimed import (
    LONELY,
    NAMELESS,
    NAMELESS_LINE,
    NAMELESS_RESERVED,
    NOT_NAMED,
    NOT_SAID,
    PROTOCOL,
    SENTENCE_REASON,
)
from portbook.sources.documents.weighed import Place
from portbook.sources.files import LARGEST, load
from portbook.sources.found import Found, FoundChange, FoundClaim, FoundRange, Unread
from portbook.sources.numbers import port_number
from portbook.sources.portlist.keys import NAMES, bare, is_silent, side_of
from portbook.sources.portlist.listeners import MOST_NODES
from portbook.sources.portlist.places import says_where
from portbook.sources.portlist.read import documents_of
from portbook.sources.portlist.scope import Scope as KeyScope
from portbook.sources.portlist.scope import scope_of
from portbook.sources.readers import import_file, sort_of_source
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source

_HINTS = {
    SENTENCE_REASON: "to have it read, write `NAME: NUMBER` as a list item, or a row of a table",
    NAMELESS: "to have it read, name the service before the number",
    NAMELESS_LINE: "to have it read, name the service in the row",
    NAMELESS_RESERVED: "to have it read, name what it is reserved for",
    NOT_NAMED: "to have it read, write the name of the one service that has it",
    NOT_SAID: "to have it read, name the service before the number",
    PROTOCOL: "to have it read, write which service of yours has the number",
    LONELY: "to have it read, write it in a list or a table of ports",
}
"""What to write instead, by the reason that a line gives nothing."""
_MODES = {
    "free": "free: nobody has them",
    "avoid": "to be kept away from",
    "warned": "in dispute or only discussed",
    "changed": "told as changes: what was, what is",
    "closed": "inside a network, none on the host",
    "example": "shown as examples",
    "figures": "measured or compared",
    "advice": "told as advice, of which ranges hold",
    "outgoing": "those of other machines, which this one calls",
}
_ROLES = {
    "port": "the ports",
    "container": "ports inside containers",
    "range": "ranges",
    "service": "the names",
    "default": "default ports",
    "chosen": "the ports that are used",
    "fallback": "alternatives",
    "old": "the ports before",
    "new": "the ports now",
    "pairs": "ports by their variables",
    "index": "a count of the rows",
    "other": "nothing that is known",
    "container-name": "containers",
    "url": "addresses",
    "route": "where a proxy leads",
}


def explain_file(
    path: Path, name: str, line: int | None
) -> tuple[list[tuple[int, str, list[str]]], list[Diagnostic]]:
    """Lines that say something, or the one asked for: number, text and why it was read so."""
    source, _ = (None, []) if path.is_dir() else load(path, name, LARGEST)
    if source is not None and sort_of_source(source) == "markdown":
        explained, problems = list(explain_document(source, line)), []
    else:
        found = import_file(path, name)
        told, problems = explain_found(found), found.problems
        keys = _keys_of(source) if source and sort_of_source(source) == "portlist" else {}
        explained = [
            (at, [*keys.get(at, ()), *told.get(at, _NOTHING)])
            for at in ([line] if line else sorted(told))
        ]
    lines = source.text.split("\n") if source else []
    shown = [(at, lines[at - 1] if at <= len(lines) else "", why) for at, why in explained]
    return shown, problems


def explain_document(source: Source, line: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Lines of a Markdown document, all that say something or the one asked for, with reasons."""
    reading = read_document(source)
    places = reading.places()
    said: dict[int, list[Evidence]] = {}
    for evidence in reading.gathered.claims:
        said.setdefault(evidence.claim.line, []).append(evidence)
    told = explain_found(reading.found)
    for at in [line] if line else sorted({*told, *said}):
        reasons = told.get(at, []) + [each.because for each in said.get(at, []) if each.because]
        reasons = [*_place(places.get(at), reading, at), *(reasons or _NOTHING)]
        yield at, list(dict.fromkeys(reasons))


def explain_found(found: Found) -> dict[int, list[str]]:
    """What became of each line that says something, whatever the format of the file."""
    told: dict[int, list[str]] = {}
    for claim in found.claims:
        does = "calls, without saying who listens there," if claim.reference else "gives"
        told.setdefault(claim.line, []).append(f"{does} {_claim(claim)}")
    for each in found.of(FoundRange):
        end = "and up" if each.end is None else f"to {each.end}"
        told.setdefault(each.line, []).append(
            f"sets {each.start} {end} aside: {each.purpose or 'it does not say for what'}"
        )
    for change in found.of(FoundChange):
        moved = f"{change.before or 'unknown'} became {change.after or 'unknown'}"
        told.setdefault(change.line, []).append(f"tells of a change: {change.service}, {moved}")
    for unread in found.of(Unread):
        told.setdefault(unread.line, []).append(f"gives nothing: {unread.reason}")
        told[unread.line] += [_HINTS[unread.reason]] if unread.reason in _HINTS else []
    return told


def _claim(claim: FoundClaim) -> str:
    number = str(claim.port or claim.container_port)
    number += f"-{claim.port_end}" if claim.port_end else ""
    number += f"/{claim.transport}" if claim.transport else ""
    parts = [f"{claim.service} {number}" + ("" if claim.port else " inside its container")]
    if claim.port and claim.container_port:
        parts.append(f"container {claim.container_port}")
    known = (("project", claim.project), ("environment", claim.environment), ("host", claim.host))
    parts += [f"{name} {value}" for name, value in known if value]
    return ", ".join(parts)


_SIDES = {
    "port": "says the port",
    "inner": "says the port inside a container",
    "mapping": "says the ports of both sides",
}


def _keys_of(source: Source) -> dict[int, list[str]]:
    """What each key above and on a line of a port list was taken for, by line."""
    told: dict[int, list[str]] = {}
    roots = documents_of(source)[0]
    waiting: list[tuple[Node, KeyScope | None, tuple[str, ...]]] = [
        (root, scope_of(root), ()) for root in roots
    ]
    left = MOST_NODES
    while waiting and (left := left - 1):
        node, scope, above = waiting.pop()
        if isinstance(node, Sequence):
            waiting += [(each, scope, above) for each in reversed(node.items)]
        pending = len(waiting)
        for key, value in node.entries() if isinstance(node, Mapping) else ():
            role, inner = _role(key, value, scope) if scope else ("", None)
            below = (*above, f"`{key.text}` {role}") if role else above
            line = key.place.line
            told[line] = list(dict.fromkeys([*told.get(line, ()), *below]))
            waiting.insert(pending, (value, inner, below))
    return told


def _role(key: Scalar, value: Node, scope: KeyScope) -> tuple[str, KeyScope | None]:
    """What a key is in its scope, and the scope below it, None where nothing is claimed."""
    name = bare(key.text)
    if isinstance(value, Scalar) and (said := _said(name, key, value)):
        return said, scope
    inner = scope.below(key.text, value)
    if inner is None:
        measures = is_silent(name)
        told = "measures something" if measures else "only tells of ports, or of other things"
        return f"{told}: to have a number of it read, name it outside of there", None
    if inner.free:
        return "holds numbers that nobody has", None
    changes = (
        (inner.ranges and not scope.ranges, "holds what is set aside"),
        (inner.names == "project", "holds projects"),
        (inner.names == "environment", "holds environments"),
        (inner.names == "host", "holds machines"),
        (inner.host != scope.host, f"is the machine {inner.host}"),
        (inner.project != scope.project, "is a project"),
        (inner.environment != scope.environment, f"is the environment {inner.environment}"),
        (inner.status != scope.status, f"makes what it holds {inner.status}"),
        (len(inner.path) > len(scope.path), "is a name"),
    )
    return next((role for holds, role in changes if holds), "only groups what it holds"), inner


def _said(name: str, key: Scalar, value: Scalar) -> str:
    """What a field says of what it stands in; empty where its key may be a name."""
    if port_number(key.text):
        return "is the port of what its value names"
    if says_where(name) and not port_number(value.text):
        return "says where it runs"
    side = _SIDES[side_of(name)[1]] if side_of(name)[2] else ""
    return side or ("says the name" if name in NAMES else "")


def _place(place: Place | None, reading: Reading, line: int) -> Iterator[str]:
    if place is None:
        return
    block, scope = place
    yield from _block(block, reading, line)
    open_headings = [f'"{label}"' for label in scope.headings()]
    if open_headings:
        yield f"below {', '.join(reversed(open_headings))}"
    known = (
        ("project", scope.project),
        ("environment", scope.environment),
        ("host", scope.host),
        ("status", scope.status),
    )
    told = [f"{name} {value}" for name, value in known if value]
    if told:
        yield f"which makes it {', '.join(told)}"
    if scope.mode in _MODES:
        by = next((label for label in scope.headings() if mode_of(label) == scope.mode), None)
        said = f'by "{by}" its numbers' if by else "its numbers"
        yield f"{said} are {_MODES[scope.mode]}"


def _block(block: Block, reading: Reading, line: int) -> Iterator[str]:
    names = {Heading: "a heading", Item: "an item of a list", Line: "a line of text"}
    if isinstance(block, Table):
        yield f"{'the header' if line == block.line else 'a row'} of the table on line {block.line}"
        yield from map(_column, reading.columns.get(id(block), []))
    elif isinstance(block, Fence):
        yield f"a line of a block ({block.info or 'of no language'})"
    else:
        yield names[type(block)]


def _column(column: Column) -> str:
    told = [_ROLES.get(column.role, f"the {column.role}")]
    known = (("of", column.part), ("on", column.host), ("in", column.environment))
    told += [f"{word} {value}" for word, value in known if value]
    because = f" ({column.because})" if column.because else ""
    return f'  its column "{column.header}" holds {" ".join(told)}{because}'


_NOTHING = ["gives nothing: no number of a port was seen here"]
