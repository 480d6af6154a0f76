"""Rules for new numbers, as ranges that have no end."""

from __future__ import annotations

import pytest

from portbook.sources.documents import read_markdown
from portbook.sources.found import FoundRange, Unread
from portbook.text.source import Source

RULES = {
    "- **Backends**: increment from 4000 (4000, 4001, ...)": ("Backends", 4000, None),
    "1. Caches: 6380, 6381, 6382, …": ("Caches", 6380, None),
    "- Workers: every tenth number (7000, 7010, 7020, etc)": ("Workers", 7000, 10),
    "- Databases: incrementing from 5434 to stay clear of 5432": ("Databases", 5434, None),
    "- Serveurs : à partir de 8100, jamais 8080": ("Serveurs", 8100, None),
    "- Servidores: a partir de 8200, uno por equipo": ("Servidores", 8200, None),
    "- 后端: 从 4100 开始递增, 不要用 4000": ("后端", 4100, None),
}


@pytest.mark.parametrize("line", RULES)
def test_a_rule_is_a_range_without_an_end(line: str) -> None:
    found = read_markdown(Source("PORTS.md", f"# Rules\n\n{line}\n"))
    (only,) = found.of(FoundRange)
    assert (only.purpose, only.start, only.step) == RULES[line]
    assert (only.end, only.line) == (None, 3)
    assert not found.of(Unread)


@pytest.mark.parametrize(
    "line",
    [
        "- Tip: restart from 4000 errors with 4001, 4003, 4002, ...",
        "We count from 4000 as a rule.",
        "- Timeout: retries start at 15 and end at 9000 in the log",
    ],
)
def test_a_sentence_that_sets_nothing_aside_is_told(line: str) -> None:
    found = read_markdown(Source("PORTS.md", f"# Notes\n\n{line}\n"))
    assert not [each for each in found.of(FoundRange) if each.end is None and each.start < 4000]
    assert found.facts
