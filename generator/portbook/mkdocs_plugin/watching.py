"""Which files and folders a map's site is made from, for `mkdocs serve` to watch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portbook.project import Loaded

__all__ = ["watched_paths"]


def watched_paths(loaded: Loaded) -> Iterator[Path]:
    """The map, what it includes, the folders where an include may appear, and the templates.

    A map that cannot be read is watched too: it is about to be mended.
    """
    yield loaded.path
    yield from (source.path for source in loaded.sources if source.path is not None)
    if loaded.wiring is None:
        return
    top = loaded.path.parent
    for pattern in loaded.includes:
        folder = (top / pattern).parent
        # A pattern in the folder's own name, or a folder that is the checkout, would be too much.
        if "*" not in str(folder) and folder != top and folder.is_dir():
            yield folder
    yield from (folder for folder in loaded.context.templates.folders() if folder.is_dir())
