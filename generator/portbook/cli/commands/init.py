"""`portbook init`: the checkouts that are there, to a map."""

from __future__ import annotations

from pathlib import Path

import click

from portbook.cli.loading import MAP_NAME, NOT_UNDERSTOOD

__all__ = ["command"]


@click.command("init")
@click.option("--project", "-p", metavar="NAME", help="The project's name, else its folder's.")
@click.option("--host", metavar="NAME", help="What to call this machine, in a map made new.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would be written.")
@click.option("--prove", is_flag=True, help="Have Docker Compose compare before and after.")
@click.option("--verbose", "-v", is_flag=True, help="Show every file, decision and error.")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.pass_obj
def command(
    file: str | None,
    paths: tuple[str, ...],
    project: str | None,
    host: str | None,
    dry_run: bool,
    prove: bool,
    verbose: bool,
) -> int:
    """Make a map of what is in PATHs, or of this folder; one that is there is extended.

    A folder is a checkout, and becomes a project: what its compose files, .env files, documents
    and the like say of ports is gathered. Nothing is run, and what .gitignore names is not read.
    The last line says whether every stack publishes what it did; with --prove, Docker Compose does.
    """
    from portbook.cli.gathering import gather, say_problems
    from portbook.cli.write_draft import write_map

    target = Path(file or MAP_NAME)
    if prove and dry_run:
        raise click.UsageError("--prove needs the map that --dry-run does not write.")
    if project is not None and sum(Path(path).is_dir() for path in paths) > 1:
        raise click.UsageError("--project names one project, and several folders are several.")
    found = gather(paths or (".",), target, project)
    broken = say_problems(found, brief=not verbose) and any(Path(path).is_file() for path in paths)
    missing = [path for path in paths if not Path(path).exists()]
    status = write_map(
        target, found, project=project, host=host, dry_run=dry_run, brief=not verbose
    )
    if prove and not dry_run and target.exists() and status != NOT_UNDERSTOOD:
        from portbook.cli import proving

        status = max(status, proving.prove(target))
    return NOT_UNDERSTOOD if broken or missing else status
