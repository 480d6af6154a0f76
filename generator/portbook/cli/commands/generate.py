"""`portbook generate`: write what the map says, or tell what is stale."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from portbook.cli import writing
from portbook.cli.loading import FINDINGS, load_map, map_path, print_findings, status_of, talk
from portbook.text.source import as_typed

if TYPE_CHECKING:
    from portbook.disk.plan import Plan
    from portbook.project import Loaded

CUT = 20
"""Lines of one file's diff that `--check` prints."""
SHOWN = 5
"""Files whose diffs `--check` prints."""


@click.command("generate")
@click.option("--check", "mode", flag_value="check", help="Write nothing; fail if a file is stale.")
@click.option("--diff", "mode", flag_value="diff", help="Write nothing; print what would change.")
@click.option("--watch", "mode", flag_value="watch", help="Write again whenever the map changes.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.argument("projects", nargs=-1)
@click.pass_obj
def command(file: str | None, mode: str | None, force: bool, projects: tuple[str, ...]) -> int:
    """Generate all files from the map, or those of PROJECTS.

    Exits with 1 when the map has errors, when a file was edited by hand, or with --check when
    something is stale.
    """
    if mode == "watch":
        from portbook.cli.watching import repeat

        repeat(
            lambda: load_map(file),
            lambda loaded: _run(loaded, None, force, projects),
            lambda: writing.alone(map_path(file).resolve().parent),
        )
    if mode is None and not force and not projects:
        path = map_path(file)
        from portbook.disk.fresh import USUAL_OUTPUT, is_fresh
        from portbook.disk.lock import has_leftovers

        output = path.parent / USUAL_OUTPUT
        fresh = is_fresh(path, output)
        if fresh is not None and not has_leftovers(path.parent, output):
            writing.print_written(output, 0, 0, fresh)
            return 0
    with (
        writing.alone(map_path(file).resolve().parent) if mode is None else contextlib.nullcontext()
    ):
        return _run(load_map(file), mode, force, projects)


def _run(loaded: Loaded, mode: str | None, force: bool, projects: tuple[str, ...]) -> int:
    from portbook.project import generate

    only = None
    if projects and loaded.wiring is not None:
        from portbook.cli.naming import refuse_others

        refuse_others("project", projects, loaded.portmap.projects)
        only = frozenset(projects)
    plan, problems = generate(loaded, only, force=force)
    errors = [each for each in problems if each.severity == "error"]
    if plan is None or (only is None and errors):
        print_findings(errors, loaded.path.name)
    if plan is None:
        talk("nothing is written until that is fixed")
        return status_of(loaded, problems)
    kept = sorted(each for each in loaded.in_error or () if only is None or each in only)
    if kept:
        click.echo(f"{', '.join(kept)}: left as they are because of their errors", err=True)
    if mode == "check":
        _show_stale(plan)
        return FINDINGS if kept or not plan.clean else 0
    if mode == "diff":
        writing.print_diff(plan.folder, (*plan.changes, *plan.edited))
        _print_blocked(plan)
    else:
        _write(loaded, plan, whole=only is None)
    return FINDINGS if kept or plan.blocked else 0


def _write(loaded: Loaded, plan: Plan, *, whole: bool) -> None:
    from portbook.project import write

    with writing.writing():
        write(loaded, plan, whole=whole)
    _print_blocked(plan)
    writing.print_plan(plan)
    if plan.changes and not plan.unchanged:
        talk(f"start with {as_typed(plan.folder)}/PORTS.md")


def _print_blocked(plan: Plan) -> None:
    from portbook.disk.plan import MERGED

    hint = (
        "Move what you wrote into ports.yaml, or run 'portbook generate --force' to overwrite it."
    )
    if any(reason == MERGED for _, reason in plan.blocked):
        hint = "A merge has left these: 'portbook generate --force' writes all of them anew."
    writing.print_blocked(plan, hint)


def _show_stale(plan: Plan) -> None:
    if not writing.print_stale(plan):
        return
    if plan.record is not None and not plan.changes:
        click.echo(f"{as_typed(plan.folder)}/{plan.record.path}: stale")
    writing.print_diff(plan.folder, plan.changes[:SHOWN], CUT)
    if len(plan.changes) > SHOWN:
        click.echo(f"... and {len(plan.changes) - SHOWN} more files")
    _print_blocked(plan)
    if plan.changes or not plan.blocked:
        click.echo("Run 'portbook generate' and commit the result.", err=True)
