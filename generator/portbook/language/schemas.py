"""Combines JSON Schemas of shapes, so that a validator can say which key is wrong.

Behind an `anyOf`, validators say only that a value fits none of the alternatives. Most keywords
of JSON Schema speak of one type and pass over the others (validation vocabulary, draft 2020-12,
section 6), so alternatives of different types lie side by side in one schema, with the list of
their types; where they cannot, `if` tells them apart by type.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_OF_ONE_TYPE = frozenset(
    [
        *("type", "properties", "required", "additionalProperties", "propertyNames"),
        *("items", "minItems", "pattern", "minLength", "minimum", "maximum"),
    ]
)


def any_of(*schemas: Schema) -> Schema:
    """One schema that accepts what any of them does."""
    merged: list[Schema] = []
    null: Schema = {"type": "null"}
    for schema in [part for each in schemas for part in _parts(each) if part != null]:
        for index, other in enumerate(merged):
            if schema == other:
                break
            if _are_compatible(other, schema):
                types = list(dict.fromkeys((*types_of(other), *types_of(schema))))
                merged[index] = {**other, **schema, "type": types}
                break
        else:
            merged.append(schema)
    found = _by_type(merged)
    return nullable(found) if null in schemas else found


def nullable(schema: Schema) -> Schema:
    """The schema with null beside what it accepts: a key may be left empty."""
    if "$ref" in schema:
        # Every definition accepts null; a type beside the reference is what refuses it.
        return {key: value for key, value in schema.items() if key != "type"}
    if "if" in schema:
        return {**schema, "else": nullable(schema["else"])}
    if "null" in types_of(schema):
        return schema
    found: Schema = {**schema, "type": [*types_of(schema), "null"]}
    if "enum" in schema:
        found["enum"] = [*schema["enum"], None]
    return found


def types_of(schema: Schema) -> list[str]:
    """The types that a schema of one level names; none where it leads elsewhere."""
    named = schema.get("type", [])
    return [named] if isinstance(named, str) else list(named)


def _parts(schema: Schema) -> list[Schema]:
    if "if" in schema:
        return [*_parts(schema["then"]), *_parts(schema["else"])]
    return [schema]


def _are_compatible(one: Schema, other: Schema) -> bool:
    """Whether no keyword of either speaks of a type of both; null has no keywords."""
    if not all(_is_flat(each) for each in (one, other)):
        return False
    return {*types_of(one)} & {*types_of(other)} <= {"null"}


def _is_flat(schema: Schema) -> bool:
    further = schema.keys() - _OF_ONE_TYPE
    # `anyOf` of nothing but `required` speaks of objects.
    return "type" in schema and (
        not further
        or (further == {"anyOf"} and all(each.keys() == {"required"} for each in schema["anyOf"]))
    )


def _by_type(schemas: list[Schema]) -> Schema:
    """Incompatible alternatives, distinguished by `if`; the last one is the `else`."""
    if len(schemas) == 1:
        return schemas[0]
    typed = next((each for each in schemas if "$ref" not in each), schemas[0])
    rest = _by_type([each for each in schemas if each is not typed])
    kinds = [kind for kind in types_of(typed) if kind != "null"]
    condition = {"type": kinds[0] if len(kinds) == 1 else kinds}
    if "null" in types_of(typed):
        typed = {**typed, "type": condition["type"]}
        rest = nullable(rest)
    return {"if": condition, "then": typed, "else": rest}
