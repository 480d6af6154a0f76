"""`portbook impact`: everything that would change if a service's port moved."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from portbook.cli.edits import editing
from portbook.text.wording import row

if TYPE_CHECKING:
    from portbook.edit.impact import Impact, Searches
    from portbook.edit.move import Move
    from portbook.project import Loaded


@click.command("impact")
@click.option("--environment", "-e", metavar="E", help="If it moved only in this environment.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("service")
@click.argument("port", default="next")
@click.pass_obj
def command(
    file: str | None, service: str, port: str, environment: str | None, as_json: bool
) -> int:
    """Show what would change if SERVICE ([project/]service[.endpoint]) got another port.

    Generated files, variables, CORS lists, routes, who refers to it in this and other projects,
    and the lines that mention the old number in the checkouts that exist. Nothing is written.
    """
    from portbook.cli.free_port import resolve_move
    from portbook.cli.impact_report import compared
    from portbook.edit.impact import Impact, affected, checkouts
    from portbook.edit.move import service_of
    from portbook.edit.verify import verify
    from portbook.project import judged

    with editing(file, "worked out", dry_run=True) as (path, reading, portmap):
        move = resolve_move(portmap, service, port, environment, None, force=True)
        edit = verify(reading, [move], own=False)
        before, after = judged(path, reading), judged(path, edit.reading)
        assert before.wiring is not None
        changed = affected(before.context, after.context)
        files = compared(replace(before, changed=changed), replace(after, changed=changed))
        if files is None:
            click.echo(
                "Files are not compared: the map has errors. See 'portbook check'.", err=True
            )
        found = Impact(files or [], before.wiring, *move.moved[:3])
        endpoint = service_of(portmap, move.moved).endpoint(move.endpoint)
        number = endpoint.port if endpoint else None
        names = [move.project, *found.projects]
        searches = checkouts(path.parent, portmap, names, number)
        _print(before, move, number, found, searches, as_json=as_json)
    return 0


def _print(
    before: Loaded,
    move: Move,
    number: int | None,
    found: Impact,
    searches: Searches,
    *,
    as_json: bool,
) -> None:
    from portbook.cli import impact_report

    project = before.portmap.projects[move.project]
    rule = before.portmap.upstream_of(project)
    if as_json:
        said = {
            **row(move, "project service endpoint environment"),
            "from": number,
            "to": move.number.port,
            "source": rule.name if rule else None,
        }
        whole = {**said, **impact_report.as_json(found, searches)}
        click.echo(json.dumps(whole, ensure_ascii=False))
        return
    where = f" in {move.environment}" if move.environment else ""
    was = "no number" if number is None else number
    click.echo(f"{move.project}/{move.service}: {was} -> {move.number.port}{where} would change")
    if rule is not None:
        whom = f"ask {project.owner}: " if project.owner else ""
        click.echo(f"not edited here: {whom}it is in {rule.path} of {rule.git}")
    impact_report.print_impact(found, before.output, number, searches)
