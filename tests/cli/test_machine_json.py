"""The JSON about this machine has the keys that the guide says, and no others."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.servers import serve

PAGE = (CHECKOUT / "docs/reference/commands.md").read_text()


def documented(lead: str) -> Any:
    """The example that follows a lead, with HOLDER spelled out."""
    text = PAGE[PAGE.index(lead) :]
    found = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert found is not None
    body = found[1]
    return json.loads(
        body.replace("HOLDER", json.dumps(shape_of_holder()) if "HOLDER" in body else "")
    )


def shape_of_holder() -> Any:
    return documented("A HOLDER, with null")


def keys(value: Any) -> Any:
    """The keys all the way down; of a list, those of all its items."""
    if isinstance(value, dict):
        return {key: keys(each) for key, each in value.items()}
    if isinstance(value, list):
        merged: dict[str, Any] = {}
        for each in value:
            below = keys(each)
            merged |= below if isinstance(below, dict) else {}
        return merged
    return {}


@pytest.mark.parametrize("command", ["status", "who", "health"])
def test_keys(tmp_path: Path, command: str) -> None:
    numbers = [free_port(), free_port()]
    text = f"projects: {{shop: {{services: {{web: {numbers[0]}}}}}}}\n"
    make_files(tmp_path, {"ports.yaml": text})
    serving = [
        serve(
            [sys.executable, "-m", "http.server", str(each), "--bind", "127.0.0.1"],
            each,
            cwd=tmp_path,
        )
        for each in numbers
    ]
    more = [str(numbers[0])] if command == "who" else []
    with serving[0], serving[1]:
        ran = portbook(tmp_path, command, "--json", *more)
    assert keys(json.loads(ran.out)) == keys(documented(f"`{command} --json`"))
