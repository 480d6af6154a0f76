"""Shapes: the typed getters that the language is made of.

Each shape reads one sort of node to a plain value and reports what does not fit, with its place;
the same shape says what an editor may accept (`schema`) and what the reference page prints
(`label`). So the reader, the JSON Schema and the reference cannot part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final, cast

from generator.reading.scalars import SUSPECT, as_bool, as_int, is_text, trap
from generator.text.diagnostic import Diagnostic, error
from generator.text.edit import Splice
from generator.text.tree import Mapping, Node, Scalar, Sequence

__all__ = [
    "INVALID",
    "Bool",
    "Choice",
    "Field",
    "Int",
    "ListOf",
    "MapOf",
    "Name",
    "OneOf",
    "Problems",
    "Record",
    "Shape",
    "Text",
    "any_of",
    "closest",
]

Schema = dict[str, Any]


class _Invalid:
    """The value did not fit and has been reported."""

    def __repr__(self) -> str:
        return "INVALID"

    def __bool__(self) -> bool:
        return False


INVALID: Final = _Invalid()


class Problems(list[Diagnostic]):
    """Diagnostics as they are found."""

    def add(self, code: str, message: str, node: Node, **details: Any) -> _Invalid:
        self.append(error(code, message, node.place, **details))
        return INVALID

    def wrong_type(self, node: Node, wanted: str) -> _Invalid:
        return self.add("wrong-type", f"{describe(node)} stands where {wanted} belongs", node)

    def check_trap(self, node: Scalar) -> bool:
        """Whether other readers take the value for something else, which is reported."""
        explanation = trap(node)
        if explanation:
            fix = (Splice(node.start, node.end, f'"{node.text}"'),)
            hint = f'write it in quotes: "{node.text}"'
            self.add("yaml-trap", explanation, node, hint=hint, fix=fix)
        return explanation is not None


def describe(node: Node) -> str:
    """What stands here, for a message."""
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


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant."""
    if len(name) > 60:
        return None
    import difflib

    wanted = name.lower().replace("_", "-")
    found = difflib.get_close_matches(wanted, [k.replace("_", "-") for k in known], 1, 0.6)
    if not found:
        return None
    return next(k for k in known if k.replace("_", "-") == found[0])


class Shape:
    """`label` completes "... stands where LABEL belongs"."""

    label = "a value"

    def read(self, node: Node, problems: Problems) -> Any:
        """The value of a node, or INVALID once what is wrong with it is reported."""
        raise NotImplementedError

    def schema(self) -> Schema:
        raise NotImplementedError


class Text(Shape):
    """A string, perhaps of a pattern. Numbers must be quoted unless `loose`."""

    def __init__(
        self,
        label: str = "a text",
        pattern: str | None = None,
        code: str = "bad-value",
        loose: bool = False,
    ) -> None:
        self.label = label
        self.pattern = pattern
        self.code = code
        self.loose = loose
        self._match = re.compile(pattern).fullmatch if pattern else None

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
        if self._match is not None and self._match(text) is None:
            return problems.add(self.code, f"'{text}' is not {self.label}", node)
        return text

    def schema(self) -> Schema:
        if self.pattern is None:
            return {"type": ["string", "number", "boolean"] if self.loose else "string"}
        # A number that fits a pattern is a year or the like: whole.
        kinds = ["string", "integer"] if self.loose else "string"
        return {"type": kinds, "pattern": f"^(?:{self.pattern})$"}


NAME_PATTERN = r"[a-z][a-z0-9-]*"
# Windows refuses these as file names whatever their ending (Win32 "Naming Files").
REFUSED_NAMES = frozenset(
    [
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{device}{n}" for device in ("com", "lpt") for n in range(1, 10)),
    ]
)


class Name(Shape):
    """A name of a project, service, endpoint, environment, host or range."""

    def __init__(self, label: str = "a name", refused: Iterable[str] = ()) -> None:
        self.label = label
        self.refused = REFUSED_NAMES.union(refused)
        self._match = re.compile(NAME_PATTERN).fullmatch

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is not Scalar or node.is_null:
            return problems.wrong_type(node, self.label)
        problems.check_trap(node)
        return self.check(node, problems)

    def check(self, node: Scalar, problems: Problems) -> Any:
        text = node.text
        if self._match(text) is None:
            hint = "names begin with a letter and hold a-z, 0-9 and -"
            better = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
            if self._match(better):
                hint += f": {better}"
            return problems.add("bad-name", f"'{text}' cannot be {self.label}", node, hint=hint)
        if text in self.refused:
            return problems.add("bad-name", f"'{text}' is taken: choose another name", node)
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


