"""Finds and reads the map for a command, and reports its errors."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from portbook.derive.calls import Wiring
    from portbook.language.load import Reading
    from portbook.model.portmap import PortMap
    from portbook.project import Loaded
    from portbook.text.diagnostic import Diagnostic

MAP_NAME = "ports.yaml"
LOUDNESS = "portbook.loudness"
"""Of a context's meta: -1 with --quiet, 1 with --verbose."""
FINDINGS = 1
NOT_UNDERSTOOD = 2


instance_option = click.option(
    "--instance", metavar="NAME", help="The working copy NAME; by default this folder's."
)


def seconds_option(
    name: str, least: float, most: float, usual: float, what: str
) -> Callable[[Any], Any]:
    """An option that takes seconds."""
    between, said = click.FloatRange(least, most), f"{what}; {usual:g} by default."
    return click.option(name, type=between, default=float(usual), metavar="SECONDS", help=said)


def map_path(file: str | None) -> Path:
    """The map that `-f`, or PORTBOOK_MAP, names, or the nearest ports.yaml: above this folder, else
    above the main checkout of this worktree. UsageError where there is none."""
    named = file or os.environ.get("PORTBOOK_MAP")
    if named:
        return Path(named)
    here = Path.cwd()
    found = _nearest(here)
    if found is None:
        from portbook.machine.copies import worktree_of

        worktree = worktree_of(here)
        found = _nearest(worktree.main) if worktree is not None else None
    if found is not None:
        return found
    raise click.UsageError(
        f"there is no {MAP_NAME} here or in a folder above.\n"
        "'portbook init' makes one of what is here, in an empty folder an example;\n"
        "-f FILE names one elsewhere."
    )


def _nearest(here: Path) -> Path | None:
    folders = (each for each in (here, *here.parents) if (each / MAP_NAME).is_file())
    return next((each / MAP_NAME for each in folders), None)


def may_be_copy(path: Path) -> bool:
    """Whether a map lies in a linked worktree, or beside a file that may name working copies: only
    then is it worth a look at this machine, which takes time."""
    beside = path.absolute().parent
    linked = any((each / ".git").is_file() for each in (beside, *beside.parents))
    return linked or (beside / "ports.local.yaml").exists()


def talk(text: str, *, more: bool = False, err: bool = True) -> None:
    """What a person may like to know: not with -q, and `more` only with -v."""
    context = click.get_current_context(silent=True)
    if (context.meta.get(LOUDNESS, 0) if context else 0) >= more:
        click.echo(text, err=err)


def complain(text: str, hint: str | None = None) -> None:
    click.echo(text, err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)


def load_map(file: str | None, *, checked: bool = True, locked: bool = False) -> Loaded:
    """The map, read and, unless only its contents matter, checked."""
    path = map_path(file)
    talk(f"the map is {path.absolute()}", more=True)
    from portbook.text.paths import NOTE, WORKPLACE

    if os.path.lexists(path.parent / WORKPLACE / NOTE):
        talk("an edit of this map is under way, or was killed: 'portbook generate' completes it")
    from portbook.project import load

    return load(path, checked=checked, locked=locked)


def wiring_of(loaded: Loaded) -> Wiring:
    """What a map says; where it is none, its findings are printed and the command ends."""
    if loaded.wiring is None:
        print_findings(loaded.problems, loaded.path.name)
        raise click.exceptions.Exit(NOT_UNDERSTOOD)
    return loaded.wiring


def read_map(path: Path) -> tuple[Reading, PortMap]:
    """The map as it stands; where it is none, its findings are printed and the command ends."""
    from portbook.language.load import read
    from portbook.text.diagnostic import unreadable
    from portbook.text.source import Source, UnreadableSource, as_typed

    try:
        reading = read(Source.load(path, as_typed(path)))
    except UnreadableSource as failure:
        print_findings([unreadable(failure)], path.name)
        raise click.exceptions.Exit(NOT_UNDERSTOOD) from None
    if reading.portmap is None:
        print_findings(list(reading.problems), path.name)
        raise click.exceptions.Exit(NOT_UNDERSTOOD)
    return reading, reading.portmap


def status_of(loaded: Loaded, findings: Iterable[Diagnostic], *, strict: bool = False) -> int:
    """The exit status that findings ask for: 0, 1, or 2 where the file is no map."""
    from portbook.text.diagnostic import any_error

    if not loaded.understood:
        return NOT_UNDERSTOOD
    listed = list(findings)
    return FINDINGS if any_error(listed) or (strict and listed) else 0


def json_rows(rows: Iterable[dict[str, Any]], *, ascii_only: bool = True) -> str:
    """A JSON array with each row on a line of its own."""
    body = ",\n".join(json.dumps(each, ensure_ascii=ascii_only) for each in rows)
    return f"[\n{body}\n]" if body else "[]"


def print_findings(findings: list[Diagnostic], name: str) -> None:
    from portbook.cli.render import render

    text = render(findings, "text", colours(sys.stderr), width(), {}, name=name)
    click.echo(text, err=True, nl=False)


def colours(stream: object) -> bool:
    """Whether a person's terminal is on the other side (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(getattr(stream, "isatty", lambda: False)()) and os.environ.get("TERM") != "dumb"


def styled(text: str, *, err: bool = False, **style: object) -> str:
    """With arguments of click.style, where a person reads standard output, or standard error."""
    coloured = text and colours(sys.stderr if err else sys.stdout)
    return click.style(text, **style) if coloured else text  # type: ignore[arg-type]


def width() -> int:
    """Columns of the terminal, else 80; as shutil says, which is slow to load."""
    said = os.environ.get("COLUMNS", "")
    with contextlib.suppress(OSError, ValueError):
        given = int(said) if said.isdecimal() else 0
        return given or os.get_terminal_size(1).columns or 80
    return 80
