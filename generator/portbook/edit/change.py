"""The parts of an edit: changes, strategies to write them, and edited files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple

from portbook.language.load import Reading, read
from portbook.model.portmap import PortMap
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Refusal, Source, Splice

Texts = dict[Source, list[Splice]]
"""Splices by the file they belong to."""


class Change(ABC):
    """Something about the map that is to be different, and how it may be written.

    The ways are only proposals, the plainest first: whoever applies one reads the result and
    compares it with what is expected.
    """

    project: str
    service: str | None
    done: ClassVar[str]

    @property
    def touches(self) -> tuple[str, str | None]:
        """The project, and the service, that it is about: for blame where it cannot be made."""
        return self.project, self.service

    @property
    def refusal(self) -> str:
        """How a sentence about its failure begins: `shop/web cannot be moved`."""
        return f"{'/'.join(filter(None, self.touches))} cannot be {self.done}"

    @abstractmethod
    def expected(self, was: PortMap, made: PortMap) -> PortMap:
        """`was` with the change made; `made` is what the text says, for what follows from it."""

    @abstractmethod
    def strategies(self, portmap: PortMap) -> Iterator[Texts]:
        """Edits that may carry it out, each complete."""

    def ways(self, portmap: PortMap) -> Iterator[tuple[Change, Texts]]:
        """The edits, each with what it makes: where no text says it exactly, something else."""
        return ((self, texts) for texts in self.strategies(portmap))

    def reworded(self, message: str) -> str:
        """A finding's message as it reads once the change is made."""
        return message


def reworded(message: str, changes: Iterable[Change]) -> str:
    """A finding's message as it reads once all of the changes are made."""
    for each in changes:
        message = each.reworded(message)
    return message


def beyond(known: Counter[tuple[str, str]], found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings that are there more often than their code and message are known: the last of
    those that say the same."""
    left = known.copy()
    fresh = []
    for each in found:
        left[each.code, each.message] -= 1
        if left[each.code, each.message] < 0:
            fresh.append(each)
    return fresh


class Refused(Refusal):
    """An edit that is not made, with the reason for a person and what to do instead."""


class FileEdit(NamedTuple):
    before: Source
    after: Source


def reread(reading: Reading, files: Iterable[FileEdit]) -> Reading:
    """The map with some files edited: of the others, what an earlier edit made of them."""
    edited = {each.before.name: each.after for each in files}
    texts = [edited.get(source.name, source) for source in reading.sources]
    return read(texts[0], {each.name: each for each in texts[1:]})


class Edit(NamedTuple):
    """The files that change, and the whole map as it reads then."""

    files: tuple[FileEdit, ...]
    reading: Reading

    @property
    def portmap(self) -> PortMap:
        assert self.reading.portmap is not None
        return self.reading.portmap

    def then(self, later: Edit) -> Edit:
        """This edit and one made upon it, as a single one."""
        texts = {each.before.name: each for each in self.files}
        for each in later.files:
            first = texts.get(each.before.name, each)
            texts[each.before.name] = FileEdit(first.before, each.after)
        return Edit(tuple(texts.values()), later.reading)
