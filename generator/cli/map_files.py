"""The map's own files, written as an edit has them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.editing.change import Edit
    from generator.text.source import Source

__all__ = ["shown", "write_texts"]


def write_texts(edit: Edit) -> list[tuple[Path, bytes]]:
    """Write the map's own files, all of them or none; returns what they were."""
    from generator.disk.apply import write_atomically

    texts = [(_unchanged(each.before), _bytes(each.after)) for each in edit.files]
    done: list[tuple[Path, bytes]] = []
    try:
        for (path, was), now in texts:
            write_atomically(path, now)
            done.append((path, was))
    except BaseException:
        for path, was in done:
            write_atomically(path, was)
        raise
    return done


def _unchanged(source: Source) -> tuple[Path, bytes]:
    """Where a source is kept, and its bytes; the command ends where they are others by now."""
    assert source.path is not None
    path = source.path.resolve()
    if path.read_bytes() != _bytes(source):
        raise click.ClickException(f"{shown(path)} was changed meanwhile; nothing is written.")
    return path, _bytes(source)


def _bytes(source: Source) -> bytes:
    return (("\ufeff" if source.has_bom else "") + source.text).encode()


def shown(path: Path) -> str:
    """The path as a person in the current folder would type it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
