"""The merge of a map: a text that says what both branches meant, numbers kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from portbook.edit.add import Add
from portbook.edit.change import Refused
from portbook.edit.merging.three_way import BothChanged, joined
from portbook.edit.merging.written import tree_of
from portbook.edit.verify import prove
from portbook.language.canonical import Canonical
from portbook.language.keys import MAP
from portbook.language.load import Reading, read_document
from portbook.language.problems import Problems
from portbook.model.portmap import Origin, PortMap
from portbook.text.source import Source

__all__ = ["CannotMerge", "Sides", "merged_text", "newcomers"]

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
    """The first text that says what both branches meant.

    `proposals` are what a merge line by line makes of the three. Where none of them does it, the
    services that are new in theirs are added to ours as entries.
    """
    base, ours, theirs = (_said(each) for each in sides)
    try:
        meant = joined(base, ours, theirs)
    except BothChanged as clash:
        raise CannotMerge(f"both branches changed {'.'.join(clash.path)}") from None
    for text in _texts(sides, proposals, read):
        made = Source(sides.ours.name, text, sides.ours.path)
        made.has_bom = sides.ours.has_bom
        if _says(made, meant):
            return made
    raise CannotMerge("no text was found that says what both branches mean")


def newcomers(sides: Sides, portmap: PortMap) -> Iterator[tuple[str, str]]:
    """Projects and services of the merged map that are theirs: new there, or changed there."""
    base, _, theirs = (_services(_said(each)) for each in sides)
    for (project, service), entry in theirs.items():
        known = portmap.projects.get(project)
        if entry != base.get((project, service)) and known and service in known.services:
            yield project, service


def _said(source: Source) -> Canonical:
    problems = Problems()
    document = read_document(source, MAP, problems)
    if document is None or any(each.severity == "error" for each in problems):
        first = problems[0] if problems else None
        raise CannotMerge(f"{first.place}: {first.message}" if first else "there is no map")
    return document.given


def _says(source: Source, meant: Canonical) -> bool:
    try:
        return _said(source) == meant
    except CannotMerge:
        return False


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
        edit = prove(read(onto), added)
    except Refused:
        return
    for each in edit.files:
        if each.before.text == onto.text:
            yield each.after.text


def _added(base: Source, onto: Source, other: Source) -> list[Add]:
    """The services that are new in the other, and not in the text they would be added to."""
    known = _services(_said(base)).keys() | _services(_said(onto)).keys()
    document = read_document(other, MAP, Problems())
    assert document is not None
    found = []
    for project, service in _services(document.given):
        if (project, service) not in known:
            node = Origin((document.root,)).node("projects", project, "services", service)
            found.append(Add(project, service, tree_of(node)))
    return found
