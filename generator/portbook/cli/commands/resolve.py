"""`portbook resolve`: end every conflict of ports with the fewest moves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from portbook.cli.edits import Preview, editing, files_of, preview, print_fresh, write
from portbook.cli.loading import FINDINGS
from portbook.cli.terminal import print_names, wrapped
from portbook.model.ports import span
from portbook.text.wording import row

if TYPE_CHECKING:
    from pathlib import Path

    from portbook.allocate.settle.conflicts import Item
    from portbook.edit.resolve import Plan
    from portbook.language.load import Reading
    from portbook.model.portmap import PortMap


@click.command("resolve")
@click.option("--host", metavar="H", help="Only the conflicts of this host.")
@click.option("--onto", metavar="HOST", help="Put the default environments on this host first.")
@click.option("--strict", is_flag=True, help="Also end what only `check --strict` reports.")
@click.option("--apply", "applied", is_flag=True, help="Write the plan, not only show it.")
@click.option("--steps", type=click.IntRange(1), help="How long to search for a proof.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("projects", nargs=-1, metavar="[PROJECT]...")
@click.pass_obj
def command(
    file: str | None,
    host: str | None,
    onto: str | None,
    strict: bool,
    applied: bool,
    steps: int | None,
    as_json: bool,
    projects: tuple[str, ...],
) -> int:
    """Show the plan that ends every conflict, of all projects or of those that are named.

    Pinned services stay, and every service stays in its range. As few services as possible move,
    preferably planned ones, then reserved ones, and by the smallest distance. Exits with 1 if
    something cannot be placed.
    """
    from portbook.allocate.settle.settlement import STEPS
    from portbook.edit.resolve import make_plan

    if host is not None and onto is not None:
        raise click.UsageError("name a host with --host or --onto, not with both.")
    with editing(file, "resolved", dry_run=not applied) as (path, reading, portmap):
        _known(portmap, host, onto, projects)
        plan = make_plan(
            portmap,
            host=host,
            onto=onto,
            projects=projects,
            strict=strict,
            steps=steps or STEPS,
        )
        # Shown is only what could be written: what the map's text cannot say is told now.
        previewed = None if plan.settlement.unplaced else _previewed(path, reading, plan)
        if previewed is not None and applied:
            write(previewed)
        written = previewed if applied else None
        if as_json:
            print_json(plan, written)
        else:
            print_plan(plan, written, applied=applied)
    return FINDINGS if plan.settlement.unplaced else 0


def _known(portmap: PortMap, host: str | None, onto: str | None, projects: tuple[str, ...]) -> None:
    from portbook.cli.naming import refuse_others

    refuse_others("host", [host], portmap.hosts)
    refuse_others("project", projects, portmap.projects)
    if onto is not None and onto not in portmap.hosts:
        from portbook.model.reference import NAME

        if not re.fullmatch(NAME, onto):
            raise click.UsageError(
                f"'{onto}' is no name for a host: lower-case letters, digits and hyphens."
            )


def _previewed(path: Path, reading: Reading, plan: Plan) -> Preview | None:
    """The files as the plan makes them; None where it changes nothing."""
    from portbook.edit.resolve import changes_of, refuse_left_over
    from portbook.edit.verify import verify

    changes = changes_of(plan)
    if not changes:
        return None
    edit = verify(reading, changes)
    refuse_left_over(edit.portmap, plan.scope)
    return preview(path, reading, edit)


def print_plan(plan: Plan, previewed: Preview | None, *, applied: bool) -> None:
    for line in _lines(plan):
        click.echo(line)
    settlement = plan.settlement
    if settlement.unplaced:
        if applied:
            click.echo("Nothing is written: a plan is written whole or not at all.", err=True)
        return
    if previewed is not None:
        print_names("written", files_of(previewed))
        print_fresh(previewed)
    elif settlement.moves or plan.rehosts:
        click.echo("'--apply' writes it.", err=True)


def _lines(plan: Plan) -> Iterator[str]:
    yield from _hosts(plan)
    settlement = plan.settlement
    if settlement.moves:
        services = len({each.item.service for each in settlement.moves})
        distance = sum(each.distance for each in settlement.moves)
        verb = "service moves" if services == 1 else "services move"
        yield f"{services} {verb}, by {distance} in all:"
        yield from _moves(plan)
        stays = list(dict.fromkeys(_staying(plan)))
        if stays:
            yield from wrapped(f"pinned and in the same place: {', '.join(stays)}")
    if settlement.unplaced:
        yield "cannot be placed:"
        for each in settlement.unplaced:
            where = f" in {each.item.moved.environment}" if each.item.moved.environment else ""
            yield f"  {each.item.who} {_number(each.item, each.item.port)}{where}"
            yield from wrapped(each.reason, "      ")
    elif not settlement.moves:
        yield "no conflicts" if not plan.rehosts else "no number has to change"
    # Warnings of `check` that remain: pinned services on another's fallback port.
    warnings = (
        f"{holder.who} stays on {span(holder.port, holder.last)}, where {one.who} may come up"
        for one, holder in settlement.standing
    )
    for line in dict.fromkeys(warnings):
        yield from wrapped(line)
    if not settlement.proven:
        groups = [len(each) for each in settlement.unproven]
        yield from wrapped(
            f"not proven minimal: a group of {max(groups)} services was too large for "
            f"{settlement.steps:,} steps; --steps allows more"
        )


def _hosts(plan: Plan) -> Iterator[str]:
    if plan.rehosts:
        count = len(plan.rehosts)
        new = f", a new host ({plan.new_host.os})" if plan.new_host is not None else ""
        environments = "1 environment goes" if count == 1 else f"{count} environments go"
        yield f"{environments} onto {plan.rehosts[0].host}{new}:"
    names = [f"{each.project}@{each.environment}" for each in plan.rehosts]
    wide = max(map(len, names), default=0)
    for name, left, each in zip(names, plan.left, plan.rehosts, strict=True):
        yield f"  {name:{wide}}  {left} -> {each.host}"
    if plan.kept:
        yield from wrapped(f"stays on a host of its own: {', '.join(plan.kept)}")


def _moves(plan: Plan) -> Iterator[str]:
    moves = plan.settlement.moves
    wide = max(len(each.item.who) for each in moves)
    for each in moves:
        item = each.item
        change = f"{_number(item, item.port)} -> {_number(item, each.to)}"
        alone = f", in {item.moved.environment} alone" if item.moved.environment else ""
        yield f"  {item.who:{wide}}  {change} ({each.to - item.port:+}{alone})"
        yield from wrapped(each.reason, "      ")


def _staying(plan: Plan) -> Iterator[str]:
    """Pinned services whose numbers others leave."""
    settlement = plan.settlement
    moved = {each.item.index for each in settlement.moves}
    moved |= {each.item.index for each in settlement.unplaced}
    for item in settlement.met:
        if item.index not in moved and item.fixed:
            yield f"{item.who} {_number(item, item.port)}"


def _number(item: Item, port: int) -> str:
    return span(port, port + item.width - 1)


def print_json(plan: Plan, previewed: Preview | None) -> None:
    settlement = plan.settlement
    said = {
        "moves": [
            {**_who(each.item), "to": each.to, "reason": each.reason} for each in settlement.moves
        ],
        "unresolved": [{**_who(each.item), "reason": each.reason} for each in settlement.unplaced],
        "hosts": [
            {**row(each, "project environment"), "from": left, "to": each.host}
            for left, each in zip(plan.left, plan.rehosts, strict=True)
        ],
        "proven": settlement.proven,
        "written": files_of(previewed) if previewed is not None else [],
    }
    click.echo(json.dumps(said, ensure_ascii=False))


def _who(item: Item) -> dict[str, Any]:
    return {**row(item.moved, "project service endpoint environment"), "from": item.port}
