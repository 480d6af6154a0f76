"""`portbook check`: find, never repair."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import colours, load_map, status_of, talk, width
from portbook.cli.render import FORMATS, render
from portbook.text.source import UnreadableSource

if TYPE_CHECKING:
    from portbook.project import Loaded
    from portbook.text.diagnostic import Diagnostic


@click.command("check")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="How to print.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--fix", is_flag=True, help="Correct clear mistakes: misspelt keys, misread numbers.")
@click.option("--locked", is_flag=True, help="Fail if ports.lock is outdated.")
@click.option("--dry-run", is_flag=True, help="With --fix: write nothing, print what would change.")
@click.option("--watch", is_flag=True, help="Check again whenever the map is saved.")
@click.argument("named", required=False, metavar="[FILE]")
@click.pass_obj
def command(
    file: str | None,
    named: str | None,
    strict: bool,
    form: str | None,
    fix: bool,
    locked: bool,
    dry_run: bool,
    watch: bool,
) -> int:
    """Find mistakes in the map, or in FILE.

    Exits with 0 if there are none, 1 on errors (with --strict also on warnings), 2 if the file
    cannot be parsed.
    """
    file, how = named or file, form or "text"
    if dry_run and not fix:
        raise click.UsageError("--dry-run says what --fix would write: give both.")
    if watch:
        from portbook.cli.watching import repeat

        repeat(lambda: load_map(file, locked=locked), lambda loaded: _print(loaded, how, fix=fix))
    if fix:
        fix_map(file, dry_run=dry_run)
    loaded = load_map(file, locked=locked)
    _print(loaded, how, fix=fix)
    return status_of(loaded, loaded.problems, strict=strict)


def _print(loaded: Loaded, form: str, *, fix: bool) -> None:
    pages = {}
    if form == "sarif":
        from portbook.checks import explain

        pages = {problem.code: explain(problem.code) for problem in loaded.problems}
    if form == "text" and not loaded.problems and loaded.wiring is not None:
        from portbook.model.claims import claims_of
        from portbook.text.wording import counted

        portmap = loaded.portmap
        claims = counted(len(claims_of(portmap)), "claim")
        projects = counted(len(portmap.projects), "project")
        where = counted(len(portmap.hosts), "host")
        talk(f"{claims} of {projects} on {where}: nothing to report", err=False)
        return
    text = render(loaded.problems, form, colours(sys.stdout), width(), pages)
    click.echo(text, nl=False)
    if form != "text":
        return
    _print_origins(loaded)
    certain = sum(bool(problem.fix) for problem in loaded.problems)
    if certain and not fix:
        which = "all of that" if certain == len(loaded.problems) else f"{certain} of them"
        talk(f"'portbook check --fix' corrects {which}.")


def _print_origins(loaded: Loaded) -> None:
    """Where the texts of other repositories are from that something is wrong in."""
    from portbook.language.upstreams import Pins

    found = {problem.place.source.upstream for problem in loaded.problems} - {""}
    if not found:
        return
    try:
        pins = Pins.beside(loaded.path.parent)
    except UnreadableSource:
        return
    for name in sorted(found):
        pin = pins.pins.get(name)
        if name in pins.folders:
            click.echo(f"{name} is read from {pins.folders[name]}", err=True)
        elif pin is not None:
            click.echo(f"{name} is {pin.url} at {pin.commit[:12]} ({pin.rev})", err=True)


def fix_map(file: str | None, *, dry_run: bool) -> None:
    """Apply the fixes of the map's findings; what generate writes is left to generate.

    A map that could not be read to its end is left alone: `check` says why.
    """
    from portbook.cli.edits import editing
    from portbook.cli.writing import print_texts, write_texts
    from portbook.edit.fix import fix
    from portbook.project import judged

    with editing(file, "fixed", dry_run=dry_run) as (path, reading, _):
        fixed = fix(reading, lambda each: judged(path, each).problems)
        if dry_run:
            print_texts(fixed.edit.files)
        else:
            write_texts(path, fixed.edit.files)
        for finding in fixed.done:
            done = "would be fixed" if dry_run else "fixed"
            click.echo(f"{done}: {_shown(finding)}", err=True)
        for finding, worse in fixed.left:
            brings = f"it would bring up {worse.code}: {worse.message}"
            click.echo(f"not fixed: {_shown(finding)}; {brings}", err=True)


def _shown(finding: Diagnostic) -> str:
    start, end = finding.fix[0].start, finding.fix[0].end
    source = finding.place.source
    was, now = source.text[start:end], finding.fix[0].text
    return f"{finding.place}: {finding.code}: {was} -> {now}"
