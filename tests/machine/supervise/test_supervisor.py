"""What `run` prints of what it started: lines that say whose they are."""

from __future__ import annotations

import io

import pytest

from portbook.machine.supervise.supervisor import Lines


def printed(text: bytes, *, colour: bool = False) -> bytes:
    stream = io.BytesIO()
    lines = Lines(stream, ["api", "cache"], lambda: None, colour=colour)
    lines.copy("api", io.BytesIO(text))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"one\ntwo\n", b"api   | one\napi   | two\n"),
        (b"no end", b"api   | no end\n"),
        (b"windows\r\n\n", b"api   | windows\napi   | \n"),
        (b"10%\r50%\r100%\n", b"api   | 100%\n"),
        (b"\xff\x1b[31mred\n", b"api   | \xff\x1b[31mred\n"),
        (b"", b""),
    ],
)
def test_lines_say_whose_they_are(text: bytes, expected: bytes) -> None:
    assert printed(text) == expected


def test_a_line_without_end_is_not_waited_for() -> None:
    assert printed(b"x" * 100_000).count(b"api   | x") == 2


def test_colours_end_with_their_line() -> None:
    assert printed(b"\x1b[31mred\n", colour=True) == (
        b"\x1b[36mapi   | \x1b[0m\x1b[31mred\x1b[0m\n"
    )


def test_who_reads_no_more_is_told_of_once() -> None:
    class Closed(io.BytesIO):
        def write(self, data: object) -> int:
            raise BrokenPipeError

    told: list[None] = []
    lines = Lines(Closed(), ["api"], lambda: told.append(None), colour=False)
    lines.copy("api", io.BytesIO(b"one\ntwo\n"))
    assert len(told) == 1
