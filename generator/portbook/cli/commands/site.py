"""`portbook site`: the published map's pages as plain Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import FINDINGS, load_map, print_findings, status_of
from portbook.text.source import as_typed

if TYPE_CHECKING:
    from portbook.project import Loaded


@click.command("site")
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the pages; new, empty, or written by this command before.",
)
@click.option("--force", is_flag=True, help="Overwrite pages that were edited by hand.")
@click.pass_obj
def command(file: str | None, out: Path, force: bool) -> int:
    """Write the pages of the published map, for any builder that reads mkdocs.yml.

    The pages are written even if `check` finds errors, as long as ports.yaml can be read; the
    findings are one of the pages. Pages of removed projects are removed. If there is no mkdocs.yml
    beside DIR, one is written for Zensical and MkDocs.
    """
    loaded = load_map(file)
    _refuse_foreign_folder(out)
    from portbook.cli.writing import alone, print_blocked, print_plan, writing
    from portbook.disk.apply import apply
    from portbook.project import site

    with alone(loaded.path.resolve().parent):
        plan, problems = site(loaded, out, force=force)
        if plan is None:
            print_findings([p for p in problems if p.severity == "error"], loaded.path.name)
            return status_of(loaded, problems)
        with writing():
            apply(plan)
        hint = "The pages come from ports.yaml and templates/site; --force overwrites them."
        print_blocked(plan, hint)
        print_plan(plan)
        _write_settings(loaded, out)
        return FINDINGS if plan.blocked else 0


def _refuse_foreign_folder(folder: Path) -> None:
    """A folder with files that somebody else keeps there is no place for hundreds of pages."""
    from portbook.disk.plan import read_record
    from portbook.targets.site.data import CLAIMS

    if folder.is_symlink():
        raise click.UsageError(f"{as_typed(folder)} is a symlink; name the folder itself.")
    # `generate` leaves a record too, of its own files.
    if folder.is_dir() and any(folder.iterdir()) and CLAIMS not in read_record(folder):
        raise click.UsageError(
            f"{as_typed(folder)} holds files that 'portbook site' did not write; "
            "name a new or empty folder."
        )


def _write_settings(loaded: Loaded, out: Path) -> None:
    """A mkdocs.yml beside the pages; one that is there, or a zensical.toml, is the user's own."""
    from portbook.cli.writing import writing
    from portbook.disk.apply import write_atomically
    from portbook.targets.site.emit import settings_text

    folder = out.absolute().parent
    if any((folder / name).exists() for name in ("mkdocs.yml", "mkdocs.yaml", "zensical.toml")):
        return
    path = folder / "mkdocs.yml"
    with writing():
        write_atomically(path, settings_text(loaded.context, out.name).encode())
    click.echo(f"{path.name}: written; `zensical build` or `mkdocs build` makes the site", err=True)
