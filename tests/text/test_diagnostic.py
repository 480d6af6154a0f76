"""Findings are values; their messages fit one line of a terminal."""

from __future__ import annotations

import pytest

from portbook.text.diagnostic import LONGEST, any_error, error, legible, sort_key, warning
from portbook.text.source import Source

SOURCE = Source("ports.yaml", "a: 1\nb: 2\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("日本 é", "日本 é"),
        ("two\nlines", "two\\nlines"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202etxt", "\\u202etxt"),
        ("\ud800", "\\ud800"),
    ],
)
def test_legible(text: str, expected: str) -> None:
    assert legible(text) == expected


def test_a_megabyte_of_message_is_cut_in_the_middle() -> None:
    cut = legible(f"the key '{'x' * 1_000_000}' is given twice")
    assert len(cut) <= LONGEST
    assert cut.startswith("the key 'xxx")
    assert cut.endswith("xxx' is given twice")


def test_factories_and_order() -> None:
    late = error("b", "two", SOURCE.place(5), hint="do\nit")
    early = warning("a", "one", SOURCE.place(0), (SOURCE.place(5), "there"))
    assert sorted([late, early], key=sort_key) == [early, late]
    assert any_error([early, late])
    assert not any_error([early])
    assert late.hint == "do\\nit"
    assert early.with_severity("error").related == early.related
    assert early.with_severity("warning") is early
