"""The page of the keys of ports.yaml, made from the language's definition."""

from __future__ import annotations

from portbook.language.keys import RECORDS
from portbook.language.records import Field, Record, records_in
from portbook.language.shapes import Choice, Shape

HEAD = """# Keys of ports.yaml

<!-- Made from the language's definition by `python -m scripts.docs`: edit that instead. -->

Everything but `projects` is optional. Where a short form is named, it stands for the whole
mapping: `api: 3000` is `api: {port: 3000}`. A key with nothing behind it counts as left out,
and in an overlay of an environment it deletes what it inherits.
"""


def keys_page() -> str:
    return "\n".join([HEAD, *(_section(record) for record in RECORDS)])


def _section(record: Record) -> str:
    lines = [f"## {_title(record)}", ""]
    if record.short is not None:
        lines += [f"Short form: {_cell(record.short.label)}.", ""]
    lines += ["| key | takes | meaning |", "| --- | --- | --- |"]
    lines += [_row(field) for field in record.fields.values()]
    return "\n".join([*lines, ""])


def _row(field: Field) -> str:
    needed = "required: " if field.required else ""
    return f"| `{field.name}` | {needed}{_takes(field.shape)} | {_cell(field.doc)} |"


def _title(record: Record) -> str:
    return record.ref.replace("-", " ").capitalize()


def _takes(shape: Shape) -> str:
    """What a key takes, with a link for each record in it."""
    found = list(dict.fromkeys(records_in(shape)))
    links = [f"[{_title(each)}](#{each.ref})" for each in found]
    said = _cell(shape.label)
    if isinstance(shape, Choice):
        said = ", ".join(f"`{word}`" for word in shape.words)
    return f"{said} ({', '.join(links)})" if links else said


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
