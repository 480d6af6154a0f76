"""Installs a project's generated files into a folder, or removes them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import click

from portbook.cli.loading import FINDINGS
from portbook.cli.this_machine import as_copies
from portbook.cli.writing import alone, print_blocked, print_diff, print_plan, print_stale, writing
from portbook.disk.apply import apply, write_atomically
from portbook.disk.checkout import REGION, Install, plan_removal
from portbook.disk.plan import Plan, read_record
from portbook.edit.local import local_names
from portbook.language.upstreams import LOCAL_NAME
from portbook.machine.copies import Copy, tracked_files
from portbook.machine.here import Here
from portbook.model.portmap import Project
from portbook.project import Loaded, install
from portbook.targets.templates import TemplateProblem
from portbook.text.record import RECORD
from portbook.text.source import as_typed, regular_bytes


def confirmed(here: Here, project: Project, checkout: Path) -> bool:
    """Whether the checkout may be written to; asked once, at a terminal, where nobody said so."""
    if here.may_write(project):
        return True
    where = os.path.relpath(checkout, here.home or here.base)
    outside = f"{project.name}: skipped, {where} lies outside of the map's repository and"
    if project.name in here.paths:
        click.echo(
            f"{outside} {LOCAL_NAME}, which names it, is committed: it may be anybody's\n"
            f"hint: 'git rm --cached {LOCAL_NAME}' makes it this machine's own",
            err=True,
        )
        return False
    if sys.stdin.isatty() and sys.stderr.isatty():
        question = f"{project.name}: write into {where}, outside of the map's repository?"
        agreed = click.confirm(question, err=True)
        made = local_names(here.home or here.base, [(project.name, where)]) if agreed else None
        if made is not None:
            with writing():
                write_atomically(*made)
            click.echo(f"{LOCAL_NAME}: 'paths' names {where} from now on", err=True)
            return True
    click.echo(
        f"{outside} {LOCAL_NAME} does not name it\n"
        f"hint: write into {LOCAL_NAME}: paths: {{{project.name}: {where}}}",
        err=True,
    )
    return False


def install_into(
    loaded: Loaded,
    wanted: Iterable[tuple[Project, Path]],
    mode: str | None,
    *,
    force: bool,
    written: Loaded | None = None,
    committed: Mapping[str, bytes] = MappingProxyType({}),
) -> int:
    """Put projects' files into folders, all of them or none, or say what would change; the exit
    status.

    `mode` is "check", "diff", "remove" or None. The folders have their links resolved. `written` is
    the map without any copy, where it is put into one; `committed` is what git has of what is
    removed, and stays.
    """
    writes = mode in (None, "remove")
    with contextlib.ExitStack() as locks:
        plans = []
        for project, checkout in wanted:
            locks.enter_context(writing())
            if writes:
                locks.enter_context(alone(checkout))
            if mode == "remove":
                notice = loaded.context.notice
                made = plan_removal(checkout, committed, notice=notice, force=force)
            else:
                made = _planned(loaded, project, checkout, written, force)
            for path, note in made.notes:
                click.echo(f"{as_typed(checkout)}/{path}: {note}", err=True)
            plans.append(made.plan)
        if writes:
            apply(*plans)
    status = 0
    for plan in plans:
        if writes:
            print_plan(plan)
        status = max(status, _print_plan(plan, mode))
    return status


def install_copy(loaded: Loaded, copy: Copy, *, force: bool) -> int:
    copied = as_copies(loaded, [copy])
    project, folder = copied.context.portmap.projects[copy.project], copy.path.resolve()
    status = install_into(copied, [(project, folder)], None, force=force, written=loaded)
    held = _committed(folder)
    changed = [each for each in held if regular_bytes(folder / each) not in (None, held[each])]
    if changed:
        click.echo(
            f"git holds {', '.join(sorted(changed))}: with this copy's numbers now, so do not "
            "commit them\nhint: 'git rm --cached' and .gitignore leave such files to each checkout",
            err=True,
        )
    return status


def _committed(folder: Path) -> dict[str, bytes]:
    """The installed files that the repository holds, with their committed bytes."""
    paths = [each.removesuffix(REGION) for each in read_record(folder)]
    return tracked_files(folder, [*paths, RECORD])


def uninstall_copy(loaded: Loaded, copy: Copy, *, force: bool) -> int:
    """Remove what `add` put into the copy, and restore files that the repository holds."""
    if not copy.path.is_dir():
        return 0
    project, folder = loaded.context.portmap.projects[copy.project], copy.path.resolve()
    return install_into(
        loaded, [(project, folder)], "remove", force=force, committed=_committed(folder)
    )


def _print_plan(plan: Plan, mode: str | None) -> int:
    """What a plan changes, or would, and what it leaves; the exit status."""
    if mode == "diff":
        print_diff(plan.folder, (*plan.changes, *plan.edited))
    elif mode == "check" and print_stale(plan):
        click.echo(f"Run 'portbook install' to update {as_typed(plan.folder)}.", err=True)
    print_blocked(plan)
    if plan.edited and mode != "diff":
        print_diff(plan.folder, plan.edited)
        click.echo("hint: move the change into ports.yaml, or --force to overwrite it", err=True)
    stale = mode == "check" and not plan.clean
    return FINDINGS if plan.blocked or stale else 0


def _planned(
    loaded: Loaded, project: Project, checkout: Path, written: Loaded | None, force: bool
) -> Install:
    try:
        return install(loaded, project, checkout, written=written, force=force)
    except TemplateProblem as failure:
        click.echo(f"{project.place('targets')}: {failure}", err=True)
        raise click.exceptions.Exit(FINDINGS) from None
