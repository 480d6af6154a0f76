"""`portbook rename`: another name for an entity of the map, and for everything that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portbook.cli.edits import editing, preview, print_fresh, print_written, write
from portbook.cli.terminal import print_names

if TYPE_CHECKING:
    from portbook.edit.rename import Rename
    from portbook.model.portmap import PortMap


@click.command("rename")
@click.option(
    "--what", metavar="SORT", help="service, project, environment, range, host, endpoint."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.option("--force", is_flag=True, help="Even if that causes new errors.")
@click.argument("old")
@click.argument("new")
@click.pass_obj
def command(
    file: str | None, old: str, new: str, what: str | None, dry_run: bool, force: bool
) -> int:
    """Rename OLD (project/service, project, project@environment, range ...) to NEW.

    References, routes, uses, overlays and history follow, in every file, including
    ports.local.yaml; every other byte is kept, and all files are generated again.
    """
    from portbook.edit.local import rename_in_local_file
    from portbook.edit.mentions import SORTS, entity_name
    from portbook.edit.verify import verify

    if what is not None and what not in SORTS:
        raise click.UsageError(f"'{what}' is not a known sort: use one of {', '.join(SORTS)}.")
    with editing(file, "renamed", dry_run=dry_run) as (path, reading, portmap):
        renames = _decide(portmap, old, new, what)
        edit = verify(reading, renames)
        if here := rename_in_local_file(path, [(each.entity, each.new) for each in renames]):
            edit = edit._replace(files=(*edit.files, here))
        previewed = preview(path, reading, edit, force=force, renames=renames)
        if not dry_run:
            write(previewed)
        for each in renames:
            now = entity_name((*each.entity[:-1], each.new))
            click.echo(f"{each.entity[0]} {entity_name(each.entity)} -> {now}")
            if said := dict.fromkeys(one.who for one in each.found(portmap) if one.via):
                print_names("followed", list(said))
        print_written(previewed, dry_run=dry_run)
        print_fresh(previewed)
    return 0


def _decide(portmap: PortMap, old: str, new: str, what: str | None) -> list[Rename]:
    from portbook.cli.naming import find_entities
    from portbook.edit.change import Refused
    from portbook.edit.mentions import entities, names_of
    from portbook.edit.rename import Rename, collision, unfit

    known = [each for each in entities(portmap) if what in (None, each[0])]
    found = find_entities(known, old, what)
    renames = []
    for entity in found:
        # The new name may be spelled as fully as the old one.
        scope = names_of(entity)[0].removesuffix(entity[-1])
        name = new.removeprefix(scope)
        if wrong := unfit(entity[0], name):
            raise click.UsageError(f"{wrong}.")
        if name == entity[-1]:
            raise Refused(f"it is called '{name}' already")
        if said := collision(portmap, entity, name):
            raise Refused(said)
        renames.append(Rename(entity, name))
    return renames
