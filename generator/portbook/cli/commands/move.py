"""`portbook move`: another number for a service, in ports.yaml and everything made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portbook.cli import edits
from portbook.text.wording import row

if TYPE_CHECKING:
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
    from portbook.cli.free_port import resolve_move
    from portbook.cli.impact_report import impact_of, print_short
    from portbook.edit.move import is_moved, refuse_taken
    from portbook.edit.verify import verify

    with edits.editing(file, "moved", dry_run=dry_run) as (path, reading, portmap):
        move = resolve_move(portmap, service, port, environment, reason, force=force)
        edit = verify(reading, [move])
        if not force:
            how = "'move ... next' takes it"
            refuse_taken(edit.portmap, lambda claim: is_moved(claim, move), how)
        previewed = edits.preview(path, reading, edit, force=force)
        found = impact_of(previewed, move, files=as_json)
        if not dry_run:
            edits.write(previewed)
        if as_json:
            _print_json(move, portmap, previewed, found, dry_run=dry_run)
            return 0
        several = len(portmap.projects[move.project].environments) > 1
        of = portmap.projects[move.project].services[move.service]
        endpoint = of.endpoint(move.endpoint)
        who = f"{move.project}/{of.name_of(endpoint) if endpoint else of.name}"
        for said, changed in _renumbered(portmap, edit.portmap, move).items():
            where = f" in {', '.join(name for name, *_ in changed)}" if several else ""
            click.echo(f"{who}: {said}{where}")
        edits.print_written(previewed, dry_run=dry_run)
        print_short(found)
        edits.print_fresh(previewed)
    return 0


def _print_json(
    move: Move, was: PortMap, previewed: edits.Preview, found: Impact, *, dry_run: bool
) -> None:
    import json

    from portbook.cli import impact_report

    said = row(move, "project service endpoint")
    moves = [
        {**said, "environment": environment, "from": before, "to": after}
        for changed in _renumbered(was, previewed.edit.portmap, move).values()
        for environment, before, after in changed
    ]
    written = [] if dry_run else edits.files_of(previewed)
    whole = {"moves": moves, "written": written, "impact": impact_report.as_json(found, {})}
    click.echo(json.dumps(whole, ensure_ascii=False))


def _renumbered(
    before: PortMap, after: PortMap, move: Move
) -> dict[str, list[tuple[str, int | None, int | None]]]:
    """By what is said of it: each environment where the number changed, from what to what."""
    was = before.projects[move.project].environments
    now = after.projects[move.project].environments
    found: dict[str, list[tuple[str, int | None, int | None]]] = {}
    for name, environment in was.items():
        one, other = (each.services.get(move.service) for each in (environment, now[name]))
        old = one.endpoint(move.endpoint) if one else None
        new = other.endpoint(move.endpoint) if other else None
        if new is not None and (old is None or old.port != new.port):
            said = f"{edits.span(old) or 'nothing'} -> {edits.span(new) or 'nothing'}"
            found.setdefault(said, []).append((name, old.port if old else None, new.port))
    return found
