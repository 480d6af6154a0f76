"""Cells: their numbers, each with the words beside it."""

from __future__ import annotations

import pytest

from portbook.sources.documents.cells import port_cell

LABELLED = [
    ("3100 (web) + 8000 (api)", [("3100", "web"), ("8000", "api")]),
    ("FE `7001`, BE `7011`", [("7001", "FE"), ("7011", "BE")]),
    ("`3002`, ws `3003`", [("3002", ""), ("3003", "ws")]),
    ("4317 / 4318", [("4317", ""), ("4318", "")]),
    ("8010 (if taken 8012)", [("8010", "")]),
    ("8080 (container 80)", [("8080", "")]),
    ("5433 (not 5432)", [("5433", "")]),
]


@pytest.mark.parametrize(("text", "wanted"), LABELLED)
def test_labels_within_a_cell(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(str(e.number.start), e.label) for e in port_cell(text).entries] == wanted


def test_a_bracket_may_hold_the_containers_side() -> None:
    assert port_cell("8080 (container 80)").entries[0].number.container == 80


def test_what_is_struck_through_is_the_number_before() -> None:
    cell = port_cell("~~3000~~ 6910")
    assert (cell.before, cell.entries[0].number.start) == (3000, 6910)


def test_a_remark_with_a_container_behind_several_numbers() -> None:
    cell = port_cell("9500, 9501 (internal: shelf:9500)")
    told = [(e.number.start, e.number.container) for e in cell.entries]
    assert told == [(9500, None), (9501, 9500)]
