"""The language as a JSON Schema (draft 2020-12), with which editors complete and underline.

It says what shape each key has; what hangs together across keys (references, ranges, conflicts)
only the checks can know.
"""

from __future__ import annotations

from portbook.language.keys import INCLUDED, MAP, RECORDS
from portbook.language.schemas import Schema

__all__ = ["DRAFT", "map_schema"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def map_schema() -> Schema:
    """The schema of ports.yaml, and of the files that it includes: they hold a part of its keys."""
    records = [record for record in (*RECORDS, INCLUDED) if record is not MAP]
    return {
        "$schema": DRAFT,
        "$id": "urn:portbook:ports.yaml:1",
        "description": "ports.yaml: every port of every project, written down once.",
        **MAP.mapping_schema(),
        "title": "ports.yaml",
        "$defs": {record.ref: record.definition() for record in records},
    }
