"""`portbook remove`: a service or a project that is no more."""

from __future__ import annotations

import click

from portbook.cli.edits import editing, preview, print_fresh, print_written, write


@click.command("remove")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.option("--force", is_flag=True, help="Even if something refers to it; says what breaks.")
@click.argument("name", metavar="SERVICE|PROJECT")
@click.pass_obj
def command(file: str | None, name: str, dry_run: bool, force: bool) -> int:
    """Remove SERVICE ([project/]service) or a whole PROJECT from the map.

    Refuses while something refers to it, and says what. Its comments are removed too, every other
    byte of the map is kept, and all files are generated again.
    """
    from portbook.cli.naming import find_entities
    from portbook.edit.change import Refused
    from portbook.edit.mentions import entities
    from portbook.edit.remove import Remove, referring
    from portbook.edit.verify import verify

    with editing(file, "removed", dry_run=dry_run) as (path, reading, portmap):
        known = [each for each in entities(portmap) if each[0] in ("service", "project")]
        ((sort, *names),) = find_entities(known, name, "service or project")
        remove = Remove(names[0], names[1] if sort == "service" else None)
        found = referring(portmap, remove)
        if found and not force:
            for each in found:
                click.echo(f"  {each.who} at {each.place}", err=True)
            many = f"{len(found)} places refer" if len(found) > 1 else "something refers"
            raise Refused(
                f"{many} to {remove.name}",
                "change those first, or '--force' removes it and breaks them",
            )
        edit = verify(reading, [remove])
        previewed = preview(path, reading, edit, force=force)
        if not dry_run:
            write(previewed)
        click.echo(f"{remove.name}: {'would be removed' if dry_run else 'removed'}")
        for each in found:
            click.echo(f"breaks: {each.who} at {each.place}")
        print_written(previewed, dry_run=dry_run)
        print_fresh(previewed)
    return 0
