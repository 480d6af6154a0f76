"""`portbook install`: the generated files into the checkouts, or out of them again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli import loading
from portbook.cli.this_machine import as_copies, checkout_of, chosen_copies, here_of
from portbook.cli.writing import alone
from portbook.text.source import as_typed

if TYPE_CHECKING:
    from portbook.machine.here import Here
    from portbook.model.portmap import Project
    from portbook.project import Loaded


@click.command("install")
@click.option("--check", "mode", flag_value="check", help="Write nothing; fail where it is stale.")
@click.option("--diff", "mode", flag_value="diff", help="Write nothing; print what would change.")
@click.option("--remove", "mode", flag_value="remove", help="Remove what was installed.")
@loading.instance_option
@click.option("--force", is_flag=True, help="Also overwrite what was edited by hand or clashes.")
@click.argument("projects", nargs=-1)
@click.pass_obj
def command(
    file: str | None,
    mode: str | None,
    instance: str | None,
    force: bool,
    projects: tuple[str, ...],
) -> int:
    """Copy the generated files into the checkouts of all projects, or of PROJECTS.

    .env files and PORTS.md keep every hand-written line: generated lines are in a marked region.
    Other files are replaced as a whole. Checkouts that are not on this machine are skipped, and so
    are projects with errors.
    """
    writes = mode in (None, "remove")
    home = loading.map_path(file).resolve().parent
    with alone(home) if writes else contextlib.nullcontext():
        return _install(loading.load_map(file), mode, instance, force, projects)


def _install(
    loaded: Loaded, mode: str | None, instance: str | None, force: bool, projects: tuple[str, ...]
) -> int:
    errors = [each for each in loaded.problems if each.severity == "error"]
    if errors and mode != "remove":
        loading.print_findings(errors, loaded.path.name)
    if not loaded.understood or (loaded.in_error is None and mode != "remove"):
        return loading.status_of(loaded, loaded.problems)
    from portbook.cli.installing import install_into
    from portbook.cli.naming import resolve_projects

    here = here_of(loaded.portmap, loaded.path)
    copies = chosen_copies(here, instance)
    loaded, here = as_copies(loaded, copies), here.at(copies)
    projects = projects or tuple(each.project for each in copies)
    chosen = resolve_projects(loaded.portmap, projects)
    wanted, skipped = _folders(loaded, here, chosen, mode)
    status = install_into(loaded, wanted, mode, force=force)
    return max(status, loading.FINDINGS if skipped else 0)


def _folders(
    loaded: Loaded, here: Here, projects: Iterable[Project], mode: str | None
) -> tuple[list[tuple[Project, Path]], bool]:
    """Each project with its checkout on this machine, and whether any is left out that has one."""
    from portbook.cli.installing import confirmed

    in_error = (loaded.in_error or ()) if mode != "remove" else ()
    taken: dict[Path, Project] = {}
    skipped = False
    for project in projects:
        checkout = checkout_of(here, project)
        if checkout is None:
            continue
        # A link to the checkout is the person's own word; in the checkout none is followed.
        real = checkout.resolve()
        if mode in (None, "remove") and not confirmed(here, project, checkout):
            skipped = True
        elif real in taken:
            other = taken[real].name
            click.echo(f"{project.name}: skipped, {as_typed(checkout)} is {other}'s too", err=True)
            skipped = True
        else:
            taken[real] = project
            if project.name in in_error:
                click.echo(f"{project.name}: left as it is because of its errors", err=True)
                skipped = True
    return [(each, at) for at, each in taken.items() if each.name not in in_error], skipped
