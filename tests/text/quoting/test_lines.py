"""Free text as one line of a comment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portbook.text.quoting.lines import hash_comment


@given(st.text())
def test_a_comment_is_one_comment(text: str) -> None:
    comment = hash_comment(text)
    assert len(comment.splitlines()) == 1
    assert comment.startswith("#")
    assert not comment.endswith(("\\", " "))


def test_a_comment_says_its_text() -> None:
    assert hash_comment("one\r\ntwo\u2029three\\") == "# one two three"
