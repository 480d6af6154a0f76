"""Carries out an edit of ports.yaml: preview, write, generate; all of it or nothing."""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from portbook.cli.loading import FINDINGS, complain, map_path, read_map
from portbook.cli.terminal import print_names
from portbook.cli.writing import alone, print_texts, texts_of, writing
from portbook.model import ports
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import as_typed

if TYPE_CHECKING:
    from portbook.disk.plan import Plan
    from portbook.edit.change import Change, Edit
    from portbook.language.load import Reading
    from portbook.model.portmap import Endpoint, PortMap
    from portbook.project import Loaded


class Preview(NamedTuple):
    """An edit with what it brings: the map before and after, findings that are new, and what
    `generate` would write; `plan` is None where errors of the map keep it from that."""

    edit: Edit
    before: Loaded
    after: Loaded
    fresh: list[Diagnostic]
    plan: Plan | None


@contextlib.contextmanager
def editing(
    file: str | None, done: str, *, dry_run: bool
) -> Iterator[tuple[Path, Reading, PortMap]]:
    """The map to edit, under its lock; a Refused edit is told as `not DONE` and ends with 1."""
    from portbook.edit.change import Refused

    path = map_path(file)
    # Who writes nothing, or will find no map, needs no lock.
    waits = path.is_file() and not dry_run
    try:
        with writing(), alone(path.resolve().parent) if waits else contextlib.nullcontext():
            reading, portmap = read_map(path)
            expected = EXPECTED.get()
            if expected is not None and expected != hash_of(reading):
                raise Refused("the map has changed since the dry run", "look at a new one first")
            yield path, reading, portmap
    except Refused as refusal:
        complain(f"not {done}: {refusal.message}", refusal.hint)
        raise click.exceptions.Exit(FINDINGS) from None


EXPECTED: ContextVar[str | None] = ContextVar("expected", default=None)
"""The hash that the map must have for an edit, where somebody has seen it before."""


def hash_of(reading: Reading) -> str:
    """A hash of the map and of the files that it includes."""
    found = hashlib.sha256()
    for source in reading.sources:
        found.update(hashlib.sha256(source.data).digest())
    return found.hexdigest()[:16]


def preview(
    path: Path,
    reading: Reading,
    edit: Edit,
    *,
    force: bool = False,
    renames: Sequence[Change] = (),
) -> Preview:
    """What an edit brings; Refused where that is a new error, or a file nobody may overwrite."""
    from portbook.disk.fresh import is_fresh
    from portbook.edit.change import Refused
    from portbook.edit.impact import affected
    from portbook.project import generate, judged

    before, after = judged(path, reading), judged(path, edit.reading)
    fresh = _new(before.problems, after.problems, renames)
    for problem in () if force else fresh:
        # Conflicts are reported by the commands that take a number: they know whose it is.
        if problem.severity == "error" and problem.code != "port-conflict":
            raise Refused(f"{problem.message} ({problem.code}, {problem.place})", problem.hint)
    if after.wiring is not None and is_fresh(path, before.output) is not None:
        after = replace(after, changed=affected(before.context, after.context))
    plan, _ = generate(after)
    if plan is not None and plan.blocked:
        name, reason = plan.blocked[0]
        hint = "'portbook generate --diff' shows it, 'generate --force' overwrites it"
        edited = any(each.path == name for each in plan.edited)
        raise Refused(f"{as_typed(plan.folder)}/{name} {reason}", hint if edited else None)
    return Preview(edit, before, after, fresh, plan)


def _new(
    before: list[Diagnostic], after: list[Diagnostic], renames: Sequence[Change]
) -> list[Diagnostic]:
    """Findings in new words, of sorts that have become more: a conflict that stands between two
    others is told in other words once one has left."""
    from portbook.edit.change import reworded

    known = {(each.code, reworded(each.message, renames)) for each in before}
    was, now = (Counter(each.code for each in found) for found in (before, after))
    fresh = [each for each in after if (each.code, each.message) not in known]
    return [each for each in fresh if not renames or now[each.code] > was[each.code]]


def write(previewed: Preview) -> None:
    """The map and what is generated from it, all of it or nothing."""
    from portbook.project import write

    texts = texts_of(previewed.edit.files)
    # A copy: what the output is made from is worked out anew, from the files as written.
    write(replace(previewed.after), previewed.plan, whole=True, texts=texts)


def files_of(previewed: Preview) -> list[str]:
    """The files that an edit writes, the map's own first."""
    plan = previewed.plan
    files = [each.after.name for each in previewed.edit.files]
    if plan is not None:
        files += [f"{as_typed(plan.folder)}/{change.path}" for change in plan.changes]
    return files


def print_written(previewed: Preview, *, dry_run: bool) -> None:
    """The files written; of a dry run, also how the map's own would change."""
    if dry_run:
        print_texts(previewed.edit.files)
    done = "would be written" if dry_run else "written"
    print_names(done, files_of(previewed))


def print_fresh(previewed: Preview) -> None:
    """What stays to be known: errors that kept `generate` from its work, and new findings."""
    if previewed.plan is None:
        click.echo("Nothing was generated: the map has errors. See 'portbook check'.", err=True)
    elif kept := previewed.after.in_error:
        names = ", ".join(sorted(kept))
        click.echo(f"Not generated because of errors: {names}. See 'portbook check'.", err=True)
    for problem in previewed.fresh:
        click.echo(
            f"{problem.place}: {problem.severity}[{problem.code}]: {problem.message}", err=True
        )


def span(endpoint: Endpoint | None) -> str | None:
    """The number, or both ends of an interval; None where there is none."""
    if endpoint is None or endpoint.port is None:
        return None
    return ports.span(endpoint.port, endpoint.last or endpoint.port)
