"""What a template of the user's may see: plain values made for it, without a way back.

A template comes with a map, perhaps a stranger's. It gets texts, numbers, lists and frozen views
of records; whatever else hangs on the model (paths, sources, places, functions) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, NoReturn

from portbook.text.quoting.html import Html

PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "Endpoint": ("last",),
    "PortSet": ("first", "last"),
    "Project": ("default",),
    "Proxy": ("stem",),
    "Service": ("claims", "running", "compose_name", "primary"),
    "Value": ("references",),
}
"""Properties that a view has beside its record's fields, by the name of the record."""


class View:
    """A record's fields as attributes, all plain values; prints as the record does."""

    _text: str

    def __init__(self, values: dict[str, Any], text: str) -> None:
        vars(self).update(values, _text=text)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name} cannot be set: what a template sees is frozen")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __str__(self) -> str:
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and vars(self) == vars(other)

    __hash__ = object.__hash__


_NOTHING = object()
"""Stands for what a template does not get."""


def plain(value: Any) -> Any:
    """The value for a template; what is no plain value has no place in the result."""
    return _Copy().of(value)


class _Copy:
    """One copy of everything: what several records share is converted once."""

    def __init__(self) -> None:
        self.made: dict[int, tuple[Any, Any]] = {}

    def of(self, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return Html(value) if hasattr(value, "__html__") else str(value)
        if isinstance(value, int | float):
            return value
        if id(value) not in self.made:
            # The value is kept as well, so that no other takes its identity meanwhile.
            self.made[id(value)] = value, self.convert(value)
        return self.made[id(value)][1]

    def convert(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): each for key, each in self.kept(value.items())}
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return self.view(value, value._fields)
        if isinstance(value, list | tuple):
            return tuple(each for _, each in self.kept(enumerate(value)))
        if isinstance(value, set | frozenset):
            return tuple(sorted(each for _, each in self.kept(enumerate(value))))
        if is_dataclass(value) and not isinstance(value, type):
            return self.view(value, _names(type(value)))
        return _NOTHING

    def kept(self, items: Any) -> Any:
        for key, value in items:
            each = self.of(value)
            if each is not _NOTHING:
                yield key, each

    def view(self, value: Any, names: tuple[str, ...]) -> View:
        named = (*names, *PROPERTIES.get(type(value).__name__, ()))
        kept = dict(self.kept((name, getattr(value, name)) for name in named if name != "origin"))
        printed = "__str__" in vars(type(value))
        return View(kept, str(value) if printed else type(value).__name__)


@cache
def _names(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record) if not field.name.startswith("_"))
