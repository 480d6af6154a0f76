"""What can happen to running services, as one value each, so that one place acts on it."""

from __future__ import annotations

from typing import NamedTuple

from portbook.machine.asking import Answer

__all__ = ["Answered", "Ended", "Told"]


class Ended(NamedTuple):
    """A part's command has ended; `serves`: its service is well all the same."""

    name: str
    returncode: int
    serves: bool = False


class Answered(NamedTuple):
    """`name` is the part that was asked; None for what runs without our doing."""

    name: str | None
    answer: Answer


class Told(NamedTuple):
    """To stop, with the exit status that says why."""

    status: int
