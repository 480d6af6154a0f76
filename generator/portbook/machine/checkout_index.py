"""The map's checkouts, to whose folder a path on this machine lies in."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePath
from typing import NamedTuple

from portbook.machine.here import Here
from portbook.model.portmap import PortMap

__all__ = ["Ground", "Grounds", "compose_project", "shown"]


class Ground(NamedTuple):
    """A folder of the map: a project's checkout, or in it the `directory` of a service."""

    folder: Path
    project: str
    service: str | None


class Grounds:
    """Every folder that the map knows on this machine, whether it exists or not."""

    def __init__(self, portmap: PortMap, here: Here) -> None:
        self._by_folder: dict[PurePath, list[Ground]] = {}
        self._checkouts: dict[str, Path] = {}
        for project in portmap.projects.values():
            checkout = here.checkout(project)
            if checkout is None:
                continue
            self._checkouts[project.name] = checkout
            self._add(Ground(checkout, project.name, None))
            for service in project.services.values():
                folder = here.folder(project, service)
                if service.directory is not None and folder is not None:
                    self._add(Ground(folder, project.name, service.name))

    def _add(self, ground: Ground) -> None:
        # What the system tells of a process has its links resolved; a person's path has not.
        for folder in dict.fromkeys((ground.folder, _resolved(ground.folder))):
            self._by_folder.setdefault(folder, []).append(ground)

    def checkout(self, project: str) -> Path | None:
        """A checkout that exists."""
        folder = self._checkouts.get(project)
        return folder if folder is not None and _is_folder(folder) else None

    def around(self, path: str) -> list[Ground]:
        """The innermost folder of the map that holds an absolute path, once for each owner."""
        inner = PurePath(path)
        for folder in (inner, *inner.parents):
            if folder in self._by_folder:
                return self._by_folder[folder]
        return []

    def named(self, words: Iterable[str]) -> list[Ground]:
        """Where the first absolute path of a command line lies that is in the map's folders."""
        for word in words:
            if word.startswith("/") and (found := self.around(word)):
                return found
        return []


@lru_cache(maxsize=65536)
def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):
        return folder


@lru_cache(maxsize=65536)
def _is_folder(folder: Path) -> bool:
    return folder.is_dir()


def compose_project(folder: Path) -> str:
    """What Compose calls a project that names itself nowhere: its folder's name, lower case,
    without what is not a letter, a digit, `-` or `_` (Compose specification, "name")."""
    kept = "".join(c for c in folder.name.lower() if (c.isascii() and c.isalnum()) or c in "-_")
    return kept.lstrip("-_")


def shown(path: str | Path) -> str:
    """A path as people write it: below the home folder with `~`."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - some users have none, and no error is due
    plain = Path(path)
    if plain == home or home == Path("/") or home not in plain.parents:
        return str(plain)
    return f"~/{plain.relative_to(home)}"
