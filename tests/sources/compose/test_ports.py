"""Entries of `ports`, each on its own line."""

from __future__ import annotations

from portbook.sources.compose import read_compose
from portbook.sources.found import Found
from portbook.text.source import Source
from tests.sources.facts import ports


def read(text: str, name: str = "compose.yaml") -> Found:
    return read_compose(Source(name, text))


def test_each_port_stands_on_its_own_line() -> None:
    found = read(
        "services:\n  api:\n    ports:\n      - 1:1\n\n      - target: 2\n        published: 3\n"
    )
    assert ports(found) == [("api", 1, 1, 4), ("api", 3, 2, 7)]
