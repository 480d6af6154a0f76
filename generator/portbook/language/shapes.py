"""Shapes: the typed getters that the language is made of; here those of single values.

Each shape reads one sort of node to a plain value and reports what does not fit, with its place;
the same shape says what an editor may accept (`schema`) and what the reference page prints
(`label`). So the reader, the JSON Schema and the reference cannot part.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from portbook.language.problems import INVALID, Problems, describe
from portbook.language.scalars import SUSPECT, as_bool, as_int, is_text, plain_number, trap
from portbook.language.schemas import Schema, any_of, nullable
from portbook.text.lazily import lazily
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Splice
from portbook.text.wording import suggestion


class Shape(ABC):
    """`label` completes "... stands where LABEL belongs"."""

    label: str

    @abstractmethod
    def read(self, node: Node, problems: Problems) -> Any:
        """The value of a node, or INVALID once what is wrong with it is reported."""

    @abstractmethod
    def schema(self) -> Schema:
        """What an editor may accept here, as JSON Schema."""

    def parts(self) -> tuple[Shape, ...]:
        """The shapes that values of this one are made of."""
        return ()


@dataclass(eq=False)
class Text(Shape):
    """A string, perhaps of a pattern. Numbers must be quoted unless `loose`."""

    label: str = "a text"
    pattern: str | None = None
    code: str = "bad-value"
    loose: bool = False

    def __post_init__(self) -> None:
        self.matches = lazily(self.pattern) if self.pattern else None

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar:
            return problems.wrong_type(node, self.label)
        text = node.text
        if node.plain and text[:1] in SUSPECT:
            if node.is_null or not (self.loose or is_text(node)):
                hint = f'write it in quotes: "{text}"' if text else None
                message = f"{describe(node)} stands where {self.label} belongs"
                return problems.add("wrong-type", message, node, hint=hint)
            problems.check_trap(node)
        if self.matches is not None and self.matches.fullmatch(text) is None:
            hint = self.advice(text)
            return problems.add(self.code, f"'{text}' is not {self.label}", node, hint=hint)
        return text

    def advice(self, text: str) -> str | None:
        """What to do about a text that does not fit, where that can be told."""
        return None

    def schema(self) -> Schema:
        if self.pattern is None:
            return {"type": ["string", "number", "boolean"] if self.loose else "string"}
        # A number that fits a pattern is a year or the like: whole.
        kinds = ["string", "integer"] if self.loose else "string"
        return {"type": kinds, "pattern": f"^(?:{self.pattern})$"}


NAME_PATTERN = r"[a-z][a-z0-9-]*"
# Windows refuses these as file names whatever their ending (Win32 "Naming Files").
DEVICES = (f"{device}{n}" for device in ("com", "lpt") for n in range(1, 10))
REFUSED_NAMES = frozenset(("con", "prn", "aux", "nul", *DEVICES))
FOR_FILES = "Windows refuses it as the name of a file"


class Name(Shape):
    """A name of a project, service, endpoint, environment, host or range.

    `refused` are further names that cannot be given, each with the reason.
    """

    def __init__(self, label: str = "a name", refused: dict[str, str] | None = None) -> None:
        self.label = label
        self.refused = {**dict.fromkeys(REFUSED_NAMES, FOR_FILES), **(refused or {})}
        self._match = lazily(NAME_PATTERN)
        self._sound: set[str] = set()  # a map says most of its names many times

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        text = node.text
        if text in self._sound:
            return text
        trapped = problems.check_trap(node)
        if self._match.fullmatch(text) is None:
            hint = "names begin with a letter and hold a-z, 0-9 and -"
            better = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
            if self._match.fullmatch(better):
                hint += f": {better}"
            return problems.add("bad-name", f"'{text}' cannot be {self.label}", node, hint=hint)
        if text in self.refused:
            message = f"'{text}' cannot be {self.label}: {self.refused[text]}"
            return problems.add("bad-name", message, node, hint="choose another name")
        if node.plain and not trapped:
            self._sound.add(text)
        return text

    def schema(self) -> Schema:
        refused = "|".join(sorted(self.refused))
        return {"type": "string", "pattern": f"^(?!(?:{refused})$){NAME_PATTERN}$"}


class Bool(Shape):
    label = "true or false"

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is Scalar:
            value = as_bool(node)
            if value is not None:
                return value
            explanation = trap(node)
            if explanation and node.text.lower() in ("yes", "no", "on", "off"):
                better = "true" if node.text.lower() in ("yes", "on") else "false"
                fix = (Splice(node.start, node.end, better),)
                message = f"'{node.text}' is true or false only to old YAML readers"
                return problems.add("yaml-trap", message, node, hint=f"write {better}", fix=fix)
        return problems.wrong_type(node, self.label)

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(eq=False)
class Int(Shape):
    """A whole number from `low` to `high`, both included."""

    label: str
    low: int
    high: int
    code: str = "bad-value"

    def read(self, node: Node, problems: Problems) -> Any:
        value = as_int(node) if type(node) is Scalar else None
        if value is None:
            return problems.wrong_type(node, self.label)
        scalar = cast(Scalar, node)
        if problems.check_trap(scalar, plain_number(scalar)):
            return INVALID
        if not self.low <= value <= self.high:
            message = f"{value} is not {self.label} ({self.low} to {self.high})"
            return problems.add(self.code, message, node)
        return value

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


class Choice(Shape):
    """One of a few words; each may have a meaning for the reference page."""

    def __init__(self, label: str, words: Iterable[str]) -> None:
        self.label = label
        self.words = tuple(words)

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        if node.text in self.words:
            return node.text
        hint = suggestion(node.text, self.words) or "one of: " + ", ".join(self.words)
        return problems.add("bad-value", f"'{node.text}' is not {self.label}", node, hint=hint)

    def schema(self) -> Schema:
        # A YAML 1.1 reader hands the plain word off to the validator as false.
        words: list[Any] = list(self.words)
        if "off" in words:
            return {"type": ["string", "boolean"], "enum": [*words, False]}
        return {"type": "string", "enum": words}


class ListOf(Shape):
    """A list; one item may stand alone, without brackets. Wrong items are left out."""

    def __init__(self, item: Shape, label: str | None = None, least: int = 0) -> None:
        self.item = item
        self.label = label or f"{item.label}, or a list of such"
        self.least = least

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is Scalar and node.is_null:
            return ()
        items = node.items if isinstance(node, Sequence) else [node]
        if len(items) < self.least:
            message = f"at least {self.least} are needed here"
            hint = "put them into one list" if items[:1] == [node] else None
            return problems.add("missing-key", message, node, hint=hint)
        key = (id(self), id(node))
        if key not in problems.lists:
            read = (self.item.read(item, problems) for item in items)
            problems.lists[key] = tuple(value for value in read if value is not INVALID)
        return problems.lists[key]

    def parts(self) -> tuple[Shape, ...]:
        return (self.item,)

    def schema(self) -> Schema:
        item = self.item.schema()
        listed: Schema = {"type": "array", "items": item}
        if self.least:
            return {**listed, "minItems": self.least}
        return any_of(listed, item, {"type": "null"})


@dataclass(eq=False)
class MapOf(Shape):
    """A mapping from names of one sort to values of one shape; wrong entries are left out.

    `label` is in the plural. With `nullable`, an entry may have nothing in it. `example` is what
    to write, for who wrote something else.
    """

    item: Shape
    key: Text | Name
    label: str
    nullable: bool = False
    example: str | None = None

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is Scalar and node.is_null:
            return {}
        if not isinstance(node, Mapping):
            hint = self.example and f"write {self.example}"
            return problems.wrong_type(node, self.label, plural=True, hint=hint)
        found: dict[str, Any] = {}
        for key, value in node.entries():
            name = self.key.read(key, problems)
            if self.nullable and type(value) is Scalar and value.is_null:
                read: Any = None
            else:
                read = self.item.read(value, problems)
            if name is not INVALID and read is not INVALID:
                found[name] = read
        return found

    def parts(self) -> tuple[Shape, ...]:
        return (self.item,)

    def schema(self) -> Schema:
        item = self.item.schema()
        if self.nullable:
            item = nullable(item)
        names = {key: value for key, value in self.key.schema().items() if key == "pattern"}
        schema: Schema = {"type": ["object", "null"], "additionalProperties": item}
        if names:
            schema["propertyNames"] = names
        return schema


@dataclass(eq=False)
class OneOf(Shape):
    """Different shapes for different sorts of node; `wrap` makes a scalar's value canonical."""

    label: str
    scalar: Shape | None = None
    mapping: Shape | None = None
    sequence: Shape | None = None
    wrap: Callable[[Any], Any] | None = None

    def __post_init__(self) -> None:
        self.shapes = {Scalar: self.scalar, Mapping: self.mapping, Sequence: self.sequence}

    def read(self, node: Node, problems: Problems) -> Any:
        shape = self.shapes[type(node)]
        if shape is None:
            return problems.wrong_type(node, self.label)
        value = shape.read(node, problems)
        wraps = self.wrap is not None and type(node) is Scalar and value is not INVALID
        return self.wrap(value) if wraps and self.wrap else value

    def parts(self) -> tuple[Shape, ...]:
        return tuple(shape for shape in self.shapes.values() if shape)

    def schema(self) -> Schema:
        return any_of(*(shape.schema() for shape in self.parts()))
