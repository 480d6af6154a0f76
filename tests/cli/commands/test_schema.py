"""`schema` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.cli import portbook


def test_schema_is_json(tmp_path: Path) -> None:
    schema = json.loads(portbook(tmp_path, "schema").out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