class Int(Shape):
    def __init__(self, label: str, low: int, high: int, code: str = "bad-value") -> None:
        self.label = label
        self.low = low
        self.high = high
        self.code = code

    def read(self, node: Node, problems: Problems) -> Any:
        value = as_int(node) if type(node) is Scalar else None
        if value is None:
            return problems.wrong_type(node, self.label)
        if trap(cast(Scalar, node)):
            problems.check_trap(cast(Scalar, node))
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
        near = closest(node.text, self.words)
        hint = f"did you mean '{near}'?" if near else "one of: " + ", ".join(self.words)
        return problems.add("bad-value", f"'{node.text}' is not {self.label}", node, hint=hint)

    def schema(self) -> Schema:
        # A YAML 1.1 reader hands the plain word off to the validator as false.
        words: list[Any] = list(self.words)
        return {"enum": [*words, False] if "off" in words else words}


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
            return problems.add("missing-key", message, node)
        read = (self.item.read(item, problems) for item in items)
        return tuple(value for value in read if value is not INVALID)

    def schema(self) -> Schema:
        item = self.item.schema()
        listed: Schema = {"type": "array", "items": item}
        if self.least:
            return {**listed, "minItems": self.least}
        return any_of(listed, item, {"type": "null"})


class MapOf(Shape):
    """A mapping from names of one sort to values of one shape; wrong entries are left out.

    `null` is the value for an entry with nothing in it; without it, nothing is wrong there.
    """

    def __init__(self, item: Shape, key: Text | Name, label: str, nullable: bool = False) -> None:
        self.item = item
        self.key = key
        self.label = label
        self.nullable = nullable

    def read(self, node: Node, problems: Problems) -> Any:
        if type(node) is Scalar and node.is_null:
            return {}
        if not isinstance(node, Mapping):
            return problems.wrong_type(node, self.label)
        found: dict[str, Any] = {}
        for key, value in node.entries():
            name = self.key.read(key, problems)
            if type(value) is Scalar and value.is_null and self.nullable:
                read: Any = None
            else:
                read = self.item.read(value, problems)
            if name is not INVALID and read is not INVALID:
                found[name] = read
        return found

    def schema(self) -> Schema:
        item = self.item.schema()
        if self.nullable:
            item = nullable(item)
        names = {key: value for key, value in self.key.schema().items() if key == "pattern"}
        schema: Schema = {"type": ["object", "null"], "additionalProperties": item}
        if names:
            schema["propertyNames"] = names
        return schema


class OneOf(Shape):
    """Different shapes for different sorts of node; `wrap` makes a scalar's value canonical."""

    def __init__(
        self,
        label: str,
        scalar: Shape | None = None,
        mapping: Shape | None = None,
        sequence: Shape | None = None,
        wrap: Callable[[Any], Any] | None = None,
    ) -> None:
        self.label = label
        self.shapes = {Scalar: scalar, Mapping: mapping, Sequence: sequence}
        self.wrap = wrap

    def read(self, node: Node, problems: Problems) -> Any:
        shape = self.shapes[type(node)]
        if shape is None:
            return problems.wrong_type(node, self.label)
        value = shape.read(node, problems)
        wraps = self.wrap is not None and type(node) is Scalar and value is not INVALID
        return self.wrap(value) if wraps and self.wrap else value

    def schema(self) -> Schema:
        return any_of(*(shape.schema() for shape in self.shapes.values() if shape))


class Field:
    """One key of a record: its shape and what it is for, a sentence for the reference page."""

    __slots__ = ("doc", "name", "required", "shape")

    def __init__(self, name: str, shape: Shape, doc: str, required: bool = False) -> None:
        self.name = name
        self.shape = shape
        self.doc = doc
        self.required = required


