"""`portbook resolve`: the fewest and shortest moves that end every conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from portbook.cli.edits import Weighed
    from portbook.edit.resolving import Plan
    from portbook.language.load import Reading
    from portbook.model.portmap import PortMap

__all__ = ["command"]


@click.command("resolve")
@click.option("--host", metavar="H", help="Only the conflicts of this host.")
@click.option("--onto", metavar="HOST", help="Put the default environments on this host first.")
@click.option("--strict", is_flag=True, help="End what `check --strict` minds as well.")
@click.option("--apply", "applied", is_flag=True, help="Write it; else it is only shown.")
@click.option("--steps", type=click.IntRange(1), help="How long to look for the proof.")
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

    Pinned services stay, and nobody leaves the range that it names. As few services move as can,
    rather planned ones than reserved and active ones, and no farther than they must. Exits with 1
    where something cannot be placed.
    """
    from portbook.allocate.settle.settlement import STEPS
    from portbook.cli.edits import editing
    from portbook.cli.resolve_report import print_json, print_plan
    from portbook.edit.resolving import make_plan

    if host is not None and onto is not None:
        raise click.UsageError("name a host with --host or --onto, not with both.")
    with editing(file, "resolved", dry_run=not applied) as (path, reading):
        assert reading.portmap is not None
        _known(reading.portmap, host, onto, projects)
        plan = make_plan(
            reading.portmap,
            host=host,
            onto=onto,
            projects=projects,
            strict=strict,
            steps=steps or STEPS,
        )
        weighed = None
        if applied and not plan.settlement.unplaced:
            weighed = _applied(path, reading, plan)
        if as_json:
            print_json(plan, weighed)
        else:
            print_plan(plan, weighed, applied=applied)
    return FINDINGS if plan.settlement.unplaced else 0


def _known(portmap: PortMap, host: str | None, onto: str | None, projects: tuple[str, ...]) -> None:
    from portbook.cli.naming import unknown

    if host is not None and host not in portmap.hosts:
        unknown("host", host, portmap.hosts)
    for name in projects:
        if name not in portmap.projects:
            unknown("project", name, portmap.projects)
    if onto is not None and onto not in portmap.hosts:
        import re

        from portbook.model.reference import NAME

        if not re.fullmatch(NAME, onto):
            raise click.UsageError(
                f"'{onto}' is no name for a host: lower-case letters, digits and hyphens."
            )


def _applied(path: Path, reading: Reading, plan: Plan) -> Weighed | None:
    """Write the plan; None where it changes nothing."""
    from portbook.cli.edits import weigh, write
    from portbook.edit.resolving import changes_of, refuse_left_over
    from portbook.edit.verify import prove

    changes = changes_of(plan)
    if not changes:
        return None
    edit = prove(reading, changes)
    assert edit.reading.portmap is not None
    refuse_left_over(edit.reading.portmap, plan.scope)
    weighed = weigh(path, reading, edit)
    write(weighed)
    return weighed
