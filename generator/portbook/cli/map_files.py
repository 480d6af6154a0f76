"""The map's own files: written all or none, or shown as they would be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.writing import print_lines
from portbook.text.source import as_typed

if TYPE_CHECKING:
    from portbook.text.source import Source

__all__ = ["print_texts", "write_texts"]


def write_texts(files: Iterable[tuple[Source, Source]]) -> list[tuple[Path, bytes]]:
    """Write each file's later text, all of them or none; returns what they were."""
    from portbook.disk.apply import write_atomically

    texts = [(_unchanged(before), after.data) for before, after in files]
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
    if path.read_bytes() != source.data:
        raise click.ClickException(f"{as_typed(path)} was changed meanwhile; nothing is written.")
    return path, source.data


def print_texts(files: Iterable[tuple[Source, Source]]) -> None:
    """How each file would differ, as a unified diff."""
    for before, after in files:
        old, new = (each.text.splitlines() for each in (before, after))
        print_lines(difflib.unified_diff(old, new, after.name, after.name, lineterm=""))
