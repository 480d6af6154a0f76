"""Prints what was found in files, and writes it to a new or an existing map."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from portbook.cli.loading import FINDINGS, NOT_UNDERSTOOD, complain, print_findings, read_map, width
from portbook.cli.terminal import wrapped
from portbook.cli.this_machine import here_of
from portbook.cli.writing import alone, print_texts, write_texts, writing
from portbook.disk.apply import apply
from portbook.draft.draft import Draft, DraftProject, DraftService
from portbook.draft.entries import new_text
from portbook.draft.extending import Unfit, extend
from portbook.draft.links import Holder, holders_of
from portbook.draft.projects import make_draft
from portbook.draft.unchanged import compare_stacks
from portbook.edit.local import local_names
from portbook.language.load import read
from portbook.language.upstreams import LOCAL_NAME
from portbook.model.portmap import PortMap
from portbook.project import judged
from portbook.sources.found import Found, Repair, Unread
from portbook.sources.naming import slug
from portbook.text.diagnostic import Diagnostic, legible
from portbook.text.grouping import grouped
from portbook.text.secrets import without_secrets
from portbook.text.source import Source, UnreadableSource, as_typed
from portbook.text.wording import counted

FEW = 3
"""Lines of one sort that are shown where the whole has to stay short."""


def write_map(
    path: Path,
    found: Found,
    *,
    project: str | None,
    host: str | None,
    dry_run: bool,
    brief: bool = False,
) -> int:
    """Tell what was found, write it, and tell what the map lacks; the exit status.

    `brief` keeps the telling within 25 lines: the map's own comments have the rest.
    """
    home = path.absolute().parent
    if not home.is_dir():
        raise click.UsageError(f"there is no folder {path.parent}.")
    draft = make_draft(found, project or home.name, os.path.relpath(home), _holders(path))
    _tell(_summary(found) if brief else (*_read(found), *_repaired(found), *_unread(found)))
    if draft.is_empty:
        click.echo("No port was found there, so nothing is written.", err=True)
        if not path.exists():
            click.echo("The smallest map: projects: {shop: {services: {web: 3000}}}", err=True)
        return FINDINGS
    try:
        free = contextlib.nullcontext() if dry_run else alone(path.resolve().parent)
        with writing(), free:
            if not path.exists():
                return _new(path, draft, host, dry_run, brief)
            if host is not None:
                click.echo(f"--host is for a map made new; the hosts of {path} are kept", err=True)
            return _extend(path, draft, dry_run, brief)
    except Unfit as refusal:
        complain(f"not written: {refusal.message}", refusal.hint)
        return FINDINGS


def _holders(path: Path) -> dict[int, list[Holder]]:
    """Who opens which number in the map, where there is one that can be read."""
    try:
        portmap = read(Source.load(path)).portmap if path.exists() else None
    except UnreadableSource:
        return {}
    return holders_of(portmap) if portmap else {}


def _new(path: Path, draft: Draft, host: str | None, dry_run: bool, brief: bool) -> int:
    if host is not None:
        check_host(host)
    text = new_text(draft, host)
    print_decisions(draft.projects, (), brief=brief)
    if dry_run:
        click.echo(text, nl=False)
    else:
        # Folders outside of the map's that the person has just named, so that `install` may write
        # there; of another map that was here none stays.
        home, names = path.absolute().parent, {p.name for p in draft.projects}
        outside = [(p.name, p.path) for p in draft.projects if p.path and p.path.startswith("..")]
        stale = (home / LOCAL_NAME).is_file()
        made = local_names(home, outside, names) if outside or stale else None
        texts = [(path.resolve(), text.encode()), *([made] if made is not None else [])]
        apply(texts=texts, home=path.resolve().parent)
        projects, services = len(draft.projects), sum(len(p.services) for p in draft.projects)
        said = f"{counted(projects, 'project')}, {counted(services, 'service')}"
        click.echo(f"written: {legible(as_typed(path))} ({said})", err=True)
    return _judge(path, Source(as_typed(path), text, path.absolute()), dry_run, brief)


def check_host(host: str) -> None:
    if slug(host) != host:
        hint = f" such as '{slug(host)}'" if slug(host) else ""
        raise click.UsageError(f"'{host}' cannot be a host's name: write a name{hint}.")


def _extend(path: Path, draft: Draft, dry_run: bool, brief: bool) -> int:
    reading, portmap = read_map(path)
    if not portmap.projects and reading.problems:
        print_findings(list(reading.problems), path.name)
        click.echo(
            f"{path} is no map of portbook's; '-f' and the name of a new file makes one beside it: "
            f"portbook -f map.yaml import {path}",
            err=True,
        )
        return NOT_UNDERSTOOD
    done = extend(reading, draft)
    print_decisions(done.missing.projects, done.missing.services, brief=brief)
    # Where the files differ from a map, which is believed.
    _tell(_shortened(list(done.missing.remarks), brief))
    if not done.edits:
        click.echo(
            f"{legible(as_typed(path))} already contains all of that; nothing is added", err=True
        )
        _compare(path, portmap)
        return 0
    if dry_run:
        print_texts(done.edits)
    else:
        write_texts(path, done.edits)
    names = ", ".join(after.name for _, after in done.edits)
    click.echo(f"{'would be ' if dry_run else ''}extended: {names}", err=True)
    main = next((a for b, a in done.edits if b is reading.sources[0]), reading.sources[0])
    return _judge(path, main, dry_run, brief)


def _judge(path: Path, main: Source, dry_run: bool, brief: bool) -> int:
    """What `check` finds in the map as it is now: errors in full or in a line, warnings counted."""
    reading = read(main)
    portmap, problems = reading.portmap, judged(path, reading).problems
    errors = [each for each in problems if each.severity == "error"]
    if errors and not brief:
        print_findings(errors, path.name)
        _tell(WAYS_OUT if any(each.code == "port-conflict" for each in errors) else ())
    elif errors:
        _tell(_grouped(errors))
    warnings = len(problems) - len(errors)
    if warnings:
        said = f"{counted(warnings, 'warning')}: 'portbook check' shows what to look at"
        click.echo(said, err=True)
    if not dry_run and not errors:
        decide = "read what is marked 'decide', then " if "# decide:" in main.text else ""
        click.echo(f"next: {decide}'portbook generate'", err=True)
    if portmap is not None and not dry_run:
        _compare(path, portmap)
    return FINDINGS if errors else 0


def _compare(path: Path, portmap: PortMap) -> None:
    """Say whether the stacks publish what they did, as far as their files are here."""
    here = here_of(portmap, path)
    found = ((each, here.checkout(each)) for each in portmap.projects.values())
    made = compare_stacks((project, folder) for project, folder in found if folder is not None)
    _tell(_few(made.differing, "'portbook init --prove' has them all"))
    if made.stacks:
        click.echo(str(made), err=True)


def _grouped(errors: list[Diagnostic]) -> Iterator[str]:
    """Errors in a few lines: conflicts by the number that is wanted twice, with the first place."""
    # A conflict's message begins with its number and its host.
    groups = grouped((each.message.partition(" is claimed by ")[0], each) for each in errors)
    lines = []
    for group in groups.values():
        place = f"{group[0].place.source.name}:{group[0].place.line}"
        more = f" (and {len(group) - 1} more)" if len(group) > 1 else ""
        lines.append(f"{place}: {group[0].code}{more}: {group[0].message}")
    yield f"{counted(len(errors), 'error')}, which 'portbook check' shows:"
    yield from _few(lines, "'portbook check' has them all")
    if any(each.code == "port-conflict" for each in errors):
        yield "ways out: 'hosts', 'exclusive', or 'portbook resolve' with the fewest moves"


SHOWN = 40
"""Lines of one sort that are shown; of more, the rest is counted."""


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)


def _summary(found: Found) -> Iterator[str]:
    """What was read, in two lines."""
    claims = [each for each in found.claims if not each.reference]
    files = {each.path for each in claims} | {each.path for each in found.services}
    if files:
        yield f"read: {counted(len(claims), 'port')} in {counted(len(files), 'file')}"
    unread = found.of(Unread)
    more = [f"{counted(len(unread), 'line')} not understood"] if unread else []
    repaired = {each.path for each in found.of(Repair)}
    more += [f"{counted(len(repaired), 'file')} repaired after wrong decoding"] * bool(repaired)
    if more:
        yield f"{', '.join(more)}: --verbose shows them"


def print_decisions(
    projects: Iterable[DraftProject],
    services: Iterable[tuple[str, DraftService]],
    *,
    brief: bool,
) -> None:
    """What a person has to decide; the same stands as comments in the map."""
    lines = []
    for project in projects:
        lines += [f"  {project.name}: {remark}" for remark in project.remarks]
        services = [*services, *((project.name, each) for each in project.services)]
    for name, service in services:
        lines += [f"  {name}/{service.name}: {remark}" for remark in service.remarks]
    if lines:
        count = f"{len(lines)} to decide" if brief else "to decide"
        click.echo(f"{count} (marked in the map):", err=True)
    _tell(_shortened([line.replace(": decide: ", ": ", 1) for line in lines], brief))


def _shortened(lines: list[str], brief: bool) -> list[str]:
    """Whole, up to SHOWN; or a few, each cut to the width of the terminal."""
    return _few(lines, "--verbose shows them") if brief else _cut([_wrapped(x) for x in lines])


def _few(lines: list[str], rest: str) -> list[str]:
    """FEW lines at most, on two rows each, and one that says how many more there are."""
    shown = [_wrapped(f"  {line.strip()}", rows=2) for line in lines[:FEW]]
    more = len(lines) - len(shown)
    return [*shown, f"  ... and {more} more: {rest}"] if more else shown


WAYS_OUT = (
    "Ways out of a conflict:",
    "  they run on different machines: name these under 'hosts', and say 'host: NAME'",
    "  they never run together: list them under 'exclusive', with the reason",
    "  otherwise: give one of them another number: 'portbook move SERVICE next'",
    "  'portbook resolve' ends every conflict with the fewest moves",
)
"""How projects that want one number can live together."""


def _read(found: Found) -> Iterator[str]:
    ports: dict[str, int] = {}
    for claim in found.claims:
        ports[claim.path] = ports.get(claim.path, 0) + (not claim.reference)
    for service in found.services:
        ports.setdefault(service.path, 0)
    named = [f"  {path}: {counted(number, 'port')}" for path, number in ports.items()]
    if named:
        yield "read:"
        yield from map(legible, _cut(named))


def _repaired(found: Found) -> Iterator[str]:
    """A damaged encoding damages many lines in one way: the first is shown."""
    files = grouped(
        (each.path, f"{each.before!r} is read as {each.after!r}") for each in found.of(Repair)
    )
    for path, lines in files.items():
        more = f" ({len(lines)} such places)" if len(lines) > 1 else ""
        yield _wrapped(f"repaired: {path} was once decoded wrongly: {lines[0]}{more}")


def _unread(found: Found) -> Iterator[str]:
    """By reasons, so that examples can be passed over at a glance."""
    unread = found.of(Unread)
    if not unread:
        return
    yield f"not understood: {counted(len(unread), 'line')}"
    reasons: dict[str, list[str]] = {}
    for each in unread:
        place = legible(f"    {each.path}:{each.line}: ")
        # What fits into the line; a few words in any case.
        room = max(30, width() - len(place))
        line = legible(" ".join(without_secrets(each.text[: 4 * room]).split()))
        short = line if len(line) <= room else f"{line[: room - 3]}..."
        reasons.setdefault(each.reason, []).append(f"{place}{short}")
    for reason, lines in reasons.items():
        yield legible(f"  {reason}:")
        yield from _cut(lines)


def _wrapped(line: str, rows: int | None = None) -> str:
    """On as many rows as it takes, or as there may be, later ones farther in; places stay whole."""
    inner = line[: len(line) - len(line.lstrip())] + "    "
    return "\n".join(wrapped(legible(line), behind=inner, rows=rows))


def _cut(lines: list[str]) -> list[str]:
    if len(lines) <= SHOWN:
        return lines
    more = f"  ... and {len(lines) - SHOWN} more"
    return [*lines[:SHOWN], f"{more}; 'portbook import --json' lists all that is found"]
