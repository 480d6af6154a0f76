"""Applies the fixes that findings carry, as far as they cause no new findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from portbook.edit.change import Edit, FileEdit, beyond, reread
from portbook.language.load import Reading
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Source, splice

Judge = Callable[[Reading], list[Diagnostic]]

ROUNDS = 20
"""A fix may uncover another finding with a fix; nobody nests mistakes deeper than this."""


class Fixed(NamedTuple):
    """`done` are the findings that were fixed, `left` those whose fix would bring up another as
    grave, with that one."""

    edit: Edit
    done: list[Diagnostic]
    left: list[tuple[Diagnostic, Diagnostic]]


def fix(reading: Reading, judge: Judge) -> Fixed:
    """All fixes at once; one by one where together they bring up a new error.

    `judge` says all that is wrong with a map.
    """
    before = judge(reading)
    wanted = _fixable(before)
    whole = _with_followups(reading, wanted, judge)
    if whole is not None and not _new_errors(before, judge(whole[0].reading)):
        return Fixed(*whole, [])
    return _one_by_one(reading, before, judge)


def _one_by_one(reading: Reading, before: list[Diagnostic], judge: Judge) -> Fixed:
    done: list[Diagnostic] = []
    left: list[tuple[Diagnostic, Diagnostic]] = []
    edit, at = Edit((), reading), 0
    while at < len(wanted := _fixable(judge(edit.reading))):
        one = _with_followups(edit.reading, [wanted[at]], judge)
        worse = _new_errors(before, judge(one[0].reading)) if one else []
        if one is not None and not worse:
            edit = edit.then(one[0])
            done.append(wanted[at])
            continue
        # What stays is passed over, where it stands before what comes next.
        at += 1
        if worse:
            left.append((wanted[at - 1], worse[0]))
    return Fixed(edit, done, left)


def _fixable(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those with a fix; of two in one place the first."""
    seen: set[tuple[Source, int]] = set()
    found = []
    for each in findings:
        places = {(each.place.source, edit.start) for edit in each.fix}
        if each.fix and not places & seen and not each.place.source.upstream:
            seen |= places
            found.append(each)
    return found


def _with_followups(
    reading: Reading, wanted: list[Diagnostic], judge: Judge
) -> tuple[Edit, list[Diagnostic]] | None:
    """The fixes, and those of what they uncover; None where the text is no map then."""
    edit = Edit((), reading)
    done: list[Diagnostic] = []
    others = Counter((each.code, each.message) for each in judge(reading))
    others -= Counter((each.code, each.message) for each in wanted)
    for _ in range(ROUNDS):
        if not wanted:
            break
        later = _applied(edit.reading, wanted)
        if later.reading.portmap is None:
            return None
        edit, done = edit.then(later), done + wanted
        wanted = beyond(others, _fixable(judge(edit.reading)))
    return edit, done


def _applied(reading: Reading, wanted: list[Diagnostic]) -> Edit:
    files = []
    for source in reading.sources:
        splices = [edit for each in wanted if each.place.source is source for edit in each.fix]
        if splices:
            files.append(FileEdit(source, source.with_text(splice(source.text, splices))))
    return Edit(tuple(files), reread(reading, files))


def _new_errors(before: list[Diagnostic], after: list[Diagnostic]) -> list[Diagnostic]:
    """New errors: what is fixed are errors, and a warning in place of one is no loss."""
    known = Counter((each.code, each.message) for each in before)
    return [each for each in beyond(known, after) if each.severity == "error"]
