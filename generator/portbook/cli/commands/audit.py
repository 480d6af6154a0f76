"""`portbook audit`: the map against the files in the checkouts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS, colours, load_map, print_findings, status_of, width
from portbook.cli.naming import refuse_others, resolve_projects
from portbook.cli.render import FORMATS, render
from portbook.cli.this_machine import checkout_of, here_of, this_machine
from portbook.text.source import as_typed, nowhere
from portbook.text.wording import counted

if TYPE_CHECKING:
    from portbook.audit.audit import Audit
    from portbook.machine.here import Here
    from portbook.model.portmap import Project
    from portbook.project import Loaded
    from portbook.text.diagnostic import Diagnostic


@click.command("audit")
@click.option("--on", multiple=True, metavar="H", help="What listens on host H; several, or all.")
@click.option("--from", "files", multiple=True, metavar="FILE", help="Output saved on that host.")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="How to print.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.argument("projects", nargs=-1)
@click.pass_obj
def command(
    file: str | None,
    on: tuple[str, ...],
    files: tuple[str, ...],
    strict: bool,
    form: str | None,
    projects: tuple[str, ...],
) -> int:
    """Compare the ports in the checkouts' files with the map, for all projects or PROJECTS.

    --on and --from compare hosts instead: listeners without a claim, and claims without a listener.

    Exits with 0 if they agree, 1 if a file has another number than the map or allows other origins
    (with --strict also on warnings), 2 if the map cannot be parsed. Checkouts that are not on this
    machine are reported and skipped.
    """
    loaded = load_map(file, checked=False)
    if not loaded.understood:
        print_findings([p for p in loaded.problems if p.severity == "error"], loaded.path.name)
        return status_of(loaded, loaded.problems)
    if any(each.severity == "error" for each in loaded.problems):
        click.echo(f"{loaded.path.name} has errors of its own: see 'portbook check'", err=True)
    form = form or "text"
    if on or files:
        return _hosts(loaded, on, files, projects, form, strict)
    here = here_of(loaded.portmap, loaded.path)
    found: list[Diagnostic] = []
    for project in resolve_projects(loaded.portmap, projects):
        folder = checkout_of(here, project)
        if folder is None:
            continue
        made = _one(loaded, here, project, folder)
        found += made.findings
        if form == "text":
            read = f"{counted(made.files, 'file')} of {as_typed(folder)}"
            agreed = "1 place agrees" if made.agreed == 1 else f"{made.agreed} places agree"
            left = f"{len(made.findings)} to look at" if made.findings else "nothing to report"
            click.echo(f"{project.name}: {read}, {agreed} with the map, {left}", err=True)
    from portbook.audit.findings import PAGES

    text = render(found, form, colours(sys.stdout), width(), PAGES, name="the checkouts")
    click.echo(text, nl=False)
    return status_of(loaded, found, strict=strict)


def _hosts(
    loaded: Loaded,
    on: tuple[str, ...],
    files: tuple[str, ...],
    projects: tuple[str, ...],
    form: str,
    strict: bool,
) -> int:
    """Audit hosts in parallel; one that does not answer is reported, and fails."""
    from portbook.audit.hosts import PAGES, host_findings
    from portbook.checks import judge
    from portbook.cli.other_hosts import looked_at, states_on

    machine = this_machine(str(loaded.path), None)
    refuse_others("project", projects, machine.portmap.projects)
    found: list[Diagnostic] = []
    silent = False
    for other, answer in looked_at(machine, on, files):
        host = machine.portmap.hosts[other.here.host]
        if isinstance(answer, str):
            silent = True
            click.echo(f"{host.name}: {answer}", err=True)
            continue
        _, statuses, left = states_on(other, answer)
        place = host.origin.place() if host.origin.nodes else nowhere(loaded.path.name)
        found += host_findings(host.name, place, statuses, left, projects)
    found = judge(loaded.portmap, found)
    click.echo(render(found, form, colours(sys.stdout), width(), PAGES, name="the hosts"), nl=False)
    return FINDINGS if silent else status_of(loaded, found, strict=strict)


def _one(loaded: Loaded, here: Here, project: Project, folder: Path) -> Audit:
    from portbook.audit.audit import audit
    from portbook.audit.checkout import Checkout
    from portbook.cli.terminal import progress
    from portbook.language.upstreams import LOCAL_NAME

    assert loaded.wiring is not None
    own = [each.path for each in loaded.sources if each.path is not None]
    own += [loaded.path, loaded.path.parent / LOCAL_NAME]
    others, beside = [loaded.output], []
    for each in loaded.portmap.projects.values():
        other = here.checkout(each)
        if other is None or each is project:
            continue
        if folder in other.parents:
            others.append(other)
        if folder == other or folder in other.parents or other in folder.parents:
            beside.append(each.name)
    checkout = Checkout(folder, as_typed(folder), own, others)
    with progress("reading {}") as shown:
        return audit(checkout, loaded.wiring, project, beside, shown)
