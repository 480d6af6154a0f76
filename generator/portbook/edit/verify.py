"""An edit, proved: the edited text is read again and must say what was meant, and no more.

A thousand changes are proved like one: all of them are written, the map is read once, and those
that it does not say as meant try their next way. Where that finds no culprit, halves do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portbook.edit.candidate import (
    Trial,
    Written,
    new_problems,
    who_changed,
    who_wrote,
    written,
)
from portbook.edit.change import Change, Edit, FileEdit, Refused
from portbook.edit.compare import Difference, differences
from portbook.language.load import Reading, read
from portbook.model.portmap import PortMap
from portbook.text.diagnostic import Diagnostic

__all__ = ["prove"]

NAMED = 5
"""Things that a refusal names."""


def prove(reading: Reading, changes: Sequence[Change]) -> Edit:
    """The edit that makes all of the changes and nothing else; Refused where there is none.

    Changes of one service are made in the order given.
    """
    edit = Edit((), reading)
    for wave in _waves(changes):
        edit = edit.then(_proved(edit.reading, wave))
    return edit


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


def _proved(reading: Reading, changes: list[Change]) -> Edit:
    trials = [Trial(reading, each) for each in changes]
    edit = _together(reading, trials)
    if edit is not None:
        return edit
    if len(changes) == 1:
        raise _refusal(trials[0])
    early, late = _apart(trials)
    first = _proved(reading, [each.change for each in early])
    return first.then(_proved(first.reading, [each.change for each in late]))


def _apart(trials: list[Trial]) -> tuple[list[Trial], list[Trial]]:
    """Those that found no way come after the others, by themselves; else halves."""
    late = [each for each in trials if each.exhausted]
    if 0 < len(late) < len(trials):
        return [each for each in trials if not each.exhausted], late
    middle = len(trials) // 2
    return trials[:middle], trials[middle:]


def _together(reading: Reading, trials: list[Trial]) -> Edit | None:
    """The first round in which every change reads as meant; None where none is left to try."""
    if any(each.exhausted for each in trials):
        return None
    while True:
        done = written(trials)
        edit, blamed = _read(reading, done, trials)
        if edit is not None and not blamed:
            return edit
        if len(trials) == 1:
            blamed = trials
        if not blamed or _stuck(blamed):
            return None


def _stuck(blamed: list[Trial]) -> bool:
    """Whether one of them has no other way; all have taken their next, so that a round finds all
    of those."""
    return not min([each.advance() for each in blamed])


def _read(reading: Reading, done: Written, trials: list[Trial]) -> tuple[Edit | None, list[Trial]]:
    """The edit where it reads as meant, else those to blame for that it does not."""
    if done.meeting or not done.files:
        return None, done.meeting
    again = _again(reading, done.files)
    problems = new_problems(reading, again, trials)
    if problems or again.portmap is None:
        blamed = who_wrote(done, problems)
        for each in blamed if len(trials) > 1 else trials:
            each.trouble = each.trouble or _told(problems)
        return None, blamed
    assert reading.portmap is not None
    found = _unlike(reading.portmap, again.portmap, trials)
    if not found:
        return Edit(tuple(done.files), again), []
    blamed = who_changed(reading.portmap, trials, found)
    for each in blamed if len(trials) > 1 else trials:
        each.spoilt = each.spoilt or found
    return None, blamed


def _told(problems: list[Diagnostic]) -> str | None:
    return f"{problems[0].message} ({problems[0].place})" if problems else None


def _unlike(was: PortMap, made: PortMap, trials: list[Trial]) -> list[Difference]:
    meant = was
    for each in trials:
        meant = each.variant.meant(meant, made)
    return list(differences(meant, made))


def _again(reading: Reading, files: list[FileEdit]) -> Reading:
    edited = {each.before.name: each.after for each in files}
    # What an earlier wave changed is not on the disk either.
    texts = [edited.get(source.name, source) for source in reading.sources]
    return read(texts[0], {each.name: each for each in texts[1:]})


def _refusal(trial: Trial) -> Refused:
    begins = trial.change.refusal
    if not trial.spoilt and trial.trouble:
        return Refused(f"{begins}: {trial.trouble}", "write it by hand")
    if not trial.spoilt:
        return Refused(f"{begins}: found no place to write it", "write it by hand")
    also = list(dict.fromkeys(str(each) for each in trial.spoilt))[:NAMED]
    message = f"{begins} alone: the edit would change {', '.join(also)}"
    return Refused(message, "write it by hand, where an alias or a proxy shares it")
