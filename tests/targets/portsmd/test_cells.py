"""Cells of free text."""

from __future__ import annotations

from portbook.targets.portsmd.cells import phrase


def test_code_in_text_stays_code() -> None:
    assert phrase("from `src/` | it") == "from `src/` \\| it"
    assert phrase("a ` b") == "a \\` b"
    assert phrase(None) == ""
