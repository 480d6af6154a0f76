"""compose.yaml: a stack of the map's making."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portbook.targets.compose.stack import acyclic
from tests.targets.compose.written import CASES, stack_of


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_stack_means_the_same_without_guessing_types(case: Path) -> None:
    file = case / "compose.yaml"
    if not file.is_file():
        assert case.name.startswith("override")
        return
    text = file.read_text(encoding="utf-8")
    guessed, strings = yaml.safe_load(text), yaml.load(text, yaml.BaseLoader)
    for name, service in guessed["services"].items():
        for port in service.get("ports", ()):
            port["target"] = str(port["target"])
        if "healthcheck" in service:
            service["healthcheck"]["retries"] = str(service["healthcheck"]["retries"])
        assert service == strings["services"][name]


@pytest.mark.parametrize(
    ("build", "written"),
    [
        ("api", "api"),
        ("api/Dockerfile.prod", {"context": "api", "dockerfile": "Dockerfile.prod"}),
        ("api/worker.Dockerfile", {"context": "api", "dockerfile": "worker.Dockerfile"}),
        ("Containerfile", {"context": ".", "dockerfile": "Containerfile"}),
        (
            "https://example.com/x.git#main:dockerfiles",
            "https://example.com/x.git#main:dockerfiles",
        ),
    ],
)
def test_an_image_is_built_by_the_file_that_is_named(build: str, written: object) -> None:
    assert stack_of({"api": {"build": build, "port": 8000}})["api"]["build"] == written


def test_the_order_of_services_carries_no_meaning() -> None:
    services = {
        "web": {"image": "web", "port": 8001, "uses": ["api"]},
        "api": {"image": "api", "port": 8002, "uses": ["db"], "env": {"W": "{web.url}"}},
        "db": {"kind": "postgres", "image": "postgres", "port": 8003, "secrets": ["P"]},
    }
    made = [stack_of(dict(order)) for order in permutations(services.items())]
    assert all(each == made[0] for each in made)


def test_only_the_default_environment_counts() -> None:
    service = {
        "image": "web",
        "port": "8001:80",
        "environments": {"production": {"image": "other", "port": "9001:80"}},
    }
    made = stack_of({"web": service}, environments=["development", "production"])
    assert made["web"]["image"] == "web"
    assert made["web"]["ports"][0]["published"] == "8001"


PAIRS = st.lists(st.tuples(*[st.sampled_from("abcdef")] * 2), max_size=20, unique=True)


@given(PAIRS)
def test_kept_needs_hold_no_circle_and_only_what_closes_one_is_cut(
    pairs: list[tuple[str, str]],
) -> None:
    kept, cut = acyclic(pairs)
    edges = [(name, needed) for name, wanted in kept.items() for needed in wanted]
    removed = [(name, needed) for name, wanted in cut.items() for needed in wanted]
    assert sorted(edges + removed) == sorted(pairs)
    assert not circular(edges)
    assert all(circular([*edges, pair]) for pair in removed)


def circular(pairs: list[tuple[str, str]]) -> bool:
    """Takes away, again and again, whatever needs nothing that is left."""
    left = list(pairs)
    while left:
        open_ends = [pair for pair in left if pair[1] in {name for name, _ in left}]
        if len(open_ends) == len(left):
            return True
        left = open_ends
    return False
