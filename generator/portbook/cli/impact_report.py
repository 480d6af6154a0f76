"""Prints what a move would change, for people and for programs."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from portbook.cli.edits import Preview
from portbook.cli.terminal import print_names
from portbook.derive.flows import Flow, row_of
from portbook.edit.impact import Impact, Searches
from portbook.edit.move import Move
from portbook.project import Loaded
from portbook.text.diagnostic import any_error, legible
from portbook.text.grouping import grouped
from portbook.text.source import as_typed

NAMING = ("dotenv", "envrc", "cors", "templates")
"""The targets in whose files variables and lists of origins stand."""


def impact_of(previewed: Preview, move: Move, *, files: bool) -> Impact:
    """What a move that is not written yet changes; without `files`, all but the files' names.

    The files of before are read from the disk where they are up to date, else worked out, as far as
    they are asked for: what the map had changed already is not the move's.
    """
    before, after, plan = previewed.before, previewed.after, previewed.plan
    assert before.wiring is not None
    changed = compared(before, after, None if files else NAMING) if after.changed is None else None
    if changed is None:
        changed = [
            (path, (was or b"").decode(errors="replace"), (now or b"").decode(errors="replace"))
            for path, was, now in (plan.changes if plan else ())
        ]
    return Impact(changed, before.wiring, *move.moved[:3])


def compared(
    before: Loaded, after: Loaded, of: Collection[str] | None = None
) -> list[tuple[str, str, str]] | None:
    """Path, text before and text after of the generated files that differ, of those of before made
    by some targets alone; None where an error keeps them from being made."""
    from portbook.targets.emit import emit

    if any_error(p for each in (before, after) for p in each.problems if p.code != "port-conflict"):
        return None
    made = before.emitted if of is None else emit(before.context, of=of)
    was, now = ({each.path: each.text for each in outputs} for outputs, _ in (made, after.emitted))
    differ = sorted(path for path in {*was, *now} if was.get(path) != now.get(path))
    return [(path, was.get(path, ""), now.get(path, "")) for path in differ]


def print_short(found: Impact) -> None:
    """The lines under a move: variables, lists, routes, and who refers to the service."""
    names = list(dict.fromkeys(name for _, name in found.variables))
    lists = [f"{project}/{service} in {where}" for project, where, service in found.origins]
    lines = {
        "variables": names,
        "CORS lists": lists,
        "refers to it": _joined([*found.callers(own=True), *found.callers(own=False)]),
        "tells its clients its own address, where it is set, in": found.advertised,
    }
    for label, said in lines.items():
        if said:
            print_names(label, said)


def _joined(calling: list[tuple[str, str]]) -> list[str]:
    """Who refers to it, with all the ways in which they do."""
    return [f"{who} ({', '.join(hows)})" for who, hows in grouped(calling).items()]


def print_impact(found: Impact, output: Path, number: int | None, searches: Searches) -> None:
    """Everything, a line each, under headings."""
    where = as_typed(output)
    by_file = grouped(found.variables)
    lists = [f"{project}/{service} in {env}" for project, env, service in found.origins]
    _section("generated files", [f"{where}/{path}" for path in found.files])
    _section(
        "variables", [f"{where}/{path}: {', '.join(names)}" for path, names in by_file.items()]
    )
    _section("CORS lists", lists)
    _section("routes", [f"{proxy} {path}".rstrip() for proxy, path in found.routes])
    _section("refers to it", _joined(found.callers(own=True)))
    _section("other projects", _joined(found.callers(own=False)))
    _section("tells its clients its own address, where it is set, in", found.advertised)
    _section("flows", [_flow(each) for each in found.flows])
    for name, (folder, search) in searches.items():
        below = "" if folder == "." else f"{folder}/"
        lines = [f"{below}{path}:{line}: {text}" for path, line, text in search.found]
        _section(f"lines that mention {number} in the checkout of {name}", lines)
        if not search.whole:
            click.echo("  ... and more: the search ends here")


def _flow(flow: Flow) -> str:
    where = f"{flow.source.host} -> " if flow.source.host else ""
    return f"{flow.source.name}: {where}{flow.target.host}:{flow.number} in {flow.environment}"


def _section(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"{title}:")
        for line in lines:
            click.echo(f"  {legible(line)}")


def as_json(found: Impact, searches: Searches) -> dict[str, Any]:
    return {
        "files": found.files,
        "variables": [{"file": path, "name": name} for path, name in found.variables],
        "cors": [
            {"project": project, "environment": environment, "service": service}
            for project, environment, service in found.origins
        ],
        "routes": [{"proxy": proxy, "path": path} for proxy, path in found.routes],
        "callers": [
            {"service": who, "via": how}
            for own in (True, False)
            for who, how in found.callers(own=own)
        ],
        "projects": found.projects,
        "flows": [row_of(each) for each in found.flows],
        "checkouts": [
            {"project": name, "path": path, "line": line, "text": text}
            for name, (_, search) in searches.items()
            for path, line, text in search.found
        ],
    }
