"""A conflict of a merge, by its markers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Node
from portbook.text.source import Source
from portbook.text.tree import parse

Parsed = tuple[Node | None, list[Diagnostic]]


@pytest.fixture(params=["c", "pure"])
def tree(request: pytest.FixtureRequest) -> Callable[[str], Parsed]:
    return lambda text: parse(Source("ports.yaml", text), pure=request.param == "pure")


CONFLICT = """projects:
  shop:
    services:
<<<<<<< HEAD
      web: 3000
||||||| base
      web: 2999
=======
      web: 3001
>>>>>>> branch
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_conflict_of_a_merge_is_named(tree: Callable[[str], Parsed], end: str) -> None:
    _, (problem,) = tree(CONFLICT.replace("\n", end))
    assert problem.code == "syntax"
    assert problem.message == "line 4 holds a conflict marker of a merge"
    assert (problem.place.line, problem.place.column, problem.place.end_column) == (4, 1, 8)
    assert [(place.line, said) for place, said in problem.related] == [
        (6, "the common base begins here"),
        (8, "the other side begins here"),
        (10, "the conflict ends here"),
    ]


def test_what_only_looks_like_a_conflict_is_none(tree: Callable[[str], Parsed]) -> None:
    notes = "notes: |\n  Title\n  =======\n  <<<<<<< so\n"
    assert tree(notes)[1] == []
    _, (problem,) = tree(f"{notes}a: [\n")
    assert "conflict" not in problem.message
