"""Which of two files is believed."""

from __future__ import annotations

import pytest

from portbook.draft.sources import rank
from tests.draft.found import claim, service_lines

BELIEVED = [
    "deploy/docker-compose.yml",
    ".env",
    "web/vite.config.ts",
    ".env.example",
    "ports.yaml",
    "docs/PORTS.md",
]


@pytest.mark.parametrize("index", range(len(BELIEVED) - 1))
def test_what_runs_goes_before_what_tells(index: int) -> None:
    better, worse = BELIEVED[index : index + 2]
    assert rank(better) < rank(worse)
    said = service_lines(claim("db", 6001, f"{worse}:7"), claim("db", 6002, f"{better}:4"))
    assert f"# decide: 6002 ({better}:4) or 6001 ({worse}:7)\ndb:" in said
    assert "port: 6002" in said or "db: 6002" in said or '"6002' in said
