"""`portbook install`: the generated files into the checkouts, or out of them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS, load_map, print_findings, status_of
from portbook.text.source import as_typed

if TYPE_CHECKING:
    from portbook.disk.checkout import Install
    from portbook.disk.plan import Change, Plan
    from portbook.model.portmap import Project
    from portbook.project import Loaded

__all__ = ["command"]


@click.command("install")
@click.option("--check", "mode", flag_value="check", help="Write nothing; fail where it is stale.")
@click.option("--diff", "mode", flag_value="diff", help="Write nothing; print what would change.")
@click.option("--remove", "mode", flag_value="remove", help="Take out what was put in.")
@click.option("--force", is_flag=True, help="Also what was edited by hand, or clashes with it.")
@click.argument("projects", nargs=-1)
@click.pass_obj
def command(file: str | None, mode: str | None, force: bool, projects: tuple[str, ...]) -> int:
    """Put what is generated into the checkouts of all projects, or of PROJECTS.

    .env files and PORTS.md keep every hand-written line: what is ours stands there in a marked
    region. Other files are ours as a whole. Checkouts that are not on this machine are skipped,
    and so are projects with errors.
    """
    loaded = load_map(file)
    errors = [each for each in loaded.problems if each.severity == "error"]
    if errors and mode != "remove":
        print_findings(errors, loaded.path.name)
    if not loaded.understood or (loaded.in_error is None and mode != "remove"):
        return status_of(loaded, loaded.problems)
    from portbook.cli.naming import resolve_projects
    from portbook.cli.this_machine import checkout_of, here_of

    assert loaded.wiring is not None
    portmap = loaded.wiring.portmap
    here = here_of(portmap, loaded.path)
    status = 0
    taken: dict[Path, str] = {}
    for project in resolve_projects(portmap, projects):
        checkout = checkout_of(here, project)
        if checkout is None:
            continue
        real = checkout.resolve()
        if real in taken:
            other = taken[real]
            click.echo(f"{project.name}: skipped, {as_typed(checkout)} is {other}'s too", err=True)
            status = FINDINGS
            continue
        taken[real] = project.name
        if mode != "remove" and project.name in (loaded.in_error or ()):
            click.echo(f"{project.name}: left as it is, for its errors", err=True)
            status = FINDINGS
            continue
        # A link to the checkout is the person's own word; in the checkout none is followed.
        status = max(status, _one(loaded, project, real, mode, force))
    return status


def _one(loaded: Loaded, project: Project, checkout: Path, mode: str | None, force: bool) -> int:
    from portbook.cli.writing import print_diff, say_blocked

    made = _planned(loaded, project, checkout, mode, force)
    plan = made.plan
    for path, note in made.notes:
        click.echo(f"{as_typed(checkout)}/{path}: {note}", err=True)
    if mode == "diff":
        print_diff(checkout, _telling((*plan.changes, *plan.edited)))
    elif mode == "check":
        _show_stale(plan)
    else:
        _apply(plan)
    say_blocked(plan)
    if plan.edited and mode != "diff":
        print_diff(checkout, plan.edited)
        click.echo("hint: move the change into ports.yaml, or --force to lose it", err=True)
    stale = mode == "check" and not plan.clean
    return FINDINGS if plan.blocked or stale else 0


def _telling(changes: Iterable[Change]) -> list[Change]:
    """Without the record of what was installed, which is nobody's to read."""
    from portbook.disk.record import RECORD

    return [each for each in changes if each.path != RECORD]


def _planned(
    loaded: Loaded, project: Project, checkout: Path, mode: str | None, force: bool
) -> Install:
    from portbook.disk.checkout import plan_removal
    from portbook.project import install
    from portbook.targets.templates import TemplateProblem

    if mode == "remove":
        return plan_removal(checkout, notice=loaded.context.notice, force=force)
    try:
        return install(loaded, project, checkout, force=force)
    except TemplateProblem as failure:
        click.echo(f"{project.place('targets')}: {failure}", err=True)
        raise click.exceptions.Exit(FINDINGS) from None


def _apply(plan: Plan) -> None:
    from portbook.cli.writing import say_plan, writing
    from portbook.disk.apply import apply

    with writing(plan.folder):
        apply(plan)
    say_plan(replace(plan, changes=tuple(_telling(plan.changes))))


def _show_stale(plan: Plan) -> None:
    from portbook.cli.writing import say_stale

    if say_stale(plan):
        click.echo(f"Run 'portbook install' to mend {as_typed(plan.folder)}.", err=True)
