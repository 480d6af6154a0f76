"""Two branches' texts of one map merged: a third that says what both mean, numbers kept apart."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from operator import eq
from typing import Any, NamedTuple

from portbook.allocate.linked_ports import Moved, written_at
from portbook.edit.add import Add
from portbook.edit.change import Refused
from portbook.edit.entries import Tree, as_flow
from portbook.edit.move import clashes
from portbook.edit.verify import verify
from portbook.language.canonical import Canonical
from portbook.language.files import read_document
from portbook.language.keys import MAP
from portbook.language.load import Reading
from portbook.language.problems import Problems
from portbook.model.claims import Claim, claims_of
from portbook.model.portmap import Origin, PortMap
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import Source

Read = Callable[[Source], Reading]
"""How the whole map reads with a text in it: whoever merges an included file knows the rest."""


class CannotMerge(Exception):
    """The branches disagree, or the map that both make is none; the reason is for a person."""


class Sides(NamedTuple):
    """The map's text in the common ancestor and in the two branches."""

    base: Source
    ours: Source
    theirs: Source


def merged_text(sides: Sides, proposals: Iterable[str], read: Read) -> Source:
    """The first text that says what both branches mean.

    `proposals` are what a merge line by line makes of the three. Where none of them does it, the
    services that are new in theirs are added to ours as entries.
    """
    base, ours, theirs = (_canonical_of(each) for each in sides)
    expected = joined(base, ours, theirs)
    for text in _texts(sides, proposals, read):
        made = sides.ours.with_text(text)
        with contextlib.suppress(CannotMerge):
            if _canonical_of(made) == expected:
                return made
    raise CannotMerge("no text was found that says what both branches mean")


def newcomers(sides: Sides, portmap: PortMap) -> Iterator[tuple[str, str]]:
    """Projects and services of the merged map that are theirs: new there, or changed there."""
    base, _, theirs = (_services(_canonical_of(each)) for each in sides)
    for (project, service), entry in theirs.items():
        known = portmap.projects.get(project)
        if entry != base.get((project, service)) and known and service in known.services:
            yield project, service


def _canonical_of(source: Source) -> Canonical:
    problems = Problems()
    document = read_document(source, MAP, problems)
    if document is None or any(each.severity == "error" for each in problems):
        first = problems[0] if problems else None
        raise CannotMerge(f"{first.place}: {first.message}" if first else "there is no map")
    return document.given


def _services(given: Canonical) -> dict[tuple[str, str], object]:
    return {
        (name, service): entry
        for name, project in (given.get("projects") or {}).items()
        for service, entry in ((project or {}).get("services") or {}).items()
    }


def _texts(sides: Sides, proposals: Iterable[str], read: Read) -> Iterator[str]:
    """Where only one side did more than to add services, the other's are added to its text."""
    yield from proposals
    for onto, other in ((sides.ours, sides.theirs), (sides.theirs, sides.ours)):
        added = _added(sides.base, onto, other)
        if added:
            yield from _with(onto, added, read)


def _with(onto: Source, added: list[Add], read: Read) -> Iterator[str]:
    try:
        edit = verify(read(onto), added)
    except Refused:
        return
    for each in edit.files:
        if each.before.text == onto.text:
            yield each.after.text


def _added(base: Source, onto: Source, other: Source) -> list[Add]:
    """The services that are new in the other, and not in the text they would be added to."""
    known = _services(_canonical_of(base)).keys() | _services(_canonical_of(onto)).keys()
    document = read_document(other, MAP, Problems())
    assert document is not None
    found = []
    for project, service in _services(document.given):
        if (project, service) not in known:
            node = Origin((document.root,)).node("projects", project, "services", service)
            found.append(Add(project, service, tree_of(node)))
    return found


ABSENT: Any = object()


def joined(base: Any, ours: Any, theirs: Any, path: tuple[str, ...] = ()) -> Any:
    """The value that both mean; mappings key by key, lists that only grew with both additions.

    CannotMerge where the two cannot both be had; `path` leads there.
    """
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _mappings(base if isinstance(base, dict) else {}, ours, theirs, path)
    start = () if base is ABSENT else base
    if all(isinstance(each, tuple) for each in (start, ours, theirs)) and path[-1:] != ("include",):
        size = len(start)
        if ours[:size] == theirs[:size] == start:
            return (*ours, *theirs[size:])
    raise CannotMerge(f"both branches changed {'.'.join(path)}")


def _mappings(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any], path: tuple[str, ...]
) -> dict[str, Any]:
    found = {}
    for key in dict.fromkeys((*ours, *theirs)):
        was, one, other = (each.get(key, ABSENT) for each in (base, ours, theirs))
        value = joined(was, one, other, (*path, str(key)))
        if value is not ABSENT:
            found[key] = value
    return found


_BARE = re.compile(r"[A-Za-z0-9.]+").fullmatch


def tree_of(node: Node | None) -> Tree:
    """The value without its comments: those belong to lines that are not taken over."""
    if isinstance(node, Mapping):
        return {key.text: tree_of(value) for key, value in node.entries()}
    if isinstance(node, Sequence):
        return "[" + ", ".join(as_flow(tree_of(each)) for each in node.items) + "]"
    return _scalar(node) if isinstance(node, Scalar) else ""


def _scalar(node: Scalar) -> str:
    """As written where that is a number or the like; text in the quotes that it needs here: what
    stands bare in a block may mean something between brackets."""
    if node.is_null:
        return "null"
    written = node.source.text[node.start : node.end]
    return written if node.plain and _BARE(written) else yaml_string(node.text)


Name = tuple[str, str]
"""A project and a service of it."""


class Collision(NamedTuple):
    """`moved` cannot keep its number, which `claim` of another service holds."""

    moved: Moved
    port: int
    claim: Claim


def collisions(portmap: PortMap, theirs: Collection[Name]) -> Iterator[Collision]:
    """Each endpoint of theirs that meets somebody who is not, once, in the order of the map."""
    seen = set()
    for name in theirs:
        for claim in claims_of(portmap):
            if _name(claim) != name:
                continue
            others = clashes(portmap, partial(eq, claim))
            held = next((each for each in others if _name(each) not in theirs), None)
            moved = written_at(claim)
            if held is not None and moved not in seen:
                seen.add(moved)
                yield Collision(moved, claim.port, held)


def _name(claim: Claim) -> Name:
    return claim.project, claim.service.name
