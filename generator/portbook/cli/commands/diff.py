"""`portbook diff`: what changed in meaning between two revisions of the map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from portbook.cli.loading import NOT_UNDERSTOOD, load_map, map_path, print_findings, wiring_of

if TYPE_CHECKING:
    from portbook.compare.compare import Checked
    from portbook.language.load import Reading

FORMATS = ("text", "markdown", "json")


@click.command("diff")
@click.argument("revisions", nargs=-1, metavar="[REV [REV]]")
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: text]")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.pass_obj
def command(file: str | None, revisions: tuple[str, ...], form: str | None) -> int:
    """Show what changed: since HEAD, since REV, or from one REV to another.

    It compares meaning, not lines: services added, removed, renamed and moved, other statuses,
    kinds, binds and routes, what each affects, and new and resolved findings of 'check'. The exit
    status is 0 whatever changed; to fail on errors, use 'portbook check'.
    """
    if len(revisions) > 2:
        raise click.UsageError("at most two revisions can be compared.")
    path = map_path(file)
    before = _at(path, revisions[0] if revisions else "HEAD")
    from portbook.compare.compare import Checked, compare

    if len(revisions) == 2:
        after = _at(path, revisions[1])
    else:
        loaded = load_map(file)
        after = Checked("the working tree", wiring_of(loaded), loaded.problems)
    from portbook.compare.report import render

    click.echo(render(compare(before, after), form or "text"), nl=False)
    return 0


def _at(path: Path, name: str) -> Checked:
    """The map as it was; an empty one where it was not there yet."""
    from portbook.compare.compare import Checked
    from portbook.project import judged

    reading = _reading(path, name)
    if reading.portmap is None:
        print_findings(list(reading.problems), path.name)
        _refuse(name, "it is no map")
    loaded = judged(path, reading)
    assert loaded.wiring is not None
    return Checked(name, loaded.wiring, loaded.problems)


def _reading(path: Path, name: str) -> Reading:
    from portbook.compare.revisions import NoRevision, revision_of
    from portbook.language.load import read
    from portbook.text.source import Source, UnreadableSource

    try:
        revision = revision_of(path, name)
    except NoRevision as failure:
        said = f"{failure.message}; {failure.hint}" if failure.hint else failure.message
        raise click.UsageError(f"{said}.") from None
    there = path.name
    if not revision.holds(there):
        earlier = revision.renamed(there)
        if earlier is None:
            click.echo(f"{there} was not there in {name}: everything counts as new", err=True)
            return read(Source(there, "projects: {}"))
        revision, there = earlier
        click.echo(f"{path.name} was {revision.key(there)} in {name}", err=True)
    try:
        return read(revision.load(there, there), files=revision)
    except UnreadableSource as failure:
        _refuse(name, str(failure))


def _refuse(name: str, reason: str) -> NoReturn:
    click.echo(f"the map of {name} cannot be compared: {reason}", err=True)
    raise click.exceptions.Exit(NOT_UNDERSTOOD)
