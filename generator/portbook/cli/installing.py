"""A project's generated files, into a folder of this machine or out of it again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS
from portbook.text.source import as_typed

if TYPE_CHECKING:
    from portbook.disk.checkout import Install
    from portbook.disk.plan import Change, Plan
    from portbook.machine.here import Here
    from portbook.model.portmap import Project
    from portbook.project import Loaded

__all__ = ["confirmed", "install_into"]


def confirmed(here: Here, project: Project, checkout: Path) -> bool:
    """Whether the checkout may be written to; asked once, at a terminal, where nobody said so."""
    if here.may_write(project):
        return True
    from portbook.machine.here import LOCAL_NAME

    where = os.path.relpath(checkout, here.home or here.base)
    if sys.stdin.isatty() and sys.stderr.isatty():
        question = f"{project.name}: write into {where}, outside of the map's repository?"
        if click.confirm(question, err=True) and _remember(here, project.name, where):
            click.echo(f"{LOCAL_NAME}: 'paths' names {where} from now on", err=True)
            return True
    click.echo(
        f"{project.name}: skipped, {where} lies outside of the map's repository and "
        f"{LOCAL_NAME} does not name it\n"
        f"hint: write into {LOCAL_NAME}: paths: {{{project.name}: {where}}}",
        err=True,
    )
    return False


def _remember(here: Here, project: str, where: str) -> bool:
    from portbook.cli.writing import writing
    from portbook.disk.apply import write_atomically
    from portbook.edit.local import named_here

    made = named_here(here.home or here.base, project, where)
    if made is not None:
        with writing(made[0].parent):
            write_atomically(*made)
    return made is not None


def install_into(
    loaded: Loaded, project: Project, checkout: Path, mode: str | None, force: bool
) -> int:
    """Put a project's files into a folder, or say what would change; the exit status.

    `mode` is "check", "diff", "remove" or None. `checkout` has its links resolved.
    """
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
