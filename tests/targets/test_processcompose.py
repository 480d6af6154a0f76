"""process-compose.yaml: a golden case, and what its own loader insists on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portbook.text.source import Source
from tests.support.nginx import generated

CASES = sorted(Path(__file__).parent.joinpath("golden", "processcompose").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    expected = {
        path.relative_to(case).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(case.rglob("process-compose*"))
    }
    assert generated(Source.load(case / "ports.yaml"), "processcompose") == expected


def processes(services: str) -> dict[str, Any]:
    text = f"projects: {{shop: {{services: {{{services}}}}}}}"
    found = generated(Source("ports.yaml", text), "processcompose")
    read: dict[str, Any] = yaml.safe_load(found["shop/process-compose.yaml"])
    return dict(read["processes"])


def test_who_is_waited_for_until_well_can_be_asked() -> None:
    for case in CASES:
        for text in generated(Source.load(case / "ports.yaml"), "processcompose").values():
            found = yaml.safe_load(text)["processes"]
            for process in found.values():
                for name, need in process.get("depends_on", {}).items():
                    healthy = need["condition"] == "process_healthy"
                    assert healthy == ("readiness_probe" in found[name])


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12))
def test_nobody_waits_in_a_circle(pairs: list[tuple[int, int]]) -> None:
    uses: dict[int, list[str]] = {at: [] for at in range(5)}
    for one, other in dict.fromkeys(pairs):
        uses[one].append(f"s{other}")
    found = processes(
        ", ".join(f"s{at}: {{start: x, uses: [{', '.join(uses[at])}]}}" for at in range(5))
    )
    left = {name: set(each.get("depends_on", {})) for name, each in found.items()}
    while left:
        free = {name for name, needs in left.items() if not needs & left.keys()}
        assert free
        left = {name: needs for name, needs in left.items() if name not in free}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_commands_come_back_as_they_were(start: str) -> None:
    quoted = '"' + start.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if start.strip():
        assert processes(f"a: {{start: {quoted}}}")["a"]["command"] == start.strip()
        assert ("is_template_disabled" in processes(f"a: {{start: {quoted}}}")["a"]) == (
            "{{" in start
        )
