"""What `frozen` makes behaves as what `dataclass(frozen=True)` makes, but for refusing changes."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from portbook.text.frozen import frozen


@frozen
class Quick:
    name: str
    port: int = 1
    seen: int = field(default=0, compare=False, repr=False)
    more: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standard:
    name: str
    port: int = 1
    seen: int = field(default=0, compare=False, repr=False)
    more: dict[str, int] = field(default_factory=dict)


@frozen
class Key:
    """A value that a set can hold."""

    name: str
    port: int = 1
    seen: int = field(default=0, compare=False)


def test_it_compares_prints_hashes_and_is_replaced_as_the_standard_one() -> None:
    def told(kind: Any) -> list[Any]:
        class Nested(kind):  # type: ignore[misc]
            pass

        one, same, other = kind("a", seen=1), kind("a", seen=2), kind("a", 2)
        text = repr(one).replace(kind.__name__, "")
        names = [each.name for each in fields(kind)]
        below = [one == Nested("a"), Nested("a") == one, repr(Nested("a"))]
        return [one == same, one == other, one != other, one == ("a", 1), text, names, below]

    assert told(Quick) == told(Standard)
    changed = replace(Quick("a"), port=3)
    assert (changed.name, changed.port, changed.more) == ("a", 3, {})
    assert {Key("a"), Key("a"), Key("a", 2)} == {Key("a"), Key("a", 2)}
    assert hash(Key("a", seen=1)) == hash(Key("a", seen=2)) != hash(Key("b"))
    others: list[object] = [Quick("a"), ("a", 1)]
    assert Key("a") not in others
    assert not hasattr(Key("a"), "__dict__")
