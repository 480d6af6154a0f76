"""The data holds what `list --json` prints."""

from __future__ import annotations

import json
from typing import Any

from portbook.targets.rows import claim_rows
from tests.targets.site.sitepages import (
    context_of,
    each_map,
    emitted,
)

SHOWN = (
    *("host", "environment", "project", "service", "endpoint", "transport", "port"),
    *("port_end", "container_port", "role", "status", "url"),
)
"""What the data holds of a row of `list --json`."""


@each_map
def test_the_data_holds_what_list_prints(text: str) -> None:
    data = json.loads(emitted(text)["data/claims.json"])
    found = [_row(data, at) for at in range(data["count"])]
    rows = [{name: row[name] for name in SHOWN} for row in claim_rows(context_of(text).portmap)]
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, rows))


def _row(data: dict[str, Any], at: int) -> dict[str, Any]:
    """A row of the columns, as a script reads it."""
    row = {}
    for name in SHOWN:
        value = data["columns"].get(name, [None] * data["count"])[at]
        table = data["tables"].get(name)
        row[name] = table[value] if table is not None and value is not None else value
    if row["url"]:
        row["url"] = row["url"].replace("{}", str(row["port"]))
    return row
