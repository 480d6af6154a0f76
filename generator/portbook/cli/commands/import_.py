"""`portbook import`: facts from documents and configuration files into the map."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portbook.cli.loading import MAP_NAME, NOT_UNDERSTOOD, json_rows, map_path
from portbook.text.wording import row

if TYPE_CHECKING:
    from portbook.sources.found import Found, FoundClaim


@click.command("import")
@click.option("--project", "-p", metavar="NAME", help="The project of ports that name none.")
@click.option("--host", metavar="NAME", help="The name of this machine, in a new map.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Write nothing; print what was found.")
@click.option(
    "--explain", is_flag=True, help="Write nothing; print how each line, or FILE:LINE, is read."
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.pass_obj
def command(
    file: str | None,
    files: tuple[str, ...],
    project: str | None,
    host: str | None,
    dry_run: bool,
    as_json: bool,
    explain: bool,
) -> int:
    """Import the ports in FILEs into the map, or make a new map.

    Reads Markdown, compose files, .env files, nginx configuration, Procfile, package.json,
    vite.config, devcontainer.json, Kubernetes services, lists of ports in YAML, TOML or JSON,
    folders.
    """
    if explain:
        return _explain(files)
    from portbook.cli.gathering import gather, print_problems

    try:
        path = map_path(file)
    except click.UsageError:
        path = Path(MAP_NAME)  # to be made in this folder
    found = gather(files, path, project)
    if as_json:
        click.echo(as_document(found))
        return NOT_UNDERSTOOD if print_problems(found) else 0
    from portbook.cli.write_draft import write_map

    broken = print_problems(found)
    status = write_map(path, found, project=project, host=host, dry_run=dry_run)
    return NOT_UNDERSTOOD if broken else status


def _explain(files: tuple[str, ...]) -> int:
    """Print the lines that say something, or the one asked for, and why they are read so."""
    from portbook.cli.gathering import print_problems
    from portbook.sources.documents.explain import explain_file
    from portbook.sources.found import Found
    from portbook.text.diagnostic import legible
    from portbook.text.secrets import without_secrets

    status = 0
    for name in files:
        path, _, line = name.rpartition(":")
        if not line.isdecimal() or Path(name).exists():
            path, line = name, ""
        explained, problems = explain_file(Path(path), path, int(line) if line else None)
        for at, text, reasons in explained:
            click.echo(legible(without_secrets(f"{path}:{at}: {text.strip()}")))
            for reason in reasons:
                click.echo(legible(f"  {reason}"))
        status = NOT_UNDERSTOOD if print_problems(Found(problems=problems)) else status
    return status


def as_document(found: Found) -> str:
    """The JSON that programs rely on.

    A number that a document states only for the inside of a container is given as the port, too;
    one that a compose file or another configuration does not publish is told under `unread`.
    """
    from portbook.sources.found import FoundRange, Unread
    from portbook.text.secrets import without_secrets

    claims = [_claim(each) for each in found.claims if not each.reference and _is_called(each)]
    ranges = [row(each, "start end purpose line") for each in found.of(FoundRange)]
    unread = [
        {"line": each.line, "text": without_secrets(each.text), "reason": each.reason}
        for each in found.of(Unread)
    ]
    inside = "a port inside the container that is not published"
    unread += [
        {"line": each.line, "text": f"{each.service} {each.container_port}", "reason": inside}
        for each in found.claims
        if not each.reference and not _is_called(each)
    ]
    unread.sort(key=itemgetter("line"))
    parts = (("claims", claims), ("ranges", ranges), ("unread", unread))
    return "{" + ",\n".join(f'"{name}": {json_rows(rows)}' for name, rows in parts) + "}"


def _is_called(claim: FoundClaim) -> bool:
    """Whether a file gives the number as one to call: a document does with every number."""
    from portbook.sources.readers import sort_of_name

    return claim.port is not None or sort_of_name(claim.path) == "markdown"


def _claim(claim: FoundClaim) -> dict[str, Any]:
    inner = claim.port is None
    return {
        **row(claim, "project service"),
        "port": claim.container_port if inner else claim.port,
        "port_end": claim.container_end if inner else claim.port_end,
        **row(claim, "bind container_port transport"),
        # A machine's column or heading tells ports apart as an environment does.
        "environment": claim.environment or claim.host,
        **row(claim, "line path"),
    }
