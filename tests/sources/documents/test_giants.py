"""Documents far longer than anybody writes: bounded time, bounded memory, and a word on cuts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from portbook.sources.documents import read_markdown
from portbook.sources.documents.extent import MOST_LINES, MOST_SAYINGS
from portbook.sources.found import Unread
from portbook.text.source import Source
from tests.sources.documents.giant import SHAPES, written

ROOT = Path(__file__).parents[3]
MEGABYTES = 1500
SECONDS = 60


def measured(shape: str, letters: int) -> list[str]:
    command = [sys.executable, "-m", "tests.sources.documents.giant", shape, str(letters)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout.split()


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform == "win32", reason="measures memory as POSIX systems do")
@pytest.mark.parametrize("shape", SHAPES)
def test_ten_million_letters(shape: str) -> None:
    seconds, megabytes, _, _ = measured(shape, 10_000_000)
    assert float(seconds) < SECONDS
    assert int(megabytes) < MEGABYTES


@pytest.mark.parametrize("shape", ["bullets", "headings", "sentences"])
def test_what_is_left_unread_is_told(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portbook.sources.documents.walk.MOST_SAYINGS", 100)
    found = read_markdown(Source("PORTS.md", written(shape, 10_000)))
    [problem] = found.problems
    assert "nothing behind line" in problem.message
    assert problem.hint
    last = problem.place.line
    told = [each.line for each in found.claims] + [each.line for each in found.of(Unread)]
    assert told
    assert max(told) <= last


def test_rows_behind_the_limit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portbook.sources.documents.extent.MOST_LINES", 50)
    found = read_markdown(Source("PORTS.md", written("table", 10_000)))
    assert len(found.claims) == 48
    assert "nothing behind line 50 was" in found.problems[0].message


def test_a_document_as_long_as_people_write_is_read_whole() -> None:
    assert MOST_LINES >= 60_000
    assert MOST_SAYINGS >= 20_000
    found = read_markdown(Source("PORTS.md", written("table", 1_100_000)))
    assert len(found.claims) > 20_000
    assert not found.problems
    assert not read_markdown(Source("PORTS.md", written("bullets", 20_000))).problems
