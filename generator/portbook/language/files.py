"""Where the files that a map includes are found and read from."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import Protocol

from portbook.text.source import Source

__all__ = ["Files", "Folder"]


class Files(Protocol):
    """The files around a map; paths are relative to the map's folder, with `/`."""

    def matching(self, pattern: str) -> list[str]:
        """The files that a pattern of `include` means, sorted."""

    def load(self, path: str, name: str) -> Source:
        """A file under the name that diagnostics print, or UnreadableSource."""

    def key(self, path: str) -> str:
        """The same for two paths that lead to one file."""


class Folder:
    """Files of a folder on the disk."""

    def __init__(self, base: Path) -> None:
        self.base = base

    def matching(self, pattern: str) -> list[str]:
        # Path.glob refuses a pattern that is absolute.
        found = sorted(glob.glob(pattern, root_dir=self.base, recursive=True))  # noqa: PTH207
        return [path for path in found if (self.base / path).is_file()]

    def load(self, path: str, name: str) -> Source:
        return Source.load(self.base / path, name)

    def key(self, path: str) -> str:
        return os.path.realpath(self.base / path)
