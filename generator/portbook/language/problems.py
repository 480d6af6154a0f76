"""Collects what the reader finds wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

from portbook.language.scalars import is_text, trap
from portbook.text.diagnostic import Diagnostic, error
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Splice


class _Invalid:
    """The value did not fit and has been reported."""

    def __repr__(self) -> str:
        return "INVALID"

    def __bool__(self) -> bool:
        return False


INVALID: Final = _Invalid()


class Problems(list[Diagnostic]):
    """Diagnostics as they are found, and lists that were read: aliases make one stand at many
    places, and it is read once."""

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        super().__init__(found)
        self.lists: dict[tuple[int, int], Any] = {}

    def add(self, code: str, message: str, node: Node, **details: Any) -> _Invalid:
        self.append(error(code, message, node.place, **details))
        return INVALID

    def wrong_type(self, node: Node, wanted: str, plural: bool = False, **details: Any) -> _Invalid:
        """`wanted` is the label of what should stand there; `plural` where it names several."""
        belongs = "belong" if plural else "belongs"
        message = f"{describe(node)} stands where {wanted} {belongs}"
        return self.add("wrong-type", message, node, **details)

    def check_trap(self, node: Scalar, instead: str | None = None) -> bool:
        """Whether other readers take the value for something else, which is reported.

        `instead` is what to write for it; in quotes by default.
        """
        explanation = trap(node)
        if explanation:
            hint = f"write {instead}" if instead else f'write it in quotes: "{node.text}"'
            fix = (Splice(node.start, node.end, instead or f'"{node.text}"'),)
            self.add("yaml-trap", explanation, node, hint=hint, fix=fix)
        return explanation is not None


def describe(node: Node) -> str:
    """The sort of a node, for a message."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    scalar = cast(Scalar, node)
    if scalar.is_null:
        return "nothing"
    shown = scalar.text if len(scalar.text) <= 40 else scalar.text[:37] + "..."
    sort = "the text" if is_text(scalar) else "the value"
    return f"{sort} '{shown}'"
