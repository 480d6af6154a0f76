"""Each sort of change, told as a comment on a pull request."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portbook.checks import check, judge
from portbook.compare.compare import Checked, Difference, compare
from portbook.compare.report import render
from portbook.compare.services import WHAT
from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.text.source import Source

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir())


def checked(name: str, text: str) -> Checked:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    wiring = Wiring(reading.portmap)
    return Checked(name, wiring, judge(reading.portmap, reading.problems) + check(wiring))


def difference(folder: Path) -> Difference:
    before, after = ((folder / f"{side}.yaml").read_text() for side in ("before", "after"))
    return compare(checked("main", before), checked("branch", after))


@pytest.mark.parametrize("name", CASES)
def test_the_comment_on_a_pull_request(name: str) -> None:
    text = render(difference(GOLDEN / name), "markdown")
    golden = GOLDEN / name / "comment.md"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text)
    assert text == golden.read_text()


def test_every_sort_of_change_has_a_case() -> None:
    found = {change.what for name in CASES for change in difference(GOLDEN / name).changes}
    assert found == set(WHAT)


@pytest.mark.parametrize("name", CASES)
def test_back_again_is_as_much(name: str) -> None:
    """What was added one way is removed the other; the same findings come and go."""
    there = difference(GOLDEN / name)
    after, before = ((GOLDEN / name / f"{side}.yaml").read_text() for side in ("after", "before"))
    back = compare(checked("branch", after), checked("main", before))
    assert len(there.changes) == len(back.changes)
    assert [(each.code, each.message) for each in there.new] == [
        (each.code, each.message) for each in back.gone
    ]


@pytest.mark.parametrize("name", CASES)
def test_nothing_differs_from_itself(name: str) -> None:
    text = (GOLDEN / name / "after.yaml").read_text()
    same = compare(checked("one", text), checked("other", text))
    assert (same.changes, same.new, same.gone) == ([], [], [])
