"""The page on comparing shows what really comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portbook.compare.report import LABELS, PLURALS
from tests.compare.history import Repository
from tests.support.cli import CHECKOUT, portbook

PAGE = (CHECKOUT / "docs" / "comparing.md").read_text()


def shown(title: str) -> str:
    found = re.search(rf'^```yaml title="{title}"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example(tmp_path: Path) -> None:
    made = Repository(tmp_path / "code")
    made.commit("before", {"ports.yaml": shown("before")})
    (made.folder / "ports.yaml").write_text(shown("after"))
    ran = portbook(made.folder, "diff", "main")
    assert f"$ portbook diff main\n{ran.out}```" in PAGE


@pytest.mark.parametrize("name", sorted({*LABELS.values(), *PLURALS}))
def test_every_sort_of_change_is_explained(name: str) -> None:
    assert name.replace("-", " ") in PAGE


def test_the_page_installs_the_driver_that_git_calls() -> None:
    assert "`merge.portbook.driver`" in PAGE
    assert "$ portbook merge --install" in PAGE
