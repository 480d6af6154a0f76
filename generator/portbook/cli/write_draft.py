"""What was found, written: as a new map, or into the one that is there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS, NOT_UNDERSTOOD, print_findings
from portbook.cli.writing import writing
from portbook.text.diagnostic import legible
from portbook.text.source import as_typed
from portbook.text.wording import counted

if TYPE_CHECKING:
    from portbook.draft.calls import Holder
    from portbook.draft.draft import Draft
    from portbook.sources.found import Found
    from portbook.text.source import Source

__all__ = ["write_map"]


def write_map(
    path: Path, found: Found, *, project: str | None, host: str | None, dry_run: bool
) -> int:
    """Tell what was found, write it, and tell what the map lacks; the exit status."""
    from portbook.cli.import_report import tell_found
    from portbook.disk.lock import locked
    from portbook.draft.inserting import Unfit
    from portbook.draft.projects import make_draft

    home = path.absolute().parent
    draft = make_draft(found, project or home.name, os.path.relpath(home), _holders(path))
    tell_found(found)
    if draft.is_empty:
        return _nothing_found(path)
    try:
        with writing(path):
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


def _holders(path: Path) -> dict[int, list[Holder]]:
    """Who opens which number in the map, where there is one that can be read."""
    from portbook.draft.calls import holders_of
    from portbook.language.load import read
    from portbook.text.source import Source, UnreadableSource

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
    from portbook.cli.import_report import tell_decisions
    from portbook.disk.apply import write_atomically
    from portbook.draft.whole import new_text
    from portbook.text.source import Source

    if host is not None:
        _check_host(host)
    text = new_text(draft, host)
    tell_decisions(draft.projects, ())
    if dry_run:
        click.echo(text, nl=False)
    else:
        write_atomically(path, text.encode())
        projects, services = len(draft.projects), sum(len(p.services) for p in draft.projects)
        said = f"{counted(projects, 'project')}, {counted(services, 'service')}"
        click.echo(f"written: {legible(as_typed(path))} ({said})", err=True)
    return _judge(path, Source(as_typed(path), text, path.absolute()), dry_run)


def _check_host(host: str) -> None:
    from portbook.sources.naming import slug

    if slug(host) != host:
        hint = f" such as '{slug(host)}'" if slug(host) else ""
        raise click.UsageError(f"'{host}' cannot be a host's name: write a name{hint}.")


def _extend(path: Path, draft: Draft, dry_run: bool) -> int:
    from portbook.cli.edits import read_map
    from portbook.cli.import_report import tell_decisions, tell_kept
    from portbook.cli.map_files import print_texts, write_texts
    from portbook.draft.extending import extend

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
        click.echo(
            f"{legible(as_typed(path))} says all of that already; nothing is added", err=True
        )
        return 0
    if dry_run:
        print_texts(done.edits)
    else:
        write_texts(done.edits)
    names = ", ".join(after.name for _, after in done.edits)
    click.echo(f"{'would be ' if dry_run else ''}extended: {names}", err=True)
    main = next((a for b, a in done.edits if b is reading.sources[0]), reading.sources[0])
    return _judge(path, main, dry_run)


def _judge(path: Path, main: Source, dry_run: bool) -> int:
    """What `check` finds in the map as it is now: errors in full, warnings counted."""
    from portbook.cli.import_report import ways_out
    from portbook.language.load import read
    from portbook.project import judged

    problems = judged(path, read(main)).problems
    errors = [each for each in problems if each.severity == "error"]
    if errors:
        print_findings(errors, path.name)
    for line in ways_out(errors):
        click.echo(line, err=True)
    warnings = len(problems) - len(errors)
    if warnings:
        said = f"{counted(warnings, 'warning')}: 'portbook check' shows what to look at"
        click.echo(said, err=True)
    if not dry_run and not errors:
        click.echo("next: read what is marked 'decide', then 'portbook generate'", err=True)
    return FINDINGS if errors else 0
