"""Records: mappings with known keys, the shape of almost everything in ports.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from portbook.language.problems import INVALID, Problems
from portbook.language.scalars import trap
from portbook.language.schemas import Schema, any_of, nullable, types_of
from portbook.language.shapes import MapOf, Name, Shape
from portbook.text.nodes import NULLS, Mapping, Node, Scalar
from portbook.text.source import Splice
from portbook.text.wording import closest, nearest

REQUIRED = True
"""Written at a field that its record cannot do without."""


@dataclass(eq=False, slots=True)
class Field:
    """One key of a record: its shape and what it is for, a sentence for the reference page."""

    name: str
    shape: Shape
    doc: str
    required: bool = False


class Record(Shape):
    """A mapping with known keys, read to a dict of the keys that were given.

    A key with nothing in it reads as None. `short` reads the short form: any node that is not
    a mapping. `ref` names the record in the JSON Schema. `one_of` are keys of which one must be
    given; `main` is the key whose value the short form is. `refused` tells of keys that people
    expect here why they are not known, `homes` where they are. `parents` are the records that
    hold this one, each with the field that does.
    """

    refused: ClassVar[dict[str, str]] = {}
    homes: ClassVar[dict[str, str]] = {}
    main: ClassVar[str | None] = None

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
        self.parents: list[tuple[Record, Field]] = []
        for field in self.fields.values():
            for child in records_in(field.shape):
                child.parents.append((self, field))

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
            # Asked of every key of a map: a property would cost a call each.
            if type(value) is Scalar and value.plain and value.text in NULLS:
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
        message = f"{self.label} has no key '{key.text}'"
        if key.text in self.refused:
            problems.add("unknown-key", message, key, hint=self.refused[key.text])
        elif trap(key):
            problems.check_trap(key)
        else:
            found = advice(self, key, node)
            # A key that is there already must not be written a second time.
            splices = found.instead is not None and node.get(found.instead) is None
            fix = (Splice(key.start, key.end, found.instead or ""),) if splices else ()
            problems.add("unknown-key", message, key, hint=found.hint, fix=fix)

    def stray(self, key: Scalar, value: Node | None) -> str | None:
        """Where an unknown key belongs that is neither this record's nor a neighbour's."""
        return None

    def schema(self) -> Schema:
        reference = {"$ref": f"#/$defs/{self.ref}"}
        alone = self._own_schema()
        if "null" in types_of(alone) or "if" in alone:
            return reference
        return {**reference, "type": alone["type"]}

    def definition(self) -> Schema:
        """The record's own entry under `$defs`: its mapping, and its short form.

        It accepts null, as keys do; where nothing may not stand, `schema` says so beside it.
        """
        return {"title": self.ref.replace("-", " ").capitalize(), **nullable(self._own_schema())}

    def _own_schema(self) -> Schema:
        mapping = self.mapping_schema()
        if self.short is not None:
            return any_of(mapping, self.short.schema())
        return mapping if self.required else nullable(mapping)

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


def records_in(shape: Shape) -> Iterator[Record]:
    """The records that a value of the shape is made of, not those within them."""
    if isinstance(shape, Record):
        yield shape
    else:
        for part in shape.parts():
            yield from records_in(part)


def _is_empty(node: Node | None) -> bool:
    return node is None or (type(node) is Scalar and node.is_null)


ALIKE = 0.8
"""So much alike, a key is misspelt rather than misplaced."""
FEW = 80
"""Characters that a list of all keys may take."""


class Advice(NamedTuple):
    """`instead` is the key that was meant, where the key was misspelt."""

    hint: str
    instead: str | None = None


def advice(record: Record, key: Scalar, node: Mapping) -> Advice:
    """What to do about a key of `node` that `record` does not know."""
    value = node.get(key.text)
    placed = _entry(record, key, value, node, empty=True)
    if placed:
        return Advice(placed)
    near = closest(key.text, record.fields, ALIKE)
    if near is None:
        placed = record.homes.get(key.text) or record.stray(key, value)
        if isinstance(value, Mapping):
            placed = placed or _entry(record, key, value, node)
        placed = placed or _within(record, key, value, node) or _above(record, key)
        if placed:
            return Advice(placed)
        near = closest(key.text, record.fields)
    if near:
        return Advice(f"did you mean '{near}'?", near)
    return Advice(_entry(record, key, value, node) or _known_keys(record, key))


def _known_keys(record: Record, key: Scalar) -> str:
    listed = ", ".join(sorted(record.fields))
    if len(listed) <= FEW:
        return f"it knows: {listed}"
    few = nearest(key.text, record.fields, 4) or list(record.fields)[:4]
    return f"it knows {', '.join(few)} and more: see 'portbook explain unknown-key'"


def _entry(
    record: Record, key: Scalar, value: Node | None, node: Mapping, empty: bool = False
) -> str | None:
    """The field of named entries that the key would be one of, such as a service beside
    `services:`; with `empty` only one in which nothing stands."""
    fits = []
    for order, field in enumerate(record.fields.values()):
        given = node.get(field.name)
        bare = isinstance(given, Scalar) and given.is_null
        fit = _keys_known(field.shape, key, value, there=given is not None)
        if fit and (bare or not empty):
            fits.append((bare, fit, given is not None, order, field.name))
    if not fits:
        return None
    *_, there, _, name = max(fits)
    if there:
        return f"indent it under '{name}'"
    return f"put it under '{name}': {name}: {{{key.text}: ...}}"


def _keys_known(shape: Shape, key: Scalar, value: Node | None, *, there: bool) -> int:
    """How many keys of the value an entry of the shape knows, if it knows all of them."""
    item, named = next(records_in(shape), None), _named(shape)
    if item is None or named is None or not _names(named, key):
        return 0
    if isinstance(value, Mapping):
        names = [each.text for each, _ in value.entries()]
        return len(names) if all(name in item.fields for name in names) else 0
    if not isinstance(value, Scalar) or value.is_null or item.short is None or not there:
        return 0
    problems = Problems()
    read = item.short.read(value, problems)
    return int(read is not INVALID and not problems)


def _named(shape: Shape) -> MapOf | None:
    """The mapping by name that a shape is, or is in one of its forms."""
    return next((each for each in (shape, *shape.parts()) if isinstance(each, MapOf)), None)


def _names(shape: MapOf, key: Scalar) -> bool:
    """Whether the key could name an entry; almost any word could be a variable."""
    if not isinstance(shape.key, Name) and not (key.text.isupper() or key.text.startswith("/")):
        return False
    return shape.key.read(key, Problems()) is not INVALID


def _within(record: Record, key: Scalar, value: Node | None, node: Mapping) -> str | None:
    """The part of the record that knows the key; one that is there before those that are not."""
    found = sorted(
        (
            (node.get(field.name) is None, _named(field.shape) is not None, order)
            for order, field in enumerate(record.fields.values())
            if any(key.text in child.fields for child in records_in(field.shape))
        )
    )
    if not found:
        return None
    field = list(record.fields.values())[found[0][2]]
    child = next(each for each in records_in(field.shape) if key.text in each.fields)
    return _example(field, child, f"{key.text}: {_as_example(value)}", node.get(field.name))


def _example(field: Field, child: Record, entry: str, given: Node | None) -> str:
    named = _named(field.shape)
    if named is not None:
        keys = given.entries() if isinstance(given, Mapping) else ()
        # `SERVICE` for what is keyed by "a service name".
        words = named.key.label.split()
        placeholder = words[1].upper() if len(words) == 3 else "NAME"
        name = next((k.text for k, _ in keys if len(k.text) <= 20), placeholder)
        return f"it belongs to {child.label}: {field.name}: {{{name}: {{{entry}}}}}"
    if child.main:
        short = f"{child.main}: {_as_example(given)}, " if isinstance(given, Scalar) else ""
        long = f"{field.name}: {{{short}{entry}}}"
        return f"it belongs to the long form of a {field.name}: {long}"
    return f"it belongs to {child.label}: {field.name}: {{{entry}}}"


def _as_example(value: Node | None) -> str:
    return value.text if isinstance(value, Scalar) and 0 < len(value.text) <= 20 else "..."


def _above(record: Record, key: Scalar) -> str | None:
    labels = [parent.label for parent, _ in record.parents if key.text in parent.fields]
    if not labels:
        return None
    # "a service" rather than "an overlay of a service"
    return f"it belongs to {min(labels, key=len)}, a level further out"
