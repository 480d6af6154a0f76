"""Splices change what they name and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.text.source import OverlappingSplices, Splice, splice


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("abc", [], "abc"),
        ("abc", [Splice(1, 2, "X")], "aXc"),
        ("abc", [Splice(2, 3, "Z"), Splice(0, 1, "Y")], "YbZ"),
        ("abc", [Splice(1, 1, "1"), Splice(1, 1, "2")], "a12bc"),
        ("abc", [Splice(3, 3, "!")], "abc!"),
        ("abc", [Splice(0, 3, "")], ""),
        ("日本", [Splice(1, 2, "é")], "日é"),
    ],
)
def test_splice(text: str, edits: list[Splice], expected: str) -> None:
    assert splice(text, edits) == expected


def test_two_edits_of_one_place_are_refused() -> None:
    with pytest.raises(OverlappingSplices, match="offset 1"):
        splice("abc", [Splice(0, 2, "x"), Splice(1, 3, "y")])


@given(st.text(max_size=30), st.data())
def test_everything_outside_stays(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    edits = [Splice(a, b, "<>") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    kept, at = "", 0
    for edit in edits:
        kept += text[at : edit.start] + "<>"
        at = edit.end
    assert splice(text, reversed(edits)) == kept + text[at:] or len(set(cuts)) < len(cuts)
