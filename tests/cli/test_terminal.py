"""Tables that fit the screen, whatever stands in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portbook.cli.terminal import Cell, table

WORDS = st.text(st.characters(codec="ascii", exclude_characters=" "), max_size=60)
ROWS = st.lists(st.tuples(WORDS, WORDS, st.lists(WORDS, max_size=4).map(" ".join)), max_size=6)


@given(ROWS, st.integers(50, 120))
def test_no_line_is_wider_than_the_screen_and_nothing_is_lost(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    lines = list(table(("PORT", "SERVICE", "HELD BY"), rows, width, colour=False))
    assert all(len(line) <= width and line == line.rstrip() for line in lines)
    shown = sorted("".join(lines[1:]).replace(" ", ""))
    written = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode()
        for row in rows
        for cell in row
        for c in cell
    )
    assert shown == sorted(written.replace(" ", ""))


def test_what_it_looks_like() -> None:
    rows: list[tuple[str | Cell, ...]] = [
        ("80", "shop/web", Cell("held", {"fg": "green"})),
        ("3000", "shop/api", "a longer word about it all"),
        ("3001", "x\x1b[31m", ""),
    ]
    plain = list(table(("PORT", "SERVICE", "STATE"), rows, 36, colour=False))
    assert plain == [
        "PORT  SERVICE    STATE",
        "  80  shop/web   held",
        "3000  shop/api   a longer word about",
        "                 it all",
        "3001  x\\x1b[31m",
    ]
    coloured = list(table(("PORT", "SERVICE", "STATE"), rows, 36, colour=True))
    assert coloured[1].startswith("  80  shop/web   \x1b[32mheld")
    assert "\x1b[31m" not in "".join(coloured)
