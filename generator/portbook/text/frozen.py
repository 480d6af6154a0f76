"""Values with names for their parts, made faster than `dataclass(frozen=True)` makes them.

A command imports some forty such classes. For each of them the standard decorator writes and
compiles six methods, which takes longer than reading a map; here only the constructor is compiled,
and comparing, hashing and printing are written once for all. That nobody changes a value is held
by mypy rather than at run time, which also makes constructing one three times as fast.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, cast, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A dataclass with slots; `dataclasses.fields` and `replace` know it as one."""
    # Without a docstring, dataclass() would ask for the signature, to make one of it.
    cls.__doc__ = cls.__doc__ or cls.__name__
    made: Any = dataclass(repr=False, eq=False, slots=True)(cls)
    made._compared = staticmethod(attrgetter(*(each.name for each in fields(made) if each.compare)))
    made.__eq__, made.__hash__, made.__repr__ = _equal, _hash, _text
    return cast("type[T]", made)


def _equal(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    return self._compared(self) == self._compared(other)


def _hash(self: Any) -> int:
    return hash(self._compared(self))


def _text(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
