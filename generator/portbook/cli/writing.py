"""Writes files, or shows what would be written: the map, and plans of generated files."""

from __future__ import annotations

import contextlib
import difflib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import NOT_UNDERSTOOD, colours, talk
from portbook.text.diagnostic import legible
from portbook.text.source import Source, as_typed

if TYPE_CHECKING:
    from portbook.disk.plan import Change, Plan

COLOURS = {"+": "green", "-": "red", "@": "cyan"}
"""Of a diff's lines, by how they begin."""


class CannotWrite(click.ClickException):
    """The disk refuses, which no other usage of the command would mend."""

    exit_code = NOT_UNDERSTOOD


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Carry out a plan inside: the command ends where a file of it cannot be written."""
    try:
        yield
    except OSError as failure:
        if failure.filename is None:
            raise  # of what the command prints
        where = Path(failure.filename)
        above = where.parent
        if isinstance(failure, FileNotFoundError) and not above.is_dir():
            raise CannotWrite(f"{where} cannot be written: there is no folder {above}") from None
        reason = (failure.strerror or str(failure)).lower()
        raise CannotWrite(f"{where} cannot be written: {reason}") from None


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The lock of a folder: nothing comes between reading what is there and writing to it.

    Whoever waits for longer than a second is told for whom, and may give up. Where nobody may
    write, nobody needs it.
    """
    from portbook.disk.lock import locked

    def say(holder: str) -> None:
        click.echo(
            f"waiting for {legible(holder)}, which writes to {folder}; Ctrl-C cancels", err=True
        )

    free = contextlib.nullcontext() if not os.access(folder, os.W_OK) else locked(folder, say)
    with writing(), free:
        yield


def print_plan(plan: Plan) -> None:
    """What a plan did that was carried out."""
    removed = sum(change.after is None for change in plan.changes)
    print_written(plan.folder, len(plan.changes) - removed, removed, plan.unchanged)


def print_written(folder: Path, written: int, removed: int, unchanged: int) -> None:
    parts = [f"{written} written", *([f"{removed} removed"] if removed else [])]
    talk(f"{as_typed(folder)}: {', '.join(parts)}, {unchanged} unchanged")


def print_blocked(plan: Plan, hint: str | None = None) -> None:
    """What a plan may not touch; `hint` is the way out where there is one, told once."""
    for path, reason in plan.blocked:
        # A record, which names paths, comes with a repository.
        click.echo(legible(f"{as_typed(plan.folder)}/{path}: {reason}; left as it is"), err=True)
    if plan.edited and hint is not None:
        click.echo(hint, err=True)


def print_stale(plan: Plan) -> bool:
    """The files that a plan would change, a line each on standard output; whether there are any."""
    if plan.clean:
        talk(f"{as_typed(plan.folder)}: {plan.unchanged} files, all fresh")
        return False
    for change in plan.changes:
        what = "new" if change.before is None else "removed" if change.after is None else "changed"
        click.echo(legible(f"{as_typed(plan.folder)}/{change.path}: stale ({what})"))
    return True


def print_diff(folder: Path, changes: Iterable[Change], limit: int | None = None) -> None:
    """How files would differ; `limit` lines for each of them at most."""
    from portbook.disk.plan import diff_lines

    print_lines(diff_lines(folder, changes, limit))


def print_lines(lines: Iterable[str]) -> None:
    """The lines of a diff, in colours on a terminal: nothing in them steers it, and secrets of
    known forms, which a public log would keep, are hidden."""
    from portbook.text.secrets import masked

    coloured = colours(sys.stdout)
    text = "".join(f"{line}\n" for line in lines)
    for line in masked(Source("", text)).text.split("\n")[:-1]:
        text = "\t".join(map(legible, line.split("\t")))
        colour = COLOURS.get(text[:1]) if coloured else None
        click.echo(click.style(text, fg=colour) if colour else text)


def texts_of(files: Iterable[tuple[Source, Source]]) -> list[tuple[Path, bytes]]:
    """Where each file is kept, and its later bytes; the command ends where a file is not what it
    was when it was read."""
    texts = []
    for before, after in files:
        assert before.path is not None
        path = before.path.resolve()
        if path.read_bytes() != before.data:
            raise click.ClickException(
                f"{as_typed(path)} was changed meanwhile; nothing is written."
            )
        texts.append((path, after.data))
    return texts


def write_texts(path: Path, files: Iterable[tuple[Source, Source]]) -> None:
    """Write the later text of each file of a map, all of them or none."""
    from portbook.disk.apply import apply

    apply(texts=texts_of(files), home=path.resolve().parent)


def print_texts(files: Iterable[tuple[Source, Source]]) -> None:
    """How each file would differ, as a unified diff."""
    for before, after in files:
        old, new = (each.text.splitlines() for each in (before, after))
        print_lines(difflib.unified_diff(old, new, after.name, after.name, lineterm=""))
