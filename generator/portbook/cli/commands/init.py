"""`portbook init`: the checkouts that are there, to a map."""

from __future__ import annotations

from pathlib import Path

import click

from portbook.cli.loading import MAP_NAME, NOT_UNDERSTOOD


@click.command("init")
@click.option(
    "--project", "-p", metavar="NAME", help="The project's name; by default its folder's."
)
@click.option("--host", metavar="NAME", help="The name of this machine, in a new map.")
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
    """Make a map from PATHs, or from this folder; an existing map is extended.

    Each folder is a checkout and becomes a project, with the ports found in its compose files, .env
    files, documents and the like. Nothing is executed, and files that .gitignore excludes are not
    read. If no port is found in this folder, a commented example is written. The last line says
    whether every stack still publishes the same ports; with --prove, Docker Compose verifies it.
    """
    from portbook.cli.gathering import gather, print_problems
    from portbook.cli.write_draft import write_map

    target = Path(file or MAP_NAME)
    if prove and dry_run:
        raise click.UsageError("--prove needs the map that --dry-run does not write.")
    if project is not None and sum(Path(path).is_dir() for path in paths) > 1:
        raise click.UsageError("--project names one project, and several folders are several.")
    found = gather(paths or (".",), target, project)
    broken = print_problems(found, brief=not verbose) and any(
        Path(path).is_file() for path in paths
    )
    if not paths and not broken and not target.exists() and not (found.claims or found.services):
        return _start(target, project, host, dry_run=dry_run)
    missing = [path for path in paths if not Path(path).exists()]
    status = write_map(
        target, found, project=project, host=host, dry_run=dry_run, brief=not verbose
    )
    if prove and not dry_run and target.exists() and status != NOT_UNDERSTOOD:
        from portbook.cli import proving

        status = max(status, proving.prove(target))
    return NOT_UNDERSTOOD if broken or missing else status


STARTER = """\
{schema}
# Every port of your projects, written once. 'portbook check' says what cannot work, 'portbook
# generate' writes PORTS.md, .env files, CORS lists and compose files from it.
version: 1
{hosts}
projects:
  {project}: # a codebase; rename it, or add others below
    services:
      # What listens, and where. A kind brings defaults: 'portbook explain vite' prints them.
      web: {{kind: vite, port: 3000, uses: [api]}}
      api: {{kind: fastapi, port: 8000}}
      # In a container it is "host port:port inside":
      # db: {{kind: postgres, image: "postgres:16", port: "5433:5432"}}
      # 'portbook add {project}/cache --kind redis' writes the next with a free number.
"""


def _start(path: Path, project: str | None, host: str | None, *, dry_run: bool) -> int:
    """A map to begin with, where there is nothing to make one of."""
    from portbook.cli.write_draft import check_host
    from portbook.cli.writing import writing
    from portbook.disk.apply import write_atomically
    from portbook.draft.entries import SCHEMA
    from portbook.sources.naming import slug

    if host is not None:
        check_host(host)
    hosts = f"hosts: {{{host}: {{}}}}\n" if host else ""
    named = slug(project or path.absolute().parent.name) or "shop"
    text = STARTER.format(schema=SCHEMA, hosts=hosts, project=named)
    if dry_run:
        click.echo(text, nl=False)
        return 0
    with writing():
        write_atomically(path, text.encode())
    click.echo(f"no port was found here, so an example is written: {path}", err=True)
    click.echo(f"next: put your own services into {path}, then 'portbook generate'", err=True)
    return 0
