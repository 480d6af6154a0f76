"""A move: an endpoint gets another number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portbook.edit.change import Change, Texts
from portbook.edit.numbers import Number
from portbook.model.portmap import HistoryEntry, PortMap

__all__ = ["Move"]


class Move(NamedTuple):
    """An endpoint gets another number, in one environment or (None) as written for all.

    `entry` is recorded in the service's history.
    """

    project: str
    service: str
    endpoint: str
    environment: str | None
    number: Number
    entry: HistoryEntry | None = None

    @property
    def touches(self) -> tuple[str, str | None]:
        return self.project, self.service

    @property
    def refusal(self) -> str:
        return f"{self.project}/{self.service} cannot be moved"

    def variants(self) -> Sequence[Change]:
        """A container keeps its own port. Only where one text cannot say that for every
        environment, and it was the same number in each, does it follow."""
        plain = self.number._replace(container=None, container_end=None)
        return (self,) if plain == self.number else (self, self._replace(number=plain))

    def meant(self, was: PortMap, made: PortMap) -> PortMap:
        from portbook.edit.expected_model import intended

        return intended(was, made, self)

    def ways(self, portmap: PortMap) -> Iterator[Texts]:
        from portbook.edit.moving import ways

        return ways(portmap, self)

    def retold(self, message: str) -> str:
        return message
