"""Long tables are split beside the Markdown parser: with the same blocks as it has."""

from __future__ import annotations

import pytest

from portbook.sources.documents import markdown
from portbook.sources.documents.markdown import read_blocks

ROWS = ["| a | 3000 | x |", r"| b \| c | `3001` |", "|  | 3002 | y | too many |", "| d |"] * 30
TABLE = ["| Name | Port | Note |", "|---|--:|---|", *ROWS]
DOCUMENTS = {
    "alone": TABLE,
    "between": ["# Ports", "", *TABLE, "", "and text", "", *TABLE],
    "text behind": [*TABLE, "and text"],
    "fence": ["```", *TABLE, "```"],
    "no rule": ["| Name | Port | Note |", *ROWS],
    "two": [*TABLE, "", *TABLE],
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_same_blocks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(DOCUMENTS[name])
    monkeypatch.setattr(markdown, "_LONG_RUN", 40)
    quick = read_blocks(text)
    monkeypatch.setattr(markdown, "_LONG_RUN", 10_000)
    assert quick == read_blocks(text)
