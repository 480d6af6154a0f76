"""An edit of ports.yaml carried out: proved, weighed, written and followed by `generate`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.loading import NOT_UNDERSTOOD, print_findings

if TYPE_CHECKING:
    from generator.disk.plan import Plan
    from generator.editing.move import Move
    from generator.editing.proof import Edit
    from generator.project import Loaded
    from generator.reading.load import Reading
    from generator.text.diagnostic import Diagnostic

__all__ = ["carry_out", "read_map"]

SHOWN = 8
"""Files and callers that are named; of more, the rest is counted."""


def read_map(path: Path) -> Reading:
    """The map as it stands; where it is none, its findings are printed and the command ends."""
    from generator.reading.load import read
    from generator.text.diagnostic import unreadable
    from generator.text.source import Source, UnreadableSource

    try:
        reading = read(Source.load(path, _shown(path)))
    except UnreadableSource as failure:
        print_findings([unreadable(failure)], path.name)
        raise click.exceptions.Exit(NOT_UNDERSTOOD) from None
    if reading.portmap is None:
        print_findings(list(reading.problems), path.name)
        raise click.exceptions.Exit(NOT_UNDERSTOOD)
    return reading


def carry_out(path: Path, reading: Reading, move: Move, *, dry_run: bool, force: bool) -> int:
    """Write the edited map and all that is generated from it, or raise Refused beforehand."""
    from generator.editing.proof import prove

    edit = prove(reading, move)
    if not force:
        _refuse_clashes(edit, move)
    before, after = _judged(path, reading), _judged(path, edit.reading)
    fresh = _new(before.problems, after.problems)
    _refuse_errors(fresh, force)
    plan = _planned(after)
    if not dry_run:
        _write(edit, after, plan)
    _report(reading, move, edit, after, plan, dry_run)
    for problem in fresh:
        click.echo(
            f"{problem.place}: {problem.severity}[{problem.code}]: {problem.message}", err=True
        )
    return 0


def _refuse_clashes(edit: Edit, move: Move) -> None:
    from generator.editing.clashes import clashes
    from generator.editing.proof import Refused

    assert edit.reading.portmap is not None
    for claim in clashes(edit.reading.portmap, move):
        held = f"{claim.port}-{claim.last}" if claim.last > claim.port else str(claim.port)
        where = "" if claim.environment.default else f" in {claim.environment.name}"
        who = f"{held}/{claim.transport} on {claim.host} is {claim.who}'s{where} ({claim.place})"
        raise Refused(who, "'portbook next' finds a free number; 'move ... next' takes it")


def _judged(path: Path, reading: Reading) -> Loaded:
    """What `portbook check` finds, for a map that may not be written yet."""
    from generator.checks import check, judge
    from generator.project import Loaded
    from generator.text.diagnostic import sort_key
    from generator.wiring.calls import wire

    assert reading.portmap is not None
    wiring = wire(reading.portmap)
    problems = judge(reading.portmap, reading.problems) + check(wiring)
    return Loaded(path, sorted(problems, key=sort_key), wiring, reading.sources)


def _new(before: list[Diagnostic], after: list[Diagnostic]) -> list[Diagnostic]:
    known = {(each.code, each.message) for each in before}
    return [each for each in after if (each.code, each.message) not in known]


def _refuse_errors(fresh: list[Diagnostic], force: bool) -> None:
    """A conflict that stands between two others is told in other words once one has left: those
    of the moved service itself are found by `_refuse_clashes`."""
    from generator.editing.proof import Refused

    for problem in fresh:
        if problem.severity == "error" and problem.code != "port-conflict" and not force:
            raise Refused(f"{problem.message} ({problem.code})", problem.hint)


def _planned(after: Loaded) -> Plan | None:
    """What `generate` would write; None where errors of the map keep it from that."""
    from generator.editing.proof import Refused
    from generator.project import generate

    plan, _ = generate(after)
    if plan is not None and plan.blocked:
        name, reason = plan.blocked[0]
        said = f"{_shown(plan.folder)}/{name} {reason}"
        raise Refused(said, "'portbook generate --diff' shows it, 'generate --force' overwrites it")
    return plan


def _write(edit: Edit, after: Loaded, plan: Plan | None) -> None:
    """The map first: files that say more than it would be wrong, others only stale."""
    from generator.disk.apply import write_atomically
    from generator.project import write

    path = edit.before.path
    assert path is not None
    path = path.resolve()
    was = path.read_bytes()
    mark = "\ufeff" if edit.after.has_bom else ""
    if was != (mark + edit.before.text).encode():
        raise click.ClickException(f"{_shown(path)} was changed meanwhile; nothing is written.")
    write_atomically(path, (mark + edit.after.text).encode())
    try:
        if plan is not None:
            # A copy: what the output is made from is worked out anew, from the files as written.
            write(replace(after), plan, whole=True)
    except BaseException:
        write_atomically(path, was)
        raise


def _report(
    reading: Reading, move: Move, edit: Edit, after: Loaded, plan: Plan | None, dry_run: bool
) -> None:
    for line in _changes(reading, move, edit):
        click.echo(line)
    if dry_run:
        _print_diff(edit)
    done = "would be written" if dry_run else "written"
    files = [edit.after.name]
    if plan is not None:
        files += [f"{_shown(plan.folder)}/{change.path}" for change in plan.changes]
    click.echo(f"{done}: {_listed(files)}")
    callers = list(dict.fromkeys(_callers(after, move)))
    if callers:
        click.echo(f"refers to it: {_listed(callers)}")
    if plan is None:
        click.echo("Nothing was generated: the map has errors. See 'portbook check'.", err=True)


def _changes(reading: Reading, move: Move, edit: Edit) -> Iterator[str]:
    """`old -> new` for each environment in which the number changed; one line where all agree."""
    assert reading.portmap is not None
    assert edit.reading.portmap is not None
    was = reading.portmap.projects[move.project].environments
    now = edit.reading.portmap.projects[move.project].environments
    lines: dict[str, list[str]] = {}
    for name, environment in was.items():
        one, other = (each.services.get(move.service) for each in (environment, now[name]))
        old = one.endpoint(move.endpoint) if one else None
        new = other.endpoint(move.endpoint) if other else None
        if new is None or (old is not None and old.port == new.port):
            continue
        before = _span(old.port, old.port_end) if old else "nothing"
        lines.setdefault(f"{before} -> {_span(new.port, new.port_end)}", []).append(name)
    several = len(was) > 1
    for change, names in lines.items():
        where = f" in {', '.join(names)}" if several else ""
        yield f"{_who(reading, move)}: {change}{where}"


def _who(reading: Reading, move: Move) -> str:
    assert reading.portmap is not None
    service = reading.portmap.projects[move.project].services[move.service]
    name = f"{move.project}/{move.service}"
    return f"{name}.{move.endpoint}" if len(service.endpoints) > 1 else name


def _span(low: int | None, high: int | None) -> str:
    if low is None:
        return "nothing"
    return f"{low}-{high}" if high else str(low)


def _callers(after: Loaded, move: Move) -> Iterator[str]:
    assert after.wiring is not None
    for environment in after.wiring.portmap.projects[move.project].environments.values():
        service = environment.services.get(move.service)
        if service is None or move.environment not in (None, environment.name):
            continue
        for call in after.wiring.callers(environment, service):
            named = {"env": f" ({call.name})", "route": f" (route {call.name})"}.get(call.via, "")
            yield f"{call.caller.who}{named}"


def _print_diff(edit: Edit) -> None:
    import difflib

    before, after = edit.before.text.splitlines(), edit.after.text.splitlines()
    name = edit.after.name
    for line in difflib.unified_diff(before, after, name, name, lineterm=""):
        click.echo(line)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
