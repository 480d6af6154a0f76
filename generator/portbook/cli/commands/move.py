"""`portbook move`: another number for a service, in ports.yaml and everything made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portbook.text.wording import row

if TYPE_CHECKING:
    from portbook.cli.edits import Preview
    from portbook.edit.impact import Impact
    from portbook.edit.move import Move
    from portbook.model.portmap import PortMap


@click.command("move")
@click.option("--environment", "-e", metavar="E", help="Only in this environment.")
@click.option("--reason", metavar="TEXT", help="Why; recorded in the service's history.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.option("--force", is_flag=True, help="Even if it is pinned, or the number is taken.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("service")
@click.argument("port")
@click.pass_obj
def command(
    file: str | None,
    service: str,
    port: str,
    environment: str | None,
    reason: str | None,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> int:
    """Move SERVICE ([project/]service[.endpoint]) to the number PORT, or with 'next' to the next
    free one.

    The number is changed in place, every other byte of the map is kept, and all files are generated
    again. Either all of that happens or none of it.
    """
    from portbook.cli.edits import editing, preview, write
    from portbook.cli.free_port import resolve_move
    from portbook.cli.impact_report import impact_of
    from portbook.edit.move import refuse_clashes
    from portbook.edit.verify import verify

    with editing(file, "moved", dry_run=dry_run) as (path, reading):
        assert reading.portmap is not None
        move = resolve_move(reading.portmap, service, port, environment, reason, force)
        edit = verify(reading, [move])
        assert edit.reading.portmap is not None
        if not force:
            refuse_clashes(edit.reading.portmap, move)
        previewed = preview(path, reading, edit, force=force)
        found = impact_of(previewed, move, files=as_json)
        if not dry_run:
            write(previewed)
        _report(move, previewed, found, dry_run=dry_run, as_json=as_json)
    return 0


def _report(move: Move, previewed: Preview, found: Impact, *, dry_run: bool, as_json: bool) -> None:
    from portbook.cli.edits import print_fresh, print_written, renumbered
    from portbook.cli.impact_report import print_short

    assert previewed.before.wiring is not None
    assert previewed.after.wiring is not None
    was, now = previewed.before.wiring.portmap, previewed.after.wiring.portmap
    if as_json:
        _print_json(move, previewed, found, dry_run=dry_run)
        return
    several = len(was.projects[move.project].environments) > 1
    for change in renumbered(was, now, move):
        where = f" in {', '.join(change.environments)}" if several else ""
        click.echo(f"{_who(was, move)}: {change.before or 'nothing'} -> {change.after}{where}")
    print_written(previewed, dry_run=dry_run)
    print_short(found)
    print_fresh(previewed)


def _print_json(move: Move, previewed: Preview, found: Impact, *, dry_run: bool) -> None:
    import json

    from portbook.cli import impact_report
    from portbook.cli.edits import files_of, renumbered

    assert previewed.before.wiring is not None
    assert previewed.after.wiring is not None
    was, now = previewed.before.wiring.portmap, previewed.after.wiring.portmap
    said = row(move, "project service endpoint")
    moves = [
        said
        | {"environment": environment, "from": _first(change.before), "to": _first(change.after)}
        for change in renumbered(was, now, move)
        for environment in change.environments
    ]
    written = [] if dry_run else files_of(previewed)
    whole = {"moves": moves, "written": written, "impact": impact_report.as_json(found, {})}
    click.echo(json.dumps(whole, ensure_ascii=False))


def _first(span: str | None) -> int | None:
    """The first number of `8000-8002`."""
    return int(span.partition("-")[0]) if span else None


def _who(portmap: PortMap, move: Move) -> str:
    service = portmap.projects[move.project].services[move.service]
    endpoint = service.endpoint(move.endpoint)
    return f"{move.project}/{service.name_of(endpoint) if endpoint else service.name}"
