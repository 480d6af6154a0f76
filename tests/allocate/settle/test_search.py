"""The search against trying everything."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portbook.allocate.settle.conflicts import Between, items_of
from portbook.allocate.settle.settlement import settle
from portbook.model.claims import claims_of
from portbook.model.exclusion import Exclusion
from portbook.model.portmap import PortMap
from tests.allocate.settle.exhaustive import Tried, random_map
from tests.allocate.today import TODAY

MOST = 4
"""Conflicting numbers of a map: trying everything takes seconds for five."""


def small_maps(seeds: range) -> Iterator[tuple[int, PortMap, Between, Tried]]:
    """Maps with a conflict, not too large to try everything."""
    for seed in seeds:
        portmap = random_map(seed)
        between = Exclusion(portmap).between
        tried = Tried(portmap, items_of(portmap, claims_of(portmap), between), between)
        if 0 < len(tried.items) <= MOST:
            yield seed, portmap, between, tried


def compare(seeds: range) -> int:
    count = 0
    for seed, portmap, between, tried in small_maps(seeds):
        count += 1
        done = settle(portmap, between, TODAY)
        at = {each.index: row for row, each in enumerate(tried.items)}
        placed: dict[int, int | None] = {row: each.port for row, each in enumerate(tried.items)}
        placed |= {at[each.item.index]: each.to for each in done.moves}
        placed |= {at[each.item.index]: None for each in done.unplaced}
        assert tried.allowed(placed), seed
        assert tried.cost(placed) == tried.cheapest(), seed
        assert done.proven, seed
    return count


def test_as_cheap_as_the_best_of_all() -> None:
    assert compare(range(80)) > 20


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_as_cheap_as_the_best_of_all_of_thousands() -> None:
    assert compare(range(80, 8400)) > 2000


ONE_ANSWER = """
from portbook.allocate.settle.settlement import settle
from portbook.model.exclusion import Exclusion
from tests.allocate.settle.test_line import crowded
from tests.allocate.today import TODAY
portmap = crowded(3)
print([each.to for each in settle(portmap, Exclusion(portmap).between, TODAY).moves])
"""


def test_one_answer_whatever_the_order_of_sets() -> None:
    answers = {
        subprocess.run(
            [sys.executable, "-c", ONE_ANSWER],
            cwd=Path(__file__).parents[3],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "012"
    }
    assert len(answers) == 1
    assert answers.pop().count(b",") > 1
