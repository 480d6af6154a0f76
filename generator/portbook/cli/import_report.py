"""What an import has found, for a person: what was read, mended, not understood, undecided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from portbook.text.wording import counted

if TYPE_CHECKING:
    from portbook.draft.draft import DraftProject, DraftService
    from portbook.sources.found import Found
    from portbook.text.diagnostic import Diagnostic

__all__ = ["tell_decisions", "tell_found", "tell_kept", "ways_out"]

SHOWN = 40
"""Lines of one sort that are shown; of more, the rest is counted."""


def tell_found(found: Found) -> None:
    """The files with how much each told, what was mended, and what was not understood."""
    for line in (*_read(found), *_mended(found), *_unread(found)):
        click.echo(line, err=True)


def tell_decisions(
    projects: Iterable[DraftProject], services: Iterable[tuple[str, DraftService]]
) -> None:
    """What a person has to decide; the same stands as comments in the map."""
    lines = []
    for project in projects:
        lines += [f"  {project.name}: {remark}" for remark in project.remarks]
        services = [*services, *((project.name, each) for each in project.services)]
    for name, service in services:
        lines += [f"  {name}/{service.name}: {remark}" for remark in service.remarks]
    if lines:
        click.echo("to decide (marked in the map):", err=True)
    for line in _cut([_wrapped(line.replace(": decide: ", ": ", 1)) for line in lines]):
        click.echo(line, err=True)


def tell_kept(remarks: Iterable[str]) -> None:
    """Where the files differ from a map, which is believed."""
    for line in _cut([_wrapped(remark) for remark in remarks]):
        click.echo(line, err=True)


def ways_out(errors: Iterable[Diagnostic]) -> Iterator[str]:
    """How projects that want one number can live together."""
    from portbook.cli.main import COMMANDS

    if not any(each.code == "port-conflict" for each in errors):
        return
    yield "Ways out of a conflict:"
    yield "  they run on different machines: name these under 'hosts', and say 'host: NAME'"
    yield "  they never run together: list them under 'exclusive', with the reason"
    yield "  they do: give one another number: 'portbook move SERVICE next'"
    if "resolve" in COMMANDS:
        yield "  'portbook resolve' moves as few as will end every conflict"


def _read(found: Found) -> Iterator[str]:
    ports: dict[str, int] = {}
    for claim in found.claims:
        ports[claim.path] = ports.get(claim.path, 0) + (not claim.reference)
    for service in found.services:
        ports.setdefault(service.path, 0)
    named = [f"  {path}: {counted(number, 'port')}" for path, number in ports.items()]
    if named:
        yield "read:"
        yield from map(_legible, _cut(named))


def _mended(found: Found) -> Iterator[str]:
    """A damaged encoding damages many lines in one way: the first is shown."""
    files: dict[str, list[str]] = {}
    for each in found.repairs:
        files.setdefault(each.path, []).append(f"{each.before!r} is read as {each.after!r}")
    for path, lines in files.items():
        more = f" ({len(lines)} such places)" if len(lines) > 1 else ""
        yield _wrapped(f"mended: {path} was decoded wrongly once: {lines[0]}{more}")


def _unread(found: Found) -> Iterator[str]:
    """By reasons, so that examples can be passed over at a glance."""
    if not found.unread:
        return
    yield f"not understood: {counted(len(found.unread), 'line')}"
    reasons: dict[str, list[str]] = {}
    for each in found.unread:
        place = _legible(f"    {each.path}:{each.line}: ")
        reasons.setdefault(each.reason, []).append(f"{place}{_short(each.text, len(place))}")
    for reason, lines in reasons.items():
        yield _legible(f"  {reason}:")
        yield from _cut(lines)


def _short(text: str, beside: int) -> str:
    """What fits into the line, of which so many columns are taken; a few words in any case."""
    from portbook.cli.loading import width
    from portbook.sources.hiding import without_secrets

    room = max(30, width() - beside)
    line = _legible(" ".join(without_secrets(text[: 4 * room]).split()))
    return line if len(line) <= room else f"{line[: room - 3]}..."


def _wrapped(line: str) -> str:
    """On as many lines as it takes, later ones farther in; places are not torn."""
    import textwrap

    from portbook.cli.loading import width

    inner = line[: len(line) - len(line.lstrip())] + "    "
    lines = textwrap.wrap(
        _legible(line),
        max(40, width()),
        subsequent_indent=inner,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= SHOWN:
        return lines
    more = f"  ... and {len(lines) - SHOWN} more"
    return [*lines[:SHOWN], f"{more}; 'portbook import --json' lists all that is found"]


def _legible(line: str) -> str:
    from portbook.text.diagnostic import legible

    return legible(line)
