"""What was found, written: as a new map, or into the one that is there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.loading import FINDINGS, NOT_UNDERSTOOD, print_findings

if TYPE_CHECKING:
    from generator.drafting.calls import Holder
    from generator.drafting.draft import Draft
    from generator.importers.found import Found
    from generator.text.diagnostic import Diagnostic
    from generator.text.source import Source

__all__ = ["write_map"]


def write_map(
    path: Path, found: Found, *, project: str | None, host: str | None, dry_run: bool
) -> int:
    """Tell what was found, write it, and tell what the map lacks; the exit status."""
    from generator.cli.telling import tell_found
    from generator.disk.lock import locked
    from generator.drafting.inserting import Unfit
    from generator.drafting.projects import make_draft

    home = path.absolute().parent
    draft = make_draft(found, project or home.name, os.path.relpath(home), _holders(path))
    tell_found(found)
    if draft.is_empty:
        return _nothing_found(path)
    try:
        if not path.exists():
            return _new(path, draft, host, dry_run)
        if host is not None:
            click.echo(f"--host is for a map made new; the hosts of {path} are kept", err=True)
        with contextlib.nullcontext() if dry_run else locked(path.resolve()):
            return _extend(path, draft, dry_run)
    except Unfit as refusal:
        click.echo(f"not written: {refusal.message}", err=True)
        if refusal.hint:
            click.echo(f"hint: {refusal.hint}", err=True)
        return FINDINGS
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise click.ClickException(f"{path} cannot be written: {reason.lower()}") from None


def _holders(path: Path) -> dict[int, list[Holder]]:
    """Who opens which number in the map, where there is one that can be read."""
    from generator.drafting.calls import holders_of
    from generator.reading.load import read
    from generator.text.source import Source, UnreadableSource

    try:
        portmap = read(Source.load(path)).portmap if path.exists() else None
    except UnreadableSource:
        return {}
    return holders_of(portmap) if portmap else {}


def _nothing_found(path: Path) -> int:
    click.echo("No port was found there, so nothing is written.", err=True)
    if not path.exists():
        click.echo("The smallest map: projects: {shop: {services: {web: 3000}}}", err=True)
    return FINDINGS


def _new(path: Path, draft: Draft, host: str | None, dry_run: bool) -> int:
    from generator.cli.telling import tell_decisions
    from generator.disk.apply import write_atomically
    from generator.drafting.whole import new_text
    from generator.text.source import Source

    if host is not None:
        _check_host(host)
    text = new_text(draft, host)
    tell_decisions(draft.projects, ())
    if dry_run:
        click.echo(text, nl=False)
    else:
        write_atomically(path, text.encode())
        projects, services = len(draft.projects), sum(len(p.services) for p in draft.projects)
        said = f"{_count(projects, 'project')}, {_count(services, 'service')}"
        click.echo(f"written: {_shown(path)} ({said})", err=True)
    return _judge(path, Source(_shown(path), text, path.absolute()), [], dry_run)


def _check_host(host: str) -> None:
    from generator.importers.naming import slug

    if slug(host) != host:
        hint = f" such as '{slug(host)}'" if slug(host) else ""
        raise click.UsageError(f"'{host}' cannot be a host's name: write a name{hint}.")


def _extend(path: Path, draft: Draft, dry_run: bool) -> int:
    from generator.cli.edits import read_map
    from generator.cli.telling import tell_decisions, tell_kept
    from generator.drafting.extending import extend

    reading = read_map(path)
    assert reading.portmap is not None
    if not reading.portmap.projects and reading.problems:
        print_findings(list(reading.problems), path.name)
        click.echo(
            f"{path} is no map of portbook's; '-f' and the name of a new file makes one beside it: "
            f"portbook -f map.yaml import {path}",
            err=True,
        )
        return NOT_UNDERSTOOD
    done = extend(reading, draft)
    tell_decisions(done.missing.projects, done.missing.services)
    tell_kept(done.missing.remarks)
    if not done.edits:
        click.echo(f"{_shown(path)} says all of that already; nothing is added", err=True)
        return 0
    for before, after in done.edits:
        if dry_run:
            _print_diff(before, after)
        else:
            _write(before, after)
    names = ", ".join(after.name for _, after in done.edits)
    click.echo(f"{'would be ' if dry_run else ''}extended: {names}", err=True)
    main = next((a for b, a in done.edits if b is reading.sources[0]), reading.sources[0])
    return _judge(path, main, list(reading.problems), dry_run)


def _write(before: Source, after: Source) -> None:
    from generator.disk.apply import write_atomically

    assert before.path is not None
    path = before.path.resolve()
    mark = "\ufeff" if before.has_bom else ""
    if path.read_bytes() != (mark + before.text).encode():
        raise click.ClickException(f"{before.name} was changed meanwhile; nothing is written.")
    write_atomically(path, (mark + after.text).encode())


def _print_diff(before: Source, after: Source) -> None:
    import difflib

    one, other = before.text.splitlines(), after.text.splitlines()
    for line in difflib.unified_diff(one, other, before.name, after.name, lineterm=""):
        click.echo(line)


def _judge(path: Path, main: Source, before: list[Diagnostic], dry_run: bool) -> int:
    """What `check` finds in the map as it is now: errors in full, warnings counted."""
    from generator.checks import check, judge
    from generator.cli.telling import ways_out
    from generator.reading.load import read
    from generator.text.diagnostic import any_error, sort_key
    from generator.wiring.calls import wire

    reading = read(main)
    assert reading.portmap is not None
    problems = judge(reading.portmap, reading.problems) + check(wire(reading.portmap))
    errors = sorted((p for p in problems if p.severity == "error"), key=sort_key)
    if errors:
        print_findings(errors, path.name)
    for line in ways_out(errors):
        click.echo(line, err=True)
    warnings = len(problems) - len(errors)
    if warnings:
        said = f"{_count(warnings, 'warning')}: 'portbook check' shows what to look at"
        click.echo(said, err=True)
    if not dry_run and not errors:
        click.echo("next: read what is marked 'decide', then 'portbook generate'", err=True)
    return FINDINGS if any_error(errors) else 0


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _shown(path: Path) -> str:
    relative = os.path.relpath(path)
    from generator.text.diagnostic import legible

    return legible(str(path) if relative.startswith("..") else relative)
