"""Compose's `${...}`: each form, set, empty and unset."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.sources.template import BadTemplate, substitute

KNOWN = {"SET": "5", "EMPTY": ""}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("plain", "plain"),
        ("$SET", "5"),
        ("${SET}0", "50"),
        ("a$$b$${SET}", "a$b${SET}"),
        ("${NO:-d}${NO-e}", "de"),
        ("${EMPTY:-d}${EMPTY-e}", "d"),
        ("${SET:-d}${SET-e}", "55"),
        ("${SET:+d}${SET+e}", "de"),
        ("${EMPTY:+d}${EMPTY+e}", "e"),
        ("${NO:+d}${NO+e}", ""),
        ("${NO:-${EMPTY:-${SET}}}", "5"),
        ("${NO:-127.0.0.1:80}:90", "127.0.0.1:80:90"),
        ("${NO:-a}{b}${SET:?x}", "a{b}5"),
        ("${NO}", ""),
    ],
)
def test_forms(template: str, text: str) -> None:
    assert substitute(template, KNOWN.get).text == text


def test_what_was_missing_is_told() -> None:
    done = substitute("$A ${B} ${C:-1} ${D:?say ${SET}} ${SET}", KNOWN.get)
    assert done.missing == ["A", "B", "D"]
    assert done.required == {"D": "say 5"}
    assert done.used == [("C", "1"), ("SET", "5")]


@pytest.mark.parametrize(
    "template",
    [
        "$",
        "$-",
        "${",
        "${}",
        "${1A}",
        "${A",
        "${A!b}",
        "${A b}",
        "x" * 30_000 + "$A",
        "${A:-" * 100 + "}" * 100,
    ],
)
def test_what_is_no_template(template: str) -> None:
    with pytest.raises(BadTemplate):
        substitute(template, KNOWN.get)


@given(st.text(alphabet="${}:-+?AB1 \n", max_size=60))
def test_any_text_is_filled_in_or_refused(text: str) -> None:
    with contextlib.suppress(BadTemplate):
        assert isinstance(substitute(text, KNOWN.get).text, str)
