"""Reads the files and folders given on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from portbook.cli.terminal import progress
from portbook.sources import reconcile
from portbook.sources.files import LARGEST
from portbook.sources.found import Found
from portbook.sources.readers import import_file, sort_of_name
from portbook.sources.walking import walk
from portbook.text.diagnostic import legible


def gather(paths: Iterable[str], map_path: Path, project: str | None) -> Found:
    """Facts of all paths together; those of a file that names no project are of `project`, else
    of the checkout that the file lies in. The map itself and what is made from it say nothing."""
    found = Found()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            called = project or reconcile.name_beside(path, found)
            with progress("reading {}") as shown:
                walked = walk(path, name, shown, map_path)
            found.add(walked if called is None else reconcile.with_project_renamed(walked, called))
        elif reconcile.same_file(path, map_path):
            said = f"{legible(name)} is the map itself: nothing to import from it"
            click.echo(said, err=True)
        else:
            found.add(
                reconcile.with_own_project(
                    _imported(path, name), project or reconcile.checkout_name(path, map_path)
                )
            )
    return found


def _imported(path: Path, name: str) -> Found:
    if sort_of_name(name) in (None, "markdown") and (heard := _listened(path, name)) is not None:
        return heard
    return import_file(path, name)


def _listened(path: Path, name: str) -> Found | None:
    """What a tool printed of a machine's listeners; None where the file is something else."""
    from portbook.draft.listened import listened
    from portbook.machine.saved_containers import UnknownFormat
    from portbook.machine.saved_listeners import decoded, read_saved

    if name.lower().endswith((".md", ".markdown", ".mdx", ".yaml", ".yml", ".toml")):
        return None
    try:
        if path.stat().st_size > LARGEST:
            return None
        text = decoded(path.read_bytes())
        saved = read_saved(text)
    except (OSError, UnknownFormat):
        return None
    found: Found = listened(saved, text, name)
    return found if found.claims else None


def print_problems(found: Found, brief: bool = False) -> bool:
    """Tell what could not be read; whether any of it was an error.

    `brief` counts the warnings where there are more than two.
    """
    warnings = sum(problem.severity != "error" for problem in found.problems)
    brief = brief and warnings > 2
    if brief:
        click.echo(f"{warnings} places could not be read: --verbose shows them", err=True)
    for problem in found.problems:
        if brief and problem.severity != "error":
            continue
        said = f"{problem.place}: {problem.severity}: {problem.message}"
        click.echo(legible(said), err=True)
        if problem.hint:
            click.echo(legible(f"  hint: {problem.hint}"), err=True)
    return any(problem.severity == "error" for problem in found.problems)
