"""A region goes in and out of any file, and no byte outside of it changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.text.region import DOTENV, MARKDOWN, Unclear, find, outside, put_region, remove_region

BODY = "API_PORT=8000\nAPI_URL=http://127.0.0.1:8000\n"
OTHER = "API_PORT=9000\n"

AWKWARD = {
    "empty": b"",
    "a line": b"SECRET=1\n",
    "no final newline": b"SECRET=1",
    "CRLF": b"SECRET=1\r\nMORE=2\r\n",
    "CRLF without a final one": b"SECRET=1\r\nMORE=2",
    "a byte order mark": b"\xef\xbb\xbfSECRET=1\n",
    "nothing but a byte order mark": b"\xef\xbb\xbf",
    "not UTF-8": b"NAME=caf\xe9\n",
    "blank lines at its end": b"SECRET=1\n\n\n",
    "a lone carriage return": b"A=1\rB=2\n",
    "nulls": b"\0\0\n",
}


@pytest.mark.parametrize("data", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("style", [DOTENV, MARKDOWN], ids=["dotenv", "markdown"])
def test_there_and_back(data: bytes, style: object) -> None:
    assert style is DOTENV or style is MARKDOWN
    made = put_region(data, BODY, style)
    assert made.startswith(data)
    assert put_region(made, BODY, style) == made
    assert remove_region(made) == data
    assert remove_region(put_region(made, OTHER, style)) == data


@given(
    data=st.binary().filter(lambda data: b" portbook " not in data),
    later=st.binary().filter(lambda data: b" portbook " not in data),
    bodies=st.lists(st.text("abc=\n", max_size=9).map(lambda text: f"{text}\n"), min_size=1),
)
def test_what_is_written_around_it_stays(data: bytes, later: bytes, bodies: list[str]) -> None:
    made = data
    for body in bodies:
        made = put_region(made, body, DOTENV)
    made += later
    for body in bodies:
        made = put_region(made, body, DOTENV)
    region = find(made)
    assert region is not None
    assert not region.edited
    rest = outside(made, region)
    joins = later and data and not data.endswith(b"\n")
    broken = rest[len(data) : len(rest) - len(later)]
    assert rest == data + broken + later
    assert broken in ((b"\n", b"\r\n") if joins else (b"",))


def test_a_file_that_was_not_there_goes_again() -> None:
    made = put_region(None, BODY, DOTENV)
    assert remove_region(made) is None
    assert remove_region(made + b"MINE=1\n") == b"MINE=1\n"
    assert remove_region(put_region(b"", BODY, DOTENV)) == b""


def test_an_edit_is_seen_however_lines_end() -> None:
    made = put_region(b"SECRET=1\n", BODY, DOTENV)
    edited = find(made.replace(b"8000", b"8001"))
    assert edited is not None
    assert edited.edited
    converted = find(made.replace(b"\n", b"\r\n"))
    assert converted is not None
    assert not converted.edited


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            put_region(put_region(b"", BODY, DOTENV).replace(b"portbook", b"other"), OTHER, DOTENV)
            * 2,
            "two",
        ),
        (b"# >>> portbook >>>\nA=1\n", "beginning of a portbook region at line 1, but no end"),
        (b"A=1\n# <<< portbook <<<\n", "end of a portbook region at line 2, but no beginning"),
        (b"# <<< portbook <<<\n# >>> portbook >>>\n", "ends at line 1 before it begins"),
    ],
)
def test_unclear_markers_are_told_with_their_lines(data: bytes, said: str) -> None:
    with pytest.raises(Unclear, match=said):
        put_region(data, BODY, DOTENV)
