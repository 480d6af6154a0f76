"""Files written or shown as they would be: the map's own, and a plan of generated ones."""

from __future__ import annotations

import contextlib
import difflib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import colours, talk
from portbook.text.source import as_typed

if TYPE_CHECKING:
    from portbook.disk.plan import Change, Plan
    from portbook.text.source import Source

__all__ = [
    "print_diff",
    "print_lines",
    "print_texts",
    "say_blocked",
    "say_plan",
    "say_stale",
    "say_written",
    "write_texts",
    "writing",
]

COLOURS = {"+": "green", "-": "red", "@": "cyan"}
"""Of a diff's lines, by how they begin."""


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Carry out a plan inside: the command ends where a file of it cannot be written."""
    try:
        yield
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        where = failure.filename or folder
        raise click.UsageError(f"{where} cannot be written: {reason}") from None


def say_plan(plan: Plan) -> None:
    """What a plan did that was carried out."""
    removed = sum(change.after is None for change in plan.changes)
    say_written(plan.folder, len(plan.changes) - removed, removed, plan.unchanged)


def say_written(folder: Path, written: int, removed: int, unchanged: int) -> None:
    parts = [f"{written} written", *([f"{removed} removed"] if removed else [])]
    talk(f"{as_typed(folder)}: {', '.join(parts)}, {unchanged} unchanged")


def say_blocked(plan: Plan, hint: str | None = None) -> None:
    """What a plan may not touch; `hint` is the way out, told once."""
    for path, reason in plan.blocked:
        click.echo(f"{as_typed(plan.folder)}/{path}: {reason}; left as it is", err=True)
    if plan.blocked and hint is not None:
        click.echo(hint, err=True)


def say_stale(plan: Plan) -> bool:
    """The files that a plan would change, a line each on standard output; whether there are any."""
    from portbook.disk.apply import describe

    if plan.clean:
        talk(f"{as_typed(plan.folder)}: {plan.unchanged} files, all fresh")
        return False
    for change in plan.changes:
        click.echo(f"{as_typed(plan.folder)}/{change.path}: stale ({describe(change)})")
    return True


def print_diff(folder: Path, changes: Iterable[Change], limit: int | None = None) -> None:
    """How files would differ; `limit` lines for each of them at most."""
    from portbook.disk.plan import diff_lines

    print_lines(diff_lines(folder, changes, limit))


def print_lines(lines: Iterable[str]) -> None:
    """The lines of a diff, in colours on a terminal; nothing in them steers it."""
    from portbook.text.diagnostic import legible

    coloured = colours(sys.stdout)
    for line in lines:
        text = "\t".join(map(legible, line.split("\t")))
        colour = COLOURS.get(text[:1]) if coloured else None
        click.echo(click.style(text, fg=colour) if colour else text)


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