class Record(Shape):
    """A mapping with known keys, read to a dict of the keys that were given.

    A key with nothing in it reads as None. `short` reads the short form: any node that is not
    a mapping. `ref` names the record in the JSON Schema. `one_of` are keys of which one must be
    given; `refused` tells of keys that people expect here why they are not known.
    """

    refused: ClassVar[dict[str, str]] = {}

    def __init__(
        self,
        ref: str,
        label: str,
        fields: Iterable[Field],
        short: Shape | None = None,
        expand: Callable[[Any], dict[str, Any]] | None = None,
        one_of: tuple[str, ...] = (),
    ) -> None:
        self.ref = ref
        self.label = label
        self.fields = {field.name: field for field in fields}
        self.required = [field.name for field in self.fields.values() if field.required]
        self.short = short
        self.expand = expand
        self.one_of = one_of

    def read(self, node: Node, problems: Problems) -> Any:
        if not isinstance(node, Mapping):
            return self.read_short(node, problems)
        found: dict[str, Any] = {}
        fields = self.fields
        for key, value in node.entries():
            field = fields.get(key.text)
            if field is None:
                self.unknown(key, node, problems)
                continue
            if type(value) is Scalar and value.is_null:
                found[field.name] = None
                continue
            read = field.shape.read(value, problems)
            if read is not INVALID:
                found[field.name] = read
        self.check_required(node, problems)
        return found

    def check_required(self, node: Mapping, problems: Problems) -> None:
        for name in self.required:
            if _is_empty(node.get(name)):
                message = f"{self.label} needs the key '{name}'"
                problems.add("missing-key", message, node)
        if self.one_of and all(_is_empty(node.get(name)) for name in self.one_of):
            wanted = " or ".join(f"'{name}'" for name in self.one_of)
            problems.add("missing-key", f"{self.label} needs the key {wanted}", node)

    def read_short(self, node: Node, problems: Problems) -> Any:
        if self.short is None or self.expand is None:
            if type(node) is Scalar and node.is_null and not self.required:
                return {}
            return problems.wrong_type(node, self.label)
        value = self.short.read(node, problems)
        return value if value is INVALID else self.expand(value)

    def unknown(self, key: Scalar, node: Mapping, problems: Problems) -> None:
        near = None if key.text in self.refused else closest(key.text, self.fields)
        message = f"{self.label} has no key '{key.text}'"
        if near:
            # A key that is there already must not be written a second time.
            taken = node.get(near) is not None
            fix = () if taken else (Splice(key.start, key.end, near),)
            problems.add("unknown-key", message, key, hint=f"did you mean '{near}'?", fix=fix)
        elif trap(key):
            problems.check_trap(key)
        else:
            known = "it knows: " + ", ".join(sorted(self.fields))
            problems.add("unknown-key", message, key, hint=self.refused.get(key.text, known))

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{self.ref}"}

    def definition(self) -> Schema:
        """The record's own entry under `$defs`: its mapping, and its short form."""
        title = {"title": self.ref.replace("-", " ").capitalize()}
        mapping = self.mapping_schema()
        if self.short is not None:
            return {**title, **any_of(mapping, self.short.schema())}
        return {**title, **(mapping if self.required else nullable(mapping))}

    def mapping_schema(self) -> Schema:
        schema: Schema = {
            "type": "object",
            "properties": {name: self.describe(field) for name, field in self.fields.items()},
            "additionalProperties": False,
        }
        if self.required:
            schema["required"] = self.required
        if self.one_of:
            schema["anyOf"] = [{"required": [name]} for name in self.one_of]
        return schema

    def describe(self, field: Field) -> Schema:
        schema = field.shape.schema()
        required = field.required or field.name in self.one_of
        return {"description": field.doc, **(schema if required else nullable(schema))}


def nullable(schema: Schema) -> Schema:
    """The schema with null beside what it accepts: a key may be left empty."""
    kind = schema.get("type")
    if isinstance(kind, list) and "null" in kind:
        return schema
    return any_of(schema, {"type": "null"})


def any_of(*schemas: Schema) -> Schema:
    """One schema that accepts what any of them does; alternatives lie flat, each once."""
    flat: list[Schema] = []
    for schema in schemas:
        for each in schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]:
            if each not in flat:
                flat.append(each)
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def _is_empty(node: Node | None) -> bool:
    return node is None or (type(node) is Scalar and node.is_null)
