"""An edit, verified: the edited text is read again and must say what was asked for, and no more.

A thousand changes are verified like one: all of them are written, the map is read once, and those
that it does not say as expected try their next way. Where that finds no culprit, halves do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portbook.edit.candidate import (
    Candidate,
    Difference,
    WrittenFiles,
    authors_of,
    differences,
    new_problems,
    writers_near,
    written,
)
from portbook.edit.change import Change, Edit, Refused, reread
from portbook.language.load import Reading
from portbook.model.portmap import PortMap
from portbook.text.diagnostic import Diagnostic

NAMED = 5
"""Things that a refusal names."""


def verify(reading: Reading, changes: Sequence[Change], *, own: bool = True) -> Edit:
    """The edit that makes all of the changes and nothing else; Refused where there is none.

    Changes of one service are made in the order given. Not `own`: as if the texts of other
    repositories could be edited as well, for those who only ask what would be.
    """
    if own:
        _refuse_others(reading, changes)
    edit = Edit((), reading)
    for wave in _waves(changes):
        edit = edit.then(_verified(edit.reading, wave))
    for file in edit.files if own else ():
        if file.before.upstream:
            raise refused_upstream(reading.portmap, file.before.upstream, "what this changes")
    return edit


def _refuse_others(reading: Reading, changes: Sequence[Change]) -> None:
    """Another repository's map is edited there."""
    portmap = reading.portmap
    for change in changes:
        project = portmap.projects.get(change.touches[0]) if portmap else None
        rule = portmap.upstream_of(project) if portmap and project else None
        if rule is not None and project is not None:
            raise refused_upstream(portmap, rule.name, project.name, project.owner)


def refused_upstream(
    portmap: PortMap | None, source: str, what: str, owner: str | None = None
) -> Refused:
    """Why the root may not edit it, and whom to ask."""
    rule = portmap.sources.get(source) if portmap else None
    where = f"{rule.path} of {rule.git}" if rule else source
    whom = f"ask {owner}, or change" if owner else "change"
    hint = f"{whom} {where}, then 'portbook update {source}'"
    return Refused(f"{what} is of the source {source}, which is edited in its own repository", hint)


def _waves(changes: Sequence[Change]) -> list[list[Change]]:
    """Changes that can be written side by side: of one service, one a wave."""
    waves: list[list[Change]] = []
    seen: Counter[tuple[str, str | None]] = Counter()
    for change in changes:
        at = seen[change.touches]
        seen[change.touches] += 1
        if at == len(waves):
            waves.append([])
        waves[at].append(change)
    return waves


def _verified(reading: Reading, changes: list[Change]) -> Edit:
    candidates = [Candidate(reading, each) for each in changes]
    edit = _try_all(reading, candidates)
    if edit is not None:
        return edit
    if len(changes) == 1:
        raise _refusal(candidates[0])
    early, late = _halves(candidates)
    first = _verified(reading, [each.change for each in early])
    return first.then(_verified(first.reading, [each.change for each in late]))


def _halves(candidates: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Those that found no way come after the others, by themselves; else halves."""
    late = [each for each in candidates if each.exhausted]
    if 0 < len(late) < len(candidates):
        return [each for each in candidates if not each.exhausted], late
    middle = len(candidates) // 2
    return candidates[:middle], candidates[middle:]


def _try_all(reading: Reading, candidates: list[Candidate]) -> Edit | None:
    """The first round in which every change reads as expected; None where none is left to try."""
    if any(each.exhausted for each in candidates):
        return None
    while True:
        done = written(candidates)
        edit, blamed = _read(reading, done, candidates)
        if edit is not None and not blamed:
            return edit
        if len(candidates) == 1:
            blamed = candidates
        if not blamed or _stuck(blamed):
            return None


def _stuck(blamed: list[Candidate]) -> bool:
    """Whether one of them has no other way; all have taken their next, so that a round finds all
    of those."""
    return not min([each.advance() for each in blamed])


def _read(
    reading: Reading, done: WrittenFiles, candidates: list[Candidate]
) -> tuple[Edit | None, list[Candidate]]:
    """The edit where it reads as expected, else those to blame for that it does not."""
    if done.meeting or not done.files:
        return None, done.meeting
    again = reread(reading, done.files)
    problems = new_problems(reading, again, candidates)
    if problems or again.portmap is None:
        blamed = writers_near(done, problems)
        for each in blamed if len(candidates) > 1 else candidates:
            each.trouble = each.trouble or _first_problem(problems)
        return None, blamed
    assert reading.portmap is not None
    found = _unexpected(reading.portmap, again.portmap, candidates)
    if not found:
        return Edit(tuple(done.files), again), []
    blamed = authors_of(reading.portmap, candidates, found)
    for each in blamed if len(candidates) > 1 else candidates:
        each.unexpected = each.unexpected or found
    return None, blamed


def _first_problem(problems: list[Diagnostic]) -> str | None:
    return f"{problems[0].message} ({problems[0].place})" if problems else None


def _unexpected(was: PortMap, made: PortMap, candidates: list[Candidate]) -> list[Difference]:
    expected = was
    for each in candidates:
        expected = each.variant.expected(expected, made)
    return list(differences(expected, made))


def _refusal(candidate: Candidate) -> Refused:
    begins = candidate.change.refusal
    if not candidate.unexpected and candidate.trouble:
        return Refused(f"{begins}: {candidate.trouble}", "write it by hand")
    if not candidate.unexpected:
        return Refused(f"{begins}: found no place to write it", "write it by hand")
    also = list(dict.fromkeys(str(each) for each in candidate.unexpected))[:NAMED]
    message = f"{begins} alone: the edit would change {', '.join(also)}"
    return Refused(message, "write it by hand, where an alias or a proxy shares it")
