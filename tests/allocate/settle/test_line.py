"""The shortcut along a line is as cheap as the search."""

from __future__ import annotations

import random

import pytest

from portbook.allocate.settle import search as searching
from portbook.allocate.settle.settlement import settle
from portbook.language.load import read
from portbook.model.exclusion import Exclusion
from portbook.model.portmap import PortMap
from portbook.text.source import Source
from tests.allocate.today import TODAY


def crowded(seed: int) -> PortMap:
    chance = random.Random(seed)
    low = chance.choice((3000, 5990))  # browsers refuse 6000
    numbers = [chance.randint(low, low + chance.choice((5, 20, 60))) for _ in range(40)]
    statuses, kinds = ("active", "planned", "reserved"), ("vite", "postgres")
    services = ", ".join(
        f"s{at}: {{port: {number}, kind: {chance.choice(kinds)},"
        f" status: {chance.choice(statuses)}}}"
        for at, number in enumerate(numbers)
    )
    reading = read(Source("ports.yaml", f"projects: {{p: {{services: {{{services}}}}}}}"))
    assert reading.portmap is not None
    return reading.portmap


@pytest.mark.parametrize("seed", range(12))
def test_the_line_is_as_cheap_as_the_search(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    portmap = crowded(seed)
    between = Exclusion(portmap).between
    along = settle(portmap, between, TODAY)
    monkeypatch.setattr(searching, "on_a_line", lambda problem: None)
    searched = settle(portmap, between, TODAY)
    assert along.proven
    assert searched.proven
    assert len(along.moves) == len(searched.moves)
    assert sum(each.distance for each in along.moves) == sum(e.distance for e in searched.moves)
