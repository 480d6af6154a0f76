"""Secrets of a project."""

from __future__ import annotations

from tests.targets.portsmd.pages import document_of


def test_a_secret_stands_nowhere_unless_the_map_admits_it() -> None:
    secrets = {"TOKEN": {}, "PASSWORD": {"value": "open", "environments": ["development"]}}
    text = document_of({"db": {"port": 5432, "secrets": secrets}})
    assert "| `TOKEN` | DB | never written down |" in text
    assert "| `PASSWORD` | DB | `open` in `development` only | `.env` |" in text
    assert text.count("open") == 1
