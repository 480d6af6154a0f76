"""Caddyfiles: golden cases, and what holds for every map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portbook.text.source import Source
from tests.support.nginx import generated

CASES = sorted(Path(__file__).parent.joinpath("golden", "caddyfile").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    expected = {
        path.relative_to(case).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(case.rglob("Caddyfile*"))
    }
    assert generated(Source.load(case / "ports.yaml"), "caddyfile") == expected


def test_order_of_the_map_does_not_matter() -> None:
    text = """
projects:
  shop:
    services: {site: 3000, api: 8000}
    proxy: {development: {listen: [8080, 8081], routes: {%s}}}
"""
    routes = ["/: site", "/api/: {to: api, strip: true}", "/bare: api"]
    usual = generated(Source("ports.yaml", text % ", ".join(routes)), "caddyfile")
    turned = text.replace("[8080, 8081]", "[8081, 8080]") % ", ".join(routes[::-1])
    assert generated(Source("ports.yaml", turned), "caddyfile") == usual


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_longer_paths_come_first(case: Path) -> None:
    """Caddy tries them in that order, whatever the file says; people read them so too."""
    for text in generated(Source.load(case / "ports.yaml"), "caddyfile").values():
        for site in re.split(r"^\}$", text, flags=re.MULTILINE):
            paths = re.findall(r"^\thandle(?:_path)? ?(\S*) \{$", site, re.MULTILINE)
            assert paths == sorted(paths, key=lambda path: (-len(path), path))


def test_raw_tcp_alone_gives_no_file() -> None:
    text = """
projects:
  shop:
    services: {db: {kind: postgres, port: 5432}}
    proxy: {development: {listen: 6432, to: db}}
"""
    assert generated(Source("ports.yaml", text), "caddyfile") == {}
