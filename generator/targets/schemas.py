"""ports.schema.json: what an editor needs to complete and underline ports.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.reading.schema import map_schema
from generator.targets.context import Context, Output

__all__ = ["emit_map"]


def emit_map(context: Context) -> Iterator[Output]:
    schema = {"$comment": context.notice, **map_schema()}
    yield Output("ports.schema.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
