"""Thirty disagreements in six checkouts: found are exactly those, each at its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit.auditing import audited, places
from tests.audit.checkouts import PLANTS, Plant, planted
from tests.support.cli import portbook
from tests.support.files import make_files, read_files


def test_checkouts_that_agree_give_nothing(tmp_path: Path) -> None:
    files, _ = planted(())
    assert audited(make_files(tmp_path, files)) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.path}:{plant.wrong.strip()}")
def test_each_alone_is_found_alone(tmp_path: Path, plant: Plant) -> None:
    files, expected = planted((plant,))
    assert places(tmp_path, audited(make_files(tmp_path, files))) == expected


def test_all_thirty_are_found_and_nothing_else(tmp_path: Path) -> None:
    assert len(PLANTS) == 30
    files, expected = planted(PLANTS)
    make_files(tmp_path, files)
    before = read_files(tmp_path)
    ran = portbook(tmp_path, "audit", "--json")
    found = json.loads(ran.out)["diagnostics"]
    told = {(each["path"], each["line"], each["code"]) for each in found}
    assert told == expected
    assert len(found) == len(expected) == 30
    assert ran.status == 1
    assert read_files(tmp_path) == before


def test_a_disagreement_has_both_places(tmp_path: Path) -> None:
    plants = tuple(each for each in PLANTS if each.code in ("disagrees", "cors-differs"))
    files, _ = planted(plants)
    for each in audited(make_files(tmp_path, files)):
        place, _ = each.related[0]
        assert Path(place.source.name).name == "ports.yaml", each
        assert place.line > 1
        assert each.hint
