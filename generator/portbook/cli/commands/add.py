"""`portbook add`: a new service with a number of its own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from portbook.cli import edits
from portbook.text.wording import closest

if TYPE_CHECKING:
    from portbook.allocate.free import Wanted
    from portbook.edit.add import Add
    from portbook.edit.entries import Tree
    from portbook.model.portmap import PortMap

NEXT = re.compile(r"next(?P<container>:[0-9]+)?")
ORDER = ("title", "description", "kind", "role", "status", "image", "directory", "range")
"""The keys of an entry in the order they are written, `port` and `uses` behind them."""


@click.command("add")
@click.option("--kind", metavar="K", help="What it is: postgres, vite, fastapi ...")
@click.option("--range", metavar="R", help="The range its number is from.")
@click.option("--port", metavar="PORT", help="A number, 5434:5432 for a container, or next.")
@click.option("--image", metavar="IMAGE", help="Its container image; a known one implies the kind.")
@click.option("--title", metavar="TEXT", help="Its name for people.")
@click.option("--description", metavar="TEXT", help="What it is for.")
@click.option("--role", metavar="ROLE", help="frontend, backend, worker ...; else the kind's.")
@click.option("--status", metavar="STATUS", help="active by default; planned, reserved ...")
@click.option("--directory", metavar="DIR", help="Its folder, relative to the project's.")
@click.option("--uses", metavar="SERVICE", multiple=True, help="What it talks to; may be repeated.")
@click.option("--create", is_flag=True, help="Make the project if there is none of its name.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.option("--force", is_flag=True, help="Even if the number is taken.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.argument("service")
@click.pass_obj
def command(
    file: str | None,
    /,
    service: str,
    port: str | None,
    uses: tuple[str, ...],
    create: bool,
    dry_run: bool,
    force: bool,
    as_json: bool,
    **given: str | None,
) -> int:
    """Add SERVICE ([project/]service) to the map, with the next free number unless --port says one.

    The number is from --range, or from the range of its kind. The entry is written in the style of
    its neighbours, every other byte of the map is kept, and all files are generated again. Either
    all of that happens or none of it.
    """
    from portbook.edit.move import refuse_taken
    from portbook.edit.verify import verify
    from portbook.model.catalogue import kind_of_image

    with edits.editing(file, "added", dry_run=dry_run) as (path, reading, portmap):
        project, name = _named(portmap, service, create)
        given["kind"] = given["kind"] or kind_of_image(given["image"] or "")
        keys = {key: given[key] for key in ORDER if given[key] is not None}
        add, wanted = _decide(portmap, project, name, keys, port, uses)
        edit = verify(reading, [add])
        if not force:
            refuse_taken(
                edit.portmap,
                lambda claim: (claim.project, claim.service.name) == (project, name),
                "without --port it is taken",
            )
        previewed = edits.preview(path, reading, edit, force=force)
        if not dry_run:
            edits.write(previewed)
        _report(add, wanted, previewed, dry_run=dry_run, as_json=as_json)
    return 0


def _named(portmap: PortMap, text: str, create: bool) -> tuple[str, str]:
    """The project and the name of the new service."""
    from portbook.edit.change import Refused
    from portbook.edit.rename import unfit

    project, slash, name = text.rpartition("/")
    if not slash and len(portmap.projects) != 1:
        listed = ", ".join(portmap.projects)
        raise click.UsageError(f"say of which project: PROJECT/{name}. There are: {listed}.")
    project = project if slash else next(iter(portmap.projects))
    for what, each in (("project", project), ("service", name)):
        if wrong := unfit(what, each):
            raise click.UsageError(f"{wrong}.")
    owner = portmap.projects.get(project)
    if owner is None and not create:
        near = closest(project, portmap.projects)
        meant = f"did you mean '{near}'? " if near else ""
        raise Refused(f"there is no project '{project}'", f"{meant}'--create' makes it")
    if owner is not None and name in owner.services:
        place = owner.services[name].place()
        raise Refused(
            f"there is a service '{project}/{name}' already ({place})",
            f"'portbook move {project}/{name} ...' changes its number",
        )
    return project, name


def _decide(
    portmap: PortMap,
    project: str,
    name: str,
    keys: dict[str, Any],
    port: str | None,
    uses: tuple[str, ...],
) -> tuple[Add, Wanted | None]:
    """The entry with the number that was given, else the next free one of its range, or of that of
    its kind; where nothing is said of it, it is the number alone."""
    import datetime

    from portbook.allocate.search import search
    from portbook.cli.free_port import found_in, kind_named, requirement_of_new
    from portbook.edit.add import Add
    from portbook.text.quoting.yaml import yaml_string

    kind = kind_named(portmap, keys["kind"]) if keys.get("kind") is not None else None
    match = NEXT.fullmatch(port or "next")
    wanted = None
    if match is None:
        number = str(port) if str(port).isdecimal() else f'"{port}"'
    else:
        owner = project if project in portmap.projects else None
        wanted = requirement_of_new(portmap, owner, kind, keys.get("range"))
        found = found_in(search(portmap, wanted, datetime.date.today()))
        inner = match["container"]
        number = f'"{found}{inner}"' if inner else str(found)
        if wanted.within is not None:
            keys["range"] = wanted.within.name
    entry: dict[str, Tree] = {key: yaml_string(value) for key, value in keys.items()}
    entry["port"] = number
    if uses:
        listed = [each.strip() for some in uses for each in some.split(",")]
        entry["uses"] = f"[{', '.join(map(yaml_string, listed))}]"
    return Add(project, name, entry if len(entry) > 1 else number), wanted


def _report(
    add: Add, wanted: Wanted | None, previewed: edits.Preview, *, dry_run: bool, as_json: bool
) -> None:
    from portbook.cli.free_port import where_line

    service = previewed.edit.portmap.projects[add.project].services[add.service]
    primary = service.primary
    if as_json:
        shown = {
            "project": add.project,
            "service": add.service,
            "port": primary.port if primary else None,
            "written": [] if dry_run else edits.files_of(previewed),
        }
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    where = f" {where_line(wanted)}" if wanted else ""
    click.echo(f"{add.project}/{add.service}: {edits.span(primary) or 'no port'}{where}")
    edits.print_written(previewed, dry_run=dry_run)
    edits.print_fresh(previewed)
