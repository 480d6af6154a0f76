"""Two services of one checkout that want one number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli import portbook
from tests.support.files import make_files

ALTERNATIVES = {
    "shop/compose.yaml": (
        "services:\n"
        "  cpu: {image: x, profiles: [cpu], ports: ['8000:80']}\n"
        "  gpu: {image: x, profiles: [gpu], ports: ['8000:80']}\n"
        "  old: {image: x, profiles: [old], ports: ['8000:80']}\n"
    ),
    "blog/compose.yaml": (
        "services:\n"
        "  one: {image: x, profiles: [one], ports: ['9000:90']}\n"
        "  two: {image: x, profiles: [two], ports: ['9000:90']}\n"
    ),
}


@pytest.mark.parametrize("typed", ["shop blog", "shop, blog", "blog, shop"])
def test_alternatives_are_said_whenever_they_are_found(typed: str, tmp_path: Path) -> None:
    make_files(tmp_path, ALTERNATIVES)
    for each in typed.split(", "):
        ran = portbook(tmp_path, "init", *each.split())
        assert ran.status == 0, ran.err
    assert portbook(tmp_path, "check").status == 0
    text = (tmp_path / "ports.yaml").read_text()
    assert "[shop/cpu, shop/gpu, shop/old]" in text
    assert "[blog/one, blog/two]" in text
    assert "nothing is added" in portbook(tmp_path, "init", "shop", "blog").err


def test_an_alternative_that_comes_later_is_added(tmp_path: Path) -> None:
    one, two = ALTERNATIVES["blog/compose.yaml"].split("  two:")
    make_files(tmp_path, {"blog/compose.yaml": one})
    assert portbook(tmp_path, "init", "blog").status == 0
    make_files(tmp_path, {"blog/compose.yaml": f"{one}  two:{two}"})
    ran = portbook(tmp_path, "init", "blog")
    assert ran.status == 0, ran.err
    assert "[blog/one, blog/two]" in (tmp_path / "ports.yaml").read_text()


def test_what_starts_together_is_in_conflict(tmp_path: Path) -> None:
    both = "services:\n  a: {image: x, ports: ['8000:80']}\n  b: {image: x, ports: ['8000:81']}\n"
    make_files(tmp_path, {"shop/compose.yaml": both})
    ran = portbook(tmp_path, "init", "shop")
    assert ran.status == 1
    assert "port-conflict: 8000/tcp on localhost is claimed by" in " ".join(ran.err.split())
    many = "".join(
        f"  {name}{number}: {{image: x, ports: ['{number}:80']}}\n"
        for number in range(8000, 8003)
        for name in "ab"
    )
    make_files(tmp_path, {"pick/compose.yaml": f"services:\n{many}"})
    assert portbook(tmp_path, "-f", "pick.yaml", "init", "pick").status == 0
