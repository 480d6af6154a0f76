"""`portbook install`: the generated files into the checkouts, or out of them again."""

from __future__ import annotations

from pathlib import Path

import click

from portbook.cli.installing import confirmed, install_into
from portbook.cli.loading import FINDINGS, instance_option, load_map, print_findings, status_of
from portbook.text.source import as_typed

__all__ = ["command"]


@click.command("install")
@click.option("--check", "mode", flag_value="check", help="Write nothing; fail where it is stale.")
@click.option("--diff", "mode", flag_value="diff", help="Write nothing; print what would change.")
@click.option("--remove", "mode", flag_value="remove", help="Take out what was put in.")
@instance_option
@click.option("--force", is_flag=True, help="Also what was edited by hand, or clashes with it.")
@click.argument("projects", nargs=-1)
@click.pass_obj
def command(
    file: str | None,
    mode: str | None,
    instance: str | None,
    force: bool,
    projects: tuple[str, ...],
) -> int:
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
    from portbook.cli.this_machine import as_copies, checkout_of, chosen_copies, here_of

    assert loaded.wiring is not None
    here = here_of(loaded.wiring.portmap, loaded.path)
    copies = chosen_copies(here, instance)
    loaded, here = as_copies(loaded, copies), here.at(copies)
    assert loaded.wiring is not None
    portmap = loaded.wiring.portmap
    projects = projects or tuple(each.project for each in copies)
    status = 0
    taken: dict[Path, str] = {}
    for project in resolve_projects(portmap, projects):
        checkout = checkout_of(here, project)
        if checkout is None:
            continue
        if mode in (None, "remove") and not confirmed(here, project, checkout):
            status = FINDINGS
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
        status = max(status, install_into(loaded, project, real, mode, force))
    return status
