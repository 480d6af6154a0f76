"""`portbook mcp`: the map for coding agents, over standard input and output."""

from __future__ import annotations

import contextlib
import gc
import io
from typing import TYPE_CHECKING

import click

from portbook.cli.loading import map_path, may_be_copy, read_map

if TYPE_CHECKING:
    from portbook.mcp.tools import Ran
    from portbook.project import Loaded


@click.command("mcp")
@click.option("--allow-edits", is_flag=True, help="Also add and move services, after a dry run.")
@click.pass_obj
def command(file: str | None, allow_edits: bool) -> int:
    """Serve the map to a coding agent: the Model Context Protocol, over standard input and output.

    Needs the extra: pip install 'portbook[mcp]'. Its tools find and explain ports, return free
    ones, run the checks, and show what a move would change and what has changed. They start and end
    no process.
    """
    path = map_path(file)
    try:
        from portbook.mcp.server import serve
    except ImportError as missing:
        raise click.UsageError(
            f"'{missing.name}' is not installed: pip install 'portbook[mcp]' brings it."
        ) from None
    from portbook.cli.edits import hash_of
    from portbook.cli.this_machine import as_copies, chosen_copies, here_of
    from portbook.mcp.tools import Commands
    from portbook.project import load

    def copied() -> Loaded:
        loaded = load(path, checked=False)
        if loaded.wiring is None or not may_be_copy(path):
            return loaded
        return as_copies(loaded, chosen_copies(here_of(loaded.wiring.portmap, path), None))

    def copy() -> str | None:
        wiring = copied().wiring if may_be_copy(path) else None
        projects = wiring.portmap.projects.values() if wiring else ()
        return next((each.instance for each in projects if each.instance), None)

    def run(words: list[str], expected: str | None) -> Ran:
        return _run(["-f", str(path), *words], expected)

    gc.enable()  # this process stays
    serve(copied, Commands(run, lambda: hash_of(read_map(path)[0]), copy), allow_edits=allow_edits)
    return 0


def _run(words: list[str], expected: str | None) -> Ran:
    """A command of ours, as if typed: its status and what it says; `expected` is the hash that the
    map must have for an edit of it."""
    from portbook.cli.edits import EXPECTED
    from portbook.cli.program import run

    out, err = io.StringIO(), io.StringIO()
    token = EXPECTED.set(expected)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run(words)
    except Exception as fault:  # the next question must still find an answer
        return 3, "", f"portbook failed: {type(fault).__name__}: {fault}"
    finally:
        EXPECTED.reset(token)
    return status, out.getvalue(), err.getvalue()
