"""Shell words: the spelling of the standard library, and what a real shell makes of them."""

from __future__ import annotations

import shlex
import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from portbook.text.quoting.script import shell_word
from tests.support.programs import need

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(WORDS)
def test_the_spelling_is_that_of_shlex(value: str) -> None:
    assert shell_word(value) == shlex.quote(value)
    assert shlex.split(shell_word(value)) == [value]


@settings(max_examples=10, deadline=None)
@given(st.lists(WORDS, min_size=50, max_size=50))
def test_a_shell_reads_the_words_back(values: list[str]) -> None:
    script = "printf '%s\\0' " + " ".join(map(shell_word, values))
    done = subprocess.run([need("sh"), "-c", script], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == values
