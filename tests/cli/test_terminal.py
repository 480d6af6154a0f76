"""Tables that fit the screen, whatever stands in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.cli.terminal import Cell, table
from tests.support.cli import portbook
from tests.support.files import make_files

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


EVIL = "a\x1b]0;x\x07b\x9bc\u202ed\n::stop-commands::e\r\u2028f"
STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|^::stop", re.MULTILINE)


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that is hostile in its texts, in names of files, and in its record."""
    folder = tmp_path_factory.mktemp("strange")
    service = {
        "port": 3000,
        "title": EVIL,
        "range": EVIL,
        "history": [{"to": 1, "environment": EVIL}],
    }
    more = {"services": {"one": 4000}, "proxy": {EVIL: {"routes": {"/": "one"}}}}
    projects = {
        "shop": {"path": EVIL, "services": {"web": service, "api": 3001}},
        "blog": {"path": "none/" + EVIL, "services": {"site": {"port": 3002, "uses": ["api"]}}},
    }
    whole = {"exclusive": [{"members": [EVIL, "shop"]}], "projects": projects}
    compose = json.dumps({"services": {EVIL: {"image": EVIL, "ports": ["3000:80", EVIL]}}})
    make_files(
        folder,
        {
            "ports.yaml": json.dumps(whole),
            f"{EVIL}/compose.yaml": compose,
            f"{EVIL}/.env": f"API_PORT=3001\nX_PORT={EVIL[:9]}\n",
            f"{EVIL}/PORTS.md": f"| Port | Service |\n|--|--|\n| 3000 | {EVIL[:12]} |\n",
            f"generated/{EVIL}": "edited",
            "generated/.portbook.json": f'{{\n{json.dumps(EVIL)}: "{"0" * 64}"\n}}\n',
            "more.yaml": json.dumps({"projects": {"more": more}}),
        },
    )
    return folder


@pytest.mark.parametrize(
    "words",
    [
        *("check", "check --format github", "generate --check", "generate", "install --check"),
        *("audit", "list", "flows --format csv", "status", "health", "impact shop/api", "diff x"),
        *("init . --dry-run", "import EVIL/compose.yaml", "import --explain EVIL/PORTS.md"),
        *("import EVIL/none", "-f EVIL/none check", "site --out EVIL", "-f more.yaml check"),
        "merge ports.yaml ports.yaml EVIL/compose.yaml EVIL",
    ],
)
def test_nothing_that_is_printed_steers_a_terminal_or_ci(strange: Path, words: str) -> None:
    """Of GitHub's, a line that begins with `::` is a command (workflow commands for Actions)."""
    ran = portbook(strange, *(word.replace("EVIL", EVIL) for word in words.split()))
    assert ran.status < 3
    assert STEERS.findall(ran.out + ran.err) == []
