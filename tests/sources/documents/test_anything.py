"""Whatever a document holds, reading it ends in facts and accounts, never in an error."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portbook.sources.documents import read_markdown
from portbook.sources.found import FoundRange, Unread
from portbook.text.source import Source
from tests.support.tries import tries

PIECES = st.sampled_from(
    [
        "| ",
        " |",
        "|---|---|\n",
        "\n",
        "- ",
        "  - ",
        "# ",
        "### ",
        "**",
        "`",
        "~~",
        "```\n",
        "```yaml\n",
        ": ",
        " → ",
        "3000",
        "80:81",
        "3000-3099",
        "9xxx",
        "Port",
        "Service",
        "端口",
        "http://a:80/",
        "[x](",
        ")",
        "(",
        "ports:\n",
        "<br>",
        "ðŸš¨",
        "\x00",
        "\r\n",
        "---\n",
        "&amp;",
        "\\",
    ]
)


@settings(max_examples=tries(40), deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(alphabet=string.printable, max_size=6)), max_size=60))
def test_random_documents(pieces: list[str]) -> None:
    source = Source("a.md", "".join(pieces))
    found = read_markdown(source)
    lines = len(source.text.split("\n"))
    for facts in (found.claims, found.of(FoundRange), found.of(Unread)):
        assert all(1 <= fact.line <= lines for fact in facts)
    assert all(c.port is None or 0 < c.port < 65536 for c in found.claims)


@settings(max_examples=tries(30), deadline=None)
@given(st.text(max_size=200))
def test_random_text(text: str) -> None:
    read_markdown(Source("a.md", text))


HOSTILE = {
    "stars": "*" * 20_000,
    "brackets": "[" * 20_000,
    "open links": "[](" * 7_000,
    "ticks": "`a``b" * 4_000,
    "quotes": ">" * 20_000,
    "nested lists": "".join("  " * depth + "- 3000\n" for depth in range(400)),
    "one long line": "port 3000 " * 5_000,
    "many columns": "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n|" + "3000|" * 1_000 + "\n",
    "one number in all rows": "|service|port|\n|-|-|\n" + "|web|80|\n" * 3_000,
    "only containers": "|service|internal port|\n|-|-|\n" + "|web|80|\n" * 3_000,
    "empty cells": "|a|b|c|d|e|f|g|h|port|\n|-|-|-|-|-|-|-|-|-|\n" + "|3000\n" * 3_000,
    "blanks between": "Web" + " " * 400_000 + "3000\nApi" + "\t" * 400_000 + "3001\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_take_time_by_their_size(name: str) -> None:
    begun = time.process_time()
    read_markdown(Source("a.md", HOSTILE[name]))
    assert time.process_time() - begun < 20
