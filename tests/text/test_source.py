"""Texts, the places in them, and edits that change what they name and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.text.source import OverlappingSplices, Source, Splice, UnreadableSource, splice


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("", 0, 1, 1),
        ("abc", 3, 1, 4),
        ("a\nb", 2, 2, 1),
        ("a\r\nb", 3, 2, 1),
        ("a\u0085b", 2, 1, 3),
        ("a\u2028b", 2, 1, 3),
        ("a\rb", 2, 1, 3),
        ("🎉é\nx", 2, 1, 3),
        ("\ufeffab", 1, 1, 2),
        ("a\n", 2, 2, 1),
    ],
)
def test_line_and_column(text: str, offset: int, line: int, column: int) -> None:
    assert Source("x", text).line_column(offset) == (line, column)


@given(st.text(alphabet="ab\n\ré", max_size=30))
def test_every_offset_is_in_the_line_it_is_said_to_be(text: str) -> None:
    source = Source("x", text)
    for offset, character in enumerate(text):
        line, column = source.line_column(offset)
        if character not in "\r\n":
            assert source.line_text(line)[column - 1] == character


def test_a_place_prints_as_editors_read_it() -> None:
    place = Source("dir/ports.yaml", "a: 1\nbc: 2\n").place(5, 7)
    assert str(place) == "dir/ports.yaml:2:1"
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 1, 2, 3)


@pytest.mark.parametrize(
    ("content", "message", "at"),
    [
        (b"title: caf\xe9\n", "byte 0xe9 is not UTF-8", "1:11"),
        (b"a: 1\nb: \x80\n", "byte 0x80 is not UTF-8", "2:4"),
        (b"\xef\xbb\xbfa: \xff", "byte 0xff is not UTF-8", "1:4"),
        ("a: 1".encode("utf-16"), "this file is UTF-16; ports.yaml is UTF-8", "1:1"),
        (b"a: \xed\xa0\x80", "byte 0xed is not UTF-8", "1:4"),
    ],
)
def test_what_is_not_utf_8(tmp_path: Path, content: bytes, message: str, at: str) -> None:
    path = tmp_path / "ports.yaml"
    path.write_bytes(content)
    with pytest.raises(UnreadableSource) as failure:
        Source.load(path, "ports.yaml")
    assert failure.value.message == message
    assert str(failure.value.place) == f"ports.yaml:{at}"
    assert "UTF-8" in (failure.value.hint or "")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="there is no such file"):
        Source.load(tmp_path / "ports.yaml")
    with pytest.raises(UnreadableSource, match="this is a folder, not a file"):
        Source.load(tmp_path)
    with pytest.raises(UnreadableSource, match="cannot be read"):
        Source.load(tmp_path / ("x" * 5000))


def test_a_file_is_taken_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "ports.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    source = Source.load(path)
    assert source.has_bom
    assert source.text == "a: 1\r\nb: 2\r\n"
    assert source.line_text(1) == "a: 1"


def test_an_offset_of_a_line_and_column() -> None:
    source = Source("x", "ab\ncde\n")
    assert [source.offset(1, 2), source.offset(2, 1), source.offset(2, 9)] == [1, 3, 6]
    assert source.offset(9, 9) == len(source.text)
    assert source.line_column(source.offset(2, 3)) == (2, 3)


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


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "ports.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UnreadableSource, match="larger than 64 MB"):
        Source.load(path)
