"""Records: mappings with known keys, the shape of almost everything in ports.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from portbook.language.problems import INVALID, Problems
from portbook.language.scalars import trap
from portbook.language.schemas import Schema, any_of, nullable, types_of
from portbook.language.shapes import Shape
from portbook.text.edit import Splice
from portbook.text.nodes import Mapping, Node, Scalar

__all__ = ["Field", "Record", "records_in"]


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
            if type(value) is Scalar and value.plain and value.is_null:
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
        from portbook.language.unknown_keys import advice

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
        alone = self._alone()
        if "null" in types_of(alone) or "if" in alone:
            return reference
        return {**reference, "type": alone["type"]}

    def definition(self) -> Schema:
        """The record's own entry under `$defs`: its mapping, and its short form.

        It accepts null, as keys do; where nothing may not stand, `schema` says so beside it.
        """
        return {"title": self.ref.replace("-", " ").capitalize(), **nullable(self._alone())}

    def _alone(self) -> Schema:
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
