"""Repeats work: a look at this machine, or a check of a map that was saved."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NoReturn

import click

from portbook.cli.loading import talk
from portbook.cli.this_machine import ThisMachine
from portbook.cli.usage import print_usage_error
from portbook.language.upstreams import LOCAL_NAME
from portbook.project import Loaded
from portbook.text.paths import Refused, matching, repository_of

# xterm's private modes (XTerm Control Sequences, "DEC Private Mode Set"): the other screen, no
# cursor, and lines that end at the edge; then their opposites. Erasing is ECMA-48's (8.3.39, 41).
SECOND_SCREEN, FIRST_SCREEN = "\x1b[?1049h\x1b[?25l\x1b[?7l", "\x1b[?7h\x1b[?25h\x1b[?1049l"
HOME, LINE_END, SCREEN_END = "\x1b[H", "\x1b[K", "\x1b[J"


def following(
    machine: ThisMachine, again: Callable[[], ThisMachine]
) -> Iterator[tuple[ThisMachine, list[str]]]:
    """The map of each moment, read `again` once a file of it has changed.

    Where it cannot be understood, it is the one before, and a sentence that says so.
    """
    known, notes = _state(machine), list[str]()
    while True:
        yield machine, notes
        if (state := _state(machine)) == known:
            continue
        try:
            # What is wrong would be printed into the middle of the screen.
            with contextlib.redirect_stderr(io.StringIO()):
                machine, notes = again(), []
            known = _state(machine)
        except (click.exceptions.Exit, click.UsageError):
            name, known = machine.path.name, state
            said = (
                f"{name} or {LOCAL_NAME} has changed and cannot be used: 'portbook check' says why"
            )
            notes = [f"{said}; this is based on the previous version"]


Stamps = dict[Path, tuple[int, int, int]]
"""Modification time, size and inode of the files that are there."""


def _state(machine: ThisMachine) -> Stamps:
    return _stamps((machine.path, machine.path.parent / LOCAL_NAME, *machine.sources))


def _stamps(paths: Iterable[Path]) -> Stamps:
    found = {}
    for path in paths:
        with contextlib.suppress(OSError):
            state = path.stat()
            found[path] = state.st_mtime_ns, state.st_size, state.st_ino
    return found


def watch(looks: Iterable[list[str]], interval: float) -> NoReturn:
    """Show each of the looks, `interval` seconds apart, until interrupted."""
    in_place = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    last = None
    with _second_screen() if in_place else contextlib.nullcontext():
        for lines in looks:
            if in_place:
                # As many as the screen takes.
                drawn = f"{LINE_END}\n".join(lines[: shutil.get_terminal_size().lines])
                click.echo(f"{HOME}{drawn}{LINE_END}{SCREEN_END}", nl=False)
            elif lines != last:
                click.echo("\n".join(lines))
            last = lines
            sys.stdout.flush()
            gc.collect()
            time.sleep(interval)
    raise AssertionError("the looks have no end")


@contextlib.contextmanager
def _second_screen() -> Iterator[None]:
    click.echo(SECOND_SCREEN, nl=False)
    try:
        yield
    finally:
        click.echo(FIRST_SCREEN, nl=False)


POLL_SECONDS = 0.5


def repeat(
    load: Callable[[], Loaded],
    work: Callable[[Loaded], object],
    alone: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
) -> NoReturn:
    """Load the map and work on it, `alone`, again whenever one of its files or a template changes,
    until interrupted."""
    seen: Stamps | None = None
    loaded: Loaded | None = None
    while True:
        if loaded is None or _stamps(_files(loaded)) != seen:
            with alone():
                loaded = load()
                # Taken before the work: what changes meanwhile is noticed the next time.
                first, seen = seen is None, _stamps(_files(loaded))
                try:
                    work(loaded)
                except click.ClickException as failure:
                    print_usage_error(failure)
            if first:
                talk("watching; Ctrl-C ends it")
            sys.stdout.flush()
            gc.collect()
        time.sleep(POLL_SECONDS)


def _files(loaded: Loaded) -> list[Path]:
    """The map, what it includes or would, and the user's templates."""
    paths = [loaded.path, *(source.path for source in loaded.sources if source.path)]
    base = loaded.path.parent
    if loaded.wiring is not None:
        for pattern in loaded.includes:
            with contextlib.suppress(Refused):
                paths += [base / name for name in matching(base, pattern, repository_of(base))]
    templates = base / "templates"
    return [*paths, *(path for path in templates.rglob("*") if path.is_file())]
