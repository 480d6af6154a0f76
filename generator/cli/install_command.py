"""`portbook install`: the generated files into the checkouts, or out of them again."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.loading import (
    FINDINGS,
    NOT_UNDERSTOOD,
    load_map,
    print_findings,
    status_of,
)

if TYPE_CHECKING:
    from generator.disk.checkout import Install
    from generator.live.here import Here
    from generator.model.portmap import Project
    from generator.project import Loaded

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
    region. Other files are ours as a whole. Checkouts that are not on this machine are skipped.
    """
    loaded = load_map(file)
    if not loaded.understood or any(each.severity == "error" for each in loaded.problems):
        print_findings([p for p in loaded.problems if p.severity == "error"], loaded.path.name)
        return status_of(loaded, loaded.problems)
    here = _here(loaded)
    status = 0
    taken: dict[Path, str] = {}
    for project in _chosen(loaded, projects):
        checkout = _checkout(here, project)
        if checkout is None:
            continue
        if checkout.resolve() in taken:
            other = taken[checkout.resolve()]
            click.echo(f"{project.name}: skipped, {_shown(checkout)} is {other}'s too", err=True)
            status = FINDINGS
            continue
        taken[checkout.resolve()] = project.name
        status = max(status, _one(loaded, project, checkout, mode, force))
    return status


def _here(loaded: Loaded) -> Here:
    from generator.live.here import LOCAL_NAME, read_here

    assert loaded.wiring is not None
    here, problems = read_here(loaded.wiring.portmap, loaded.path)
    if problems:
        print_findings(problems, LOCAL_NAME)
        raise click.exceptions.Exit(NOT_UNDERSTOOD)
    return here


def _chosen(loaded: Loaded, names: tuple[str, ...]) -> list[Project]:
    from generator.cli.naming import unknown

    assert loaded.wiring is not None
    known = loaded.wiring.portmap.projects
    for name in names:
        if name not in known:
            unknown("project", name, known)
    return [project for name, project in known.items() if not names or name in names]


def _checkout(here: Here, project: Project) -> Path | None:
    """The project's folder; None, and said so, where there is none."""
    found = here.checkout(project)
    if found is None:
        click.echo(
            f"{project.name}: skipped, nobody says where its checkout is ('path' in the map, or "
            "'paths' in ports.local.yaml)",
            err=True,
        )
    elif not found.is_dir():
        click.echo(f"{project.name}: skipped, there is no folder {_shown(found)}", err=True)
        return None
    return found


def _one(loaded: Loaded, project: Project, checkout: Path, mode: str | None, force: bool) -> int:
    made = _planned(loaded, project, checkout, mode, force)
    plan = made.plan
    for path, note in made.notes:
        click.echo(f"{_shown(checkout)}/{path}: {note}", err=True)
    if mode == "diff":
        _print_diff(made)
    elif mode == "check":
        _print_stale(made, checkout)
    else:
        _apply(made, checkout, mode)
    for path, reason in plan.blocked:
        click.echo(f"{_shown(checkout)}/{path}: {reason}; left as it is", err=True)
    if plan.edited and mode != "diff":
        _print_diff(replace(made, plan=replace(plan, changes=())))
        click.echo("hint: move the change into ports.yaml, or --force to lose it", err=True)
    stale = mode == "check" and not plan.clean
    return FINDINGS if plan.blocked or stale else 0


def _planned(
    loaded: Loaded, project: Project, checkout: Path, mode: str | None, force: bool
) -> Install:
    from generator.disk.checkout import plan_removal
    from generator.project import install
    from generator.targets.templates import TemplateProblem

    if mode == "remove":
        return plan_removal(checkout, notice=loaded.context.notice, force=force)
    try:
        return install(loaded, project, checkout, force=force)
    except TemplateProblem as failure:
        click.echo(f"{project.place('targets')}: {failure}", err=True)
        raise click.exceptions.Exit(FINDINGS) from None


def _apply(made: Install, checkout: Path, mode: str | None) -> None:
    from generator.disk.apply import apply
    from generator.disk.record import RECORD

    plan = made.plan
    try:
        apply(plan)
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        raise click.ClickException(f"{failure.filename}: cannot be written: {reason}") from None
    changed = [each for each in plan.changes if each.path != RECORD]
    removed = sum(each.after is None for each in changed)
    parts = (
        [f"{len(changed) - removed} written"] if mode != "remove" or len(changed) > removed else []
    )
    parts += [f"{removed} removed"] if removed or mode == "remove" else []
    click.echo(
        f"{_shown(checkout)}: {', '.join([*parts, f'{plan.unchanged} unchanged'])}", err=True
    )


def _print_stale(made: Install, checkout: Path) -> None:
    from generator.disk.apply import describe

    plan = made.plan
    if plan.clean:
        click.echo(f"{_shown(checkout)}: {plan.unchanged} files, all fresh", err=True)
        return
    for change in plan.changes:
        click.echo(f"{_shown(checkout)}/{change.path}: stale ({describe(change)})")
    click.echo(f"Run 'portbook install' to mend {_shown(checkout)}.", err=True)


def _print_diff(made: Install) -> None:
    from generator.cli.loading import colours
    from generator.disk.diff import diff_lines
    from generator.disk.record import RECORD
    from generator.text.diagnostic import legible

    plan = made.plan
    shown = [each for each in (*plan.changes, *plan.edited) if each.path != RECORD]
    for line in diff_lines(replace(plan, changes=tuple(shown))):
        text = "\t".join(map(legible, line.split("\t")))
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(text[:1])
        click.echo(click.style(text, fg=colour) if colour and colours(sys.stdout) else text)


def _shown(path: Path) -> str:
    from generator.cli.edits import shown

    return shown(path)
