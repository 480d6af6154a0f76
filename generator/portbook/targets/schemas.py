"""ports.schema.json: what an editor needs to complete and underline ports.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

from portbook.language.keys import map_schema
from portbook.targets.context import Context, Output


def emit_map(context: Context) -> Iterator[Output]:
    yield Output("ports.schema.json", _text(context.notice))


@lru_cache(maxsize=4)
def _text(notice: str) -> str:
    """Nothing of the map is in it: what stays and emits again and again does not make it anew."""
    schema = {"$comment": notice, **map_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
