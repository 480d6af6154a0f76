"""The files and folders that a person names, to what is found in them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.importers.found import Found

__all__ = ["Progress", "gather", "say_problems"]

RECORD = ".portbook.json"
"""What lies in a folder that portbook itself has written."""


def gather(paths: Iterable[str], map_path: Path, project: str | None) -> Found:
    """Facts of all paths together; those of a file that names no project are of `project`, else
    of the checkout that the file lies in. The map itself and what is made from it say nothing."""
    from generator.importers.found import Found
    from generator.text.diagnostic import legible

    # Thousands of facts, none in a circle: looking for these would take a fifth of the time.
    gc.disable()
    found = Found()
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found.add(_foreign(_walked(path, name, project or _apart(path, found)), map_path))
        elif _same_file(path, map_path):
            said = f"{legible(name)} is the map itself: nothing to import from it"
            click.echo(said, err=True)
        else:
            found.add(_owned(_imported(path, name), project or _checkout(path, map_path)))
    return found


def _walked(path: Path, name: str, project: str | None) -> Found:
    from generator.importers.reading import walk

    shown = Progress()
    found: Found = walk(path, name, shown)
    shown.clear()
    if project is None:
        return found
    own = {each.name for each in found.projects}
    renamed = {
        key: [
            replace(each, project=project) if each.project in own else each
            for each in getattr(found, key)
        ]
        for key in ("claims", "services", "ranges", "changes", "routes")
    }
    projects = [replace(each, name=project) for each in found.projects]
    return replace(found, projects=projects, **renamed)


def _apart(path: Path, found: Found) -> str | None:
    """A second folder of one name is another project, and gets its parent's name, too."""
    from generator.importers.naming import slug

    whole = path.resolve()
    others = [each for each in found.projects if each.name == slug(whole.name)]
    if any(each.folder and not _same_file(Path(each.folder), path) for each in others):
        return f"{whole.parent.name}-{whole.name}"
    return None


def _imported(path: Path, name: str) -> Found:
    from generator.importers.reading import import_file

    found: Found = import_file(path, name)
    return found


def _owned(found: Found, project: str) -> Found:
    """Where a file tells of several projects, what it says of none of them is the map's own."""
    if any(claim.project for claim in found.claims):
        claims = [c if c.project else replace(c, project=project) for c in found.claims]
        services = [s if s.project else replace(s, project=project) for s in found.services]
        changes = [c if c.project else replace(c, project=project) for c in found.changes]
        return replace(found, claims=claims, services=services, changes=changes)
    return found.in_project(project)


def _checkout(path: Path, map_path: Path) -> str:
    """The name of the folder that is the file's checkout, else of the map's."""
    folder = path.absolute().parent
    for each in (folder, *folder.parents):
        if (each / ".git").exists():
            return each.name
    return map_path.absolute().parent.name


def _foreign(found: Found, map_path: Path) -> Found:
    """Without what stands in the map, or in files that portbook has made from one."""
    ours: dict[str, bool] = {}

    def kept(path: str) -> bool:
        if path not in ours:
            ours[path] = _same_file(Path(path), map_path) or _made_by_us(Path(path))
        return not ours[path]

    lists = ("claims", "services", "ranges", "changes", "unread", "repairs", "routes")
    chosen = {key: [each for each in getattr(found, key) if kept(each.path)] for key in lists}
    return replace(found, **chosen)


def _made_by_us(path: Path) -> bool:
    """Only what lies in a folder is asked: a file that the person names is meant."""
    return any((folder / RECORD).is_file() for folder in path.parents)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


class Progress:
    """The file that is being read, on a terminal alone."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __call__(self, name: str) -> None:
        if self.shown:
            from generator.cli.loading import width
            from generator.text.diagnostic import legible

            click.echo(f"\r\x1b[Kreading {legible(name)[: width() - 10]}", err=True, nl=False)

    def clear(self) -> None:
        if self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)


def say_problems(found: Found) -> bool:
    """Tell what could not be read; whether any of it was an error."""
    from generator.text.diagnostic import legible

    for problem in found.problems:
        said = f"{problem.place}: {problem.severity}: {problem.message}"
        click.echo(legible(said), err=True)
        if problem.hint:
            click.echo(legible(f"  hint: {problem.hint}"), err=True)
    return any(problem.severity == "error" for problem in found.problems)
