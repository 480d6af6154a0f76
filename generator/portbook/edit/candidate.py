"""Changes written side by side: who of them is to blame for what the text says wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from portbook.edit.change import Change, FileEdit, Texts
from portbook.edit.compare import Difference
from portbook.language.load import Reading
from portbook.model.portmap import PortMap
from portbook.text.diagnostic import Diagnostic
from portbook.text.edit import Splice, splice
from portbook.text.nodes import Node
from portbook.text.source import Source

__all__ = ["Trial", "Written", "new_problems", "who_changed", "who_wrote", "written"]


class Trial:
    """A change with the way that is being tried; `spoilt` is what the first way would change,
    `trouble` what the reader would find wrong."""

    def __init__(self, reading: Reading, change: Change) -> None:
        assert reading.portmap is not None
        self.change = change
        self.spoilt: list[Difference] = []
        self.trouble: str | None = None
        self.left = _every_way(reading.portmap, change)
        self.variant = change
        self.texts: Texts = {}
        self.exhausted = not self.advance()

    def advance(self) -> bool:
        """Take the next way; False where there is none."""
        found = next(self.left, None)
        if found is None:
            self.exhausted = True
            return False
        self.variant, self.texts = found
        return True

    def within(self, spans: list[Node]) -> bool:
        return any(
            node.source is source and node.start <= each.start <= node.end
            for source, splices in self.texts.items()
            for each in splices
            for node in spans
        )


def _every_way(portmap: PortMap, change: Change) -> Iterator[tuple[Change, Texts]]:
    for variant in change.variants():
        for texts in variant.ways(portmap):
            yield variant, texts


class Written(NamedTuple):
    """The edited files, and where in them each trial's splices came to lie; `meeting` are the
    trials that would write where another one does."""

    files: list[FileEdit]
    lying: dict[str, list[tuple[int, int, Trial]]]
    meeting: list[Trial]


def written(trials: list[Trial]) -> Written:
    """The texts with the splices of every trial."""
    texts: dict[Source, list[tuple[Splice, Trial]]] = {}
    for trial in trials:
        for source, splices in trial.texts.items():
            texts.setdefault(source, []).extend((each, trial) for each in splices)
    done = Written([], {}, [])
    for source, found in texts.items():
        owned = _once(sorted(found, key=lambda pair: (pair[0].start, pair[0].end)))
        for (one, _), (other, trial) in pairwise(owned):
            if other.start < one.end:
                done.meeting.append(trial)
        if done.meeting:
            continue
        text = splice(source.text, [each for each, _ in owned])
        if text != source.text:
            after = Source(source.name, text, source.path)
            after.has_bom = source.has_bom
            done.files.append(FileEdit(source, after))
            done.lying[source.name] = list(_landed(owned))
    return done


def _once(owned: list[tuple[Splice, Trial]]) -> list[tuple[Splice, Trial]]:
    """What several put in place of one text: where they share it by an alias, all mean the same."""
    return [
        pair
        for before, pair in zip([None, *owned], owned, strict=False)
        if before is None or before[0] != pair[0] or pair[0].start == pair[0].end
    ]


def _landed(owned: list[tuple[Splice, Trial]]) -> Iterator[tuple[int, int, Trial]]:
    shift = 0
    for each, trial in owned:
        start = each.start + shift
        yield start, start + len(each.text), trial
        shift += len(each.text) - (each.end - each.start)


def who_wrote(done: Written, problems: list[Diagnostic]) -> list[Trial]:
    """Whose splices lie nearest to what the reader finds wrong."""
    found: list[Trial] = []
    for problem in problems:
        for place in (problem.place, *(related for related, _ in problem.related)):
            lying = done.lying.get(place.source.name, ())
            near = [(_apart(start, end, place.start, place.end), t) for start, end, t in lying]
            least = min((distance for distance, _ in near), default=None)
            found += [trial for distance, trial in near if distance == least]
            if least == 0:
                break
    return list(dict.fromkeys(found))


def _apart(start: int, end: int, low: int, high: int) -> int:
    return max(low - end, start - high, 0)


def new_problems(before: Reading, after: Reading, trials: list[Trial]) -> list[Diagnostic]:
    """What the reader finds that it did not find before."""

    def retold(message: str) -> str:
        for each in trials:
            message = each.change.retold(message)
        return message

    known = Counter((each.code, retold(each.message)) for each in before.problems)
    fresh = []
    for each in after.problems:
        known[each.code, each.message] -= 1
        if known[each.code, each.message] < 0:
            fresh.append(each)
    return fresh


def who_changed(was: PortMap, trials: list[Trial], found: list[Difference]) -> list[Trial]:
    """Whose service is not as meant, or who wrote into one that is not."""
    wrong = {(each.project, each.service) for each in found}
    touched = {each.change.touches for each in trials}
    spans = [node for each in wrong - touched for node in _written_at(was, *each)]
    return [each for each in trials if each.change.touches in wrong or each.within(spans)]


def _written_at(portmap: PortMap, project: str, service: str | None) -> tuple[Node, ...]:
    owner = portmap.projects.get(project)
    found = owner.services.get(service) if owner and service else None
    return found.origin.nodes if found else ()
