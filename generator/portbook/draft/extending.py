"""Adds to an existing map what a draft has in addition, as splices that keep every other byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from portbook.draft.draft import Draft, DraftExclusive, DraftHost, DraftProject
from portbook.draft.entries import (
    HERE,
    exclusive_entry,
    host_entry,
    project_entry,
    range_entry,
    service_entry,
)
from portbook.draft.existing_map import Missing, missing_of
from portbook.draft.layout import Entry, flow, lines
from portbook.edit.entries import add_entries, add_item, alias_of, line_break
from portbook.language.load import Reading, read
from portbook.model.portmap import Origin, PortMap
from portbook.text.grouping import grouped
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import OverlappingSplices, Refusal, Source, Splice, splice


class Unfit(Refusal):
    """The text leaves no place for what is new; `hint` says what to do instead."""


_STAND_IN = ("entries-to-come", "0")


def insertions_under(
    node: Mapping, key: str | None, entries: list[Entry]
) -> Iterator[tuple[Source, Splice]]:
    """Splices that put the entries behind the last one under `key`, or under a new key.

    Unfit where an alias stands there: its text belongs to others, too.
    """
    if key is None:
        yield _behind_last(node, entries)
        return
    name, value = node.key(key), node.get(key)
    if name is None or value is None:
        yield _behind_last(node, [Entry(key, tuple(entries), spread=True)])
        return
    if alias_of(name.source, name) or not any(value is own for _, own in node.pairs):
        raise Unfit(f"'{key}' is written with an alias, which others share, at {name.place}")
    if isinstance(value, Mapping) and value.pairs and value.source is node.source:
        yield _behind_last(value, entries)
    elif isinstance(value, Mapping) and value.merged:
        raise Unfit(f"'{key}' merges another mapping and has nothing else, at {name.place}")
    elif isinstance(value, Mapping) or (isinstance(value, Scalar) and value.is_null):
        yield _instead_of_nothing(node, name, value, entries)
    else:
        raise Unfit(f"'{key}' is no mapping that could be added to, at {name.place}")


def _behind_last(node: Mapping, entries: list[Entry]) -> tuple[Source, Splice]:
    """The place is found with a line that stands in for the entries."""
    found = add_entries(node, [_STAND_IN])
    line = f"{_STAND_IN[0]}: {_STAND_IN[1]}"
    head, _, tail = found.text.partition(line)
    if node.flow:
        text = ", ".join(f"{each.key}: {flow(each.value)}" for each in entries)
        return node.source, found._replace(text=f"{head}{text}{tail}")
    broken = line_break(node.source, found.start)
    indent = len(head) - len(head.rstrip(" "))
    written = broken.join(lines(entries, indent)).removeprefix(" " * indent)
    return node.source, found._replace(text=f"{head}{written}{tail}")


def _instead_of_nothing(
    node: Mapping, name: Scalar, value: Node, entries: list[Entry]
) -> tuple[Source, Splice]:
    """`services: {}` and `services:` become a block, inside a flow a flow."""
    source = node.source
    start = value.start if value.end > value.start else source.text.index(":", name.end) + 1
    end = max(start, value.end)
    if node.flow:
        return source, Splice(start, end, f"{' ' if start == end else ''}{flow(tuple(entries))}")
    indent = source.line_column(name.start)[1] - 1 + 2
    broken = line_break(source, start)
    while source.text[start - 1] == " ":
        start -= 1
    return source, Splice(start, end, broken + broken.join(lines(entries, indent)))


class Extended(NamedTuple):
    """Each file that changes, before and after; what was added, and where map and files differ."""

    edits: tuple[tuple[Source, Source], ...]
    missing: Missing


def extend(reading: Reading, draft: Draft) -> Extended:
    """Unfit where the text leaves no place for what is new, or would come to say more by it."""
    portmap = reading.portmap
    assert portmap is not None
    missing = missing_of(portmap, draft)
    if not missing:
        return Extended((), missing)
    missing.projects = [_on_hosts(portmap, project) for project in missing.projects]
    added = [e for each in _additions(portmap, draft, missing) for e in insertions_under(*each)]
    added += _exclusive(portmap, missing.exclusive)
    splices = grouped((id(source), edit) for source, edit in added)
    edits = [
        (source, _edited(source, sorted(splices[id(source)], key=_inner_first)))
        for source in reading.sources
        if id(source) in splices
    ]
    _prove(reading, edits)
    return Extended(tuple(edits), missing)


def _additions(
    portmap: PortMap, draft: Draft, missing: Missing
) -> Iterator[tuple[Mapping, str | None, list[Entry]]]:
    """Entries with the mapping that gets them; under a key of it that may still be missing."""
    root = portmap.origin.nodes[0]
    if not isinstance(root, Mapping):
        return
    yield from _hosts(portmap, root, draft, missing)
    shared = [range_entry(each) for project, each in missing.ranges if project is None]
    if shared:
        yield root, "ranges", shared
    for name in dict.fromkeys(name for name, _ in (*missing.services, *missing.ranges) if name):
        ranges = [range_entry(each) for project, each in missing.ranges if project == name]
        services = [service_entry(each) for project, each in missing.services if project == name]
        yield from _to_project(portmap, name, ranges, services)
    if missing.projects:
        yield root, "projects", [project_entry(project) for project in missing.projects]


def _exclusive(portmap: PortMap, never: list[DraftExclusive]) -> Iterator[tuple[Source, Splice]]:
    """What never runs together, behind what the map has of that."""
    root = portmap.origin.nodes[0]
    if not never or not isinstance(root, Mapping):
        return
    key, value = root.key("exclusive"), root.get("exclusive")
    if key is None or value is None:
        yield from insertions_under(root, None, [exclusive_entry(never)])
        return
    for each in never:
        members = f"[{', '.join(map(yaml_string, each.members))}]"
        item = [("members", members), ("reason", yaml_string(each.reason))]
        yield from ((key.source, edit) for edit in add_item(key, value, item))


def _to_project(
    portmap: PortMap, name: str, ranges: list[Entry], services: list[Entry]
) -> Iterator[tuple[Mapping, str | None, list[Entry]]]:
    sections = [("ranges", ranges), ("services", services)]
    node = portmap.projects[name].origin.node()
    if isinstance(node, Mapping) and (node.pairs or node.merged):
        yield from ((node, key, entries) for key, entries in sections if entries)
        return
    for root in portmap.origin.nodes:
        projects = Origin((root,)).node("projects")
        if isinstance(projects, Mapping) and projects.key(name) is not None:
            added = [Entry(key, tuple(each), spread=True) for key, each in sections if each]
            yield projects, name, added
            return


def _hosts(
    portmap: PortMap, root: Mapping, draft: Draft, missing: Missing
) -> Iterator[tuple[Mapping, str | None, list[Entry]]]:
    needed = {host for project in missing.projects for _, host in project.environments if host}
    needed |= {
        host for project in missing.projects for each in project.services for host in each.hosts
    }
    new = [host for host in draft.hosts if host.name in needed and host.name not in portmap.hosts]
    if not new:
        return
    written = any(Origin((node,)).node("hosts") for node in portmap.origin.nodes)
    first = [] if written else [DraftHost(HERE)]
    yield root, "hosts", [host_entry(host) for host in (*first, *new)]


def _on_hosts(portmap: PortMap, project: DraftProject) -> DraftProject:
    """An environment lives where others of its name do, if they all live on one host."""
    environments = []
    for name, host in project.environments:
        others = {
            each.environments[name].host
            for each in portmap.projects.values()
            if name in each.environments
        }
        shared = host == name and len(others) == 1
        environments.append((name, others.pop() if shared else host))
    return replace(project, environments=tuple(environments))


def _inner_first(edit: Splice) -> tuple[int, int]:
    """Where several mappings end in one place, the innermost goes on first: a new project behind
    the last one, and only then a new key of the whole map."""
    line = edit.text.lstrip("\r\n")
    return edit.start, len(line.lstrip(" ")) - len(line)


def _edited(source: Source, splices: list[Splice]) -> Source:
    try:
        return source.with_text(splice(source.text, splices))
    except OverlappingSplices:
        raise Unfit(f"found no place in {source.name} for what is new", HINT) from None


HINT = "'--dry-run' with '-f' and the name of a new file prints what would be added"


def _prove(reading: Reading, edits: list[tuple[Source, Source]]) -> None:
    """Read again: nothing new is wrong, and what was there is as it was."""
    assert reading.portmap is not None
    main = reading.sources[0]
    after = {before.name: now for before, now in edits}
    again = read(after.get(main.name, main), after)
    known = {(each.code, each.message) for each in reading.problems}
    for each in again.problems:
        if (each.code, each.message) not in known:
            raise Unfit(f"the map would not be read any more: {each.message}", HINT)
    if again.portmap is None or not _keeps(reading.portmap, again.portmap):
        raise Unfit("what the map says already would change", HINT)


def _keeps(before: PortMap, after: PortMap) -> bool:
    for name, project in before.projects.items():
        other = after.projects.get(name)
        if other is None or list(project.environments) != list(other.environments):
            return False
        for environment in project.environments.values():
            now = other.environments[environment.name]
            if now.host != environment.host:
                return False
            for each in environment.services.values():
                known = now.services.get(each.name)
                if known is None or known.endpoints != each.endpoints or known.env != each.env:
                    return False
    return True
