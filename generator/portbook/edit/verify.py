"""An edit, verified: the edited text is read again and must say what was asked for, and no more.

A thousand changes are verified like one: all of them are written, the map is read once, and those
that it does not say as expected try their next way. Where that finds no culprit, halves do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from portbook.edit.change import Change, Edit, FileEdit, Refused, Texts, beyond, reread, reworded
from portbook.language.load import Reading
from portbook.model.portmap import PortMap, Project, Service
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Node
from portbook.text.source import Source, Splice, splice


class Candidate:
    """A change with the way that is being tried; `unexpected` is what the first way would change,
    `trouble` what the reader would find wrong, `landed` where its splices came to lie, by file."""

    def __init__(self, reading: Reading, change: Change) -> None:
        assert reading.portmap is not None
        self.change = change
        self.unexpected: list[Difference] = []
        self.trouble: str | None = None
        self.left = change.ways(reading.portmap)
        self.variant = change
        self.texts: Texts = {}
        self.landed: dict[str, list[tuple[int, int]]] = {}
        self.exhausted = False
        self.advance()

    def advance(self) -> None:
        """Take the next way, where there is one."""
        found = next(self.left, None)
        self.exhausted = found is None
        self.variant, self.texts = found or (self.variant, self.texts)

    def within(self, spans: list[Node]) -> bool:
        return any(
            node.source is source and node.start <= each.start <= node.end
            for source, splices in self.texts.items()
            for each in splices
            for node in spans
        )


def with_splices(candidates: list[Candidate]) -> tuple[list[FileEdit], list[Candidate]]:
    """The files with the splices of every candidate, and the candidates that would write where
    another one does."""
    texts: dict[Source, list[tuple[Splice, Candidate]]] = {}
    for candidate in candidates:
        candidate.landed.clear()
        for source, splices in candidate.texts.items():
            texts.setdefault(source, []).extend((each, candidate) for each in splices)
    files: list[FileEdit] = []
    meeting: list[Candidate] = []
    for source, found in texts.items():
        owned = _without_repeats(sorted(found, key=lambda pair: (pair[0].start, pair[0].end)))
        meeting += [two for (one, _), (other, two) in pairwise(owned) if other.start < one.end]
        text = "" if meeting else splice(source.text, [each for each, _ in owned])
        if not meeting and text != source.text:
            files.append(FileEdit(source, source.with_text(text)))
            shift = 0
            for each, candidate in owned:
                span = each.start + shift, each.start + shift + len(each.text)
                candidate.landed.setdefault(source.name, []).append(span)
                shift += len(each.text) - (each.end - each.start)
    return files, meeting


def _without_repeats(owned: list[tuple[Splice, Candidate]]) -> list[tuple[Splice, Candidate]]:
    """What several put in place of one text: where they share it by an alias, all mean the same."""
    return [
        pair
        for before, pair in zip([None, *owned], owned, strict=False)
        if before is None or before[0] != pair[0] or pair[0].start == pair[0].end
    ]


def nearest_changes(candidates: list[Candidate], problems: list[Diagnostic]) -> list[Candidate]:
    """Whose splices lie nearest to what the reader finds wrong."""
    found: list[Candidate] = []
    for problem in problems:
        for place in (problem.place, *(related for related, _ in problem.related)):
            near = [
                (max(place.start - end, start - place.end, 0), each)
                for each in candidates
                for start, end in each.landed.get(place.source.name, ())
            ]
            least = min((distance for distance, _ in near), default=None)
            found += [candidate for distance, candidate in near if distance == least]
            if least == 0:
                break
    return list(dict.fromkeys(found))


def authors_of(
    was: PortMap, candidates: list[Candidate], found: list[Difference]
) -> list[Candidate]:
    """Whose service is not as expected, or who wrote into one that is not."""
    wrong = {(each.project, each.service) for each in found}
    touched = {each.change.touches for each in candidates}
    spans = [node for each in wrong - touched for node in _nodes_of(was, *each)]
    return [each for each in candidates if each.change.touches in wrong or each.within(spans)]


def _nodes_of(portmap: PortMap, project: str, service: str | None) -> tuple[Node, ...]:
    owner = portmap.projects.get(project)
    found = owner.services.get(service) if owner and service else None
    return found.origin.nodes if found else ()


class Difference(NamedTuple):
    """Something not as expected: a service, a project, or another part of the map."""

    project: str
    service: str | None = None
    environment: str | None = None
    part: str | None = None

    def __str__(self) -> str:
        scope = f"{self.project}@{self.environment}" if self.environment else self.project
        name = f"{scope}/{self.service}" if self.service else scope
        return f"{name}, its {self.part}" if self.part else name


def differences(expected: PortMap, made: PortMap) -> Iterator[Difference]:
    """What a text says otherwise than was expected."""
    for name in _compared(PortMap):
        if name != "projects" and not same(getattr(expected, name), getattr(made, name)):
            yield Difference(name)
    if list(expected.projects) != list(made.projects):
        yield Difference("projects")
        return
    for name, project in expected.projects.items():
        yield from dict.fromkeys(_in_project(project, made.projects[name]))


def _in_project(expected: Project, made: Project) -> Iterator[Difference]:
    bare: dict[str, Any] = {"environments": {}, "services": {}}
    if not same(replace(expected, **bare), replace(made, **bare)):
        yield Difference(expected.name)
    yield from _in_services(expected.services, made.services, Difference(expected.name))
    if list(expected.environments) != list(made.environments):
        yield Difference(expected.name, part="environments")
        return
    for name, environment in expected.environments.items():
        other, scope = made.environments[name], Difference(expected.name, environment=name)
        if not same(replace(environment, services={}), replace(other, services={})):
            yield scope
        yield from _in_services(environment.services, other.services, scope)


def _in_services(
    expected: dict[str, Service], made: dict[str, Service], scope: Difference
) -> Iterator[Difference]:
    if list(expected) != list(made):
        yield scope._replace(part="services")
        return
    for name, service in expected.items():
        if not same(service, made[name]):
            yield scope._replace(service=name)


def same(one: Any, other: Any) -> bool:
    """Equality of values; of mappings also their order."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and same([*one.values()], [*other.values()])
    if isinstance(one, tuple | list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(a is b or same(a, b) for a, b in pairs)
    if is_dataclass(one) and not isinstance(one, type):
        names = _compared(type(one))
        return same([getattr(one, n) for n in names], [getattr(other, n) for n in names])
    return bool(one == other)


@cache
def _compared(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.compare and each.name != "origin")


NAMED = 5
"""Things that a refusal names."""


def verify(reading: Reading, changes: Sequence[Change], *, own: bool = True) -> Edit:
    """The edit that makes all of the changes and nothing else; Refused where there is none.

    Changes of one service are made in the order given. Not `own`: as if the texts of other
    repositories could be edited as well, for those who only ask what would be.
    """
    if own:
        _refuse_source(reading, changes)
    edit = Edit((), reading)
    for wave in _waves(changes):
        edit = edit.then(_verified(edit.reading, wave))
    for file in edit.files if own else ():
        if file.before.upstream:
            raise refused_upstream(reading.portmap, file.before.upstream, "what this changes")
    return edit


def _refuse_source(reading: Reading, changes: Sequence[Change]) -> None:
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
    while not any(each.exhausted for each in candidates):
        edit, blamed = _read(reading, candidates)
        if edit is not None:
            return edit
        if not blamed and len(candidates) > 1:
            break
        # Each takes its next way, so that one round finds all that have none.
        for each in blamed if len(candidates) > 1 else candidates:
            each.advance()
    return None


def _read(reading: Reading, candidates: list[Candidate]) -> tuple[Edit | None, list[Candidate]]:
    """The edit where it reads as expected, else those to blame for that it does not."""
    files, meeting = with_splices(candidates)
    if meeting or not files:
        return None, meeting
    again = reread(reading, files)
    changes = [each.change for each in candidates]
    known = Counter((each.code, reworded(each.message, changes)) for each in reading.problems)
    problems = beyond(known, again.problems)
    if problems or again.portmap is None:
        blamed = nearest_changes(candidates, problems)
        first = f"{problems[0].message} ({problems[0].place})" if problems else None
        for each in blamed if len(candidates) > 1 else candidates:
            each.trouble = each.trouble or first
        return None, blamed
    assert reading.portmap is not None
    expected = reading.portmap
    for each in candidates:
        expected = each.variant.expected(expected, again.portmap)
    found = list(differences(expected, again.portmap))
    if not found:
        return Edit(tuple(files), again), []
    blamed = authors_of(reading.portmap, candidates, found)
    for each in blamed if len(candidates) > 1 else candidates:
        each.unexpected = each.unexpected or found
    return None, blamed


def _refusal(candidate: Candidate) -> Refused:
    begins = candidate.change.refusal
    if not candidate.unexpected and candidate.trouble:
        return Refused(f"{begins}: {candidate.trouble}", "write it by hand")
    if not candidate.unexpected:
        return Refused(f"{begins}: found no place to write it", "write it by hand")
    also = list(dict.fromkeys(str(each) for each in candidate.unexpected))[:NAMED]
    message = f"{begins} alone: the edit would change {', '.join(also)}"
    return Refused(message, "write it by hand, where an alias or a proxy shares it")
