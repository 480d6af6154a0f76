"""Links: every one leads somewhere inside the site, and those of a second build are the same."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest

from tests.real.site.building import PATH, SHORTEST, build
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import read_files

REFERENCE = re.compile(r'\s(?:href|src|data-src|data-claims|data-complete)="([^"]*)"')
ANCHOR = re.compile(r'\s(?:id|name)="([^"]*)"')
BASE = "http://site/"


@cache
def anchors(page: Path) -> frozenset[str]:
    return frozenset(ANCHOR.findall(page.read_text(encoding="utf-8")))


def dead(top: Path, page: Path, link: str) -> bool:
    path, fragment = urldefrag(urljoin(BASE + page.relative_to(top).as_posix(), link))
    target = top / unquote(path.removeprefix(BASE).partition("?")[0])
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return True
    return bool(fragment) and target.suffix == ".html" and not reached(target, unquote(fragment))


def reached(page: Path, fragment: str) -> bool:
    # The page for any port takes the number from the address.
    return fragment in anchors(page) or (page.parent.name == "port" and fragment.isdigit())


@pytest.mark.parametrize("which", ["site", "large_folder"])
def test_every_link_leads_somewhere(which: str, request: pytest.FixtureRequest) -> None:
    top = request.getfixturevalue(which) / PATH
    found = []
    for page in sorted(top.rglob("*.html")):
        if page.name == "404.html":
            continue
        links = set(REFERENCE.findall(page.read_text(encoding="utf-8")))
        inside = {link for link in links if not link.startswith(("http", "mailto:", "data:"))}
        found += [(str(page.relative_to(top)), link) for link in inside if dead(top, page, link)]
    assert found == []


def test_a_second_build_is_the_first_again(recipes: Path, tmp_path: Path) -> None:
    first = read_files(recipes / SHORTEST / PATH)
    build(recipes / SHORTEST, tmp_path, PYTHONHASHSEED="1")
    second = read_files(tmp_path)
    # MkDocs puts the date of the build into the site map for search engines.
    changing = {name for name in first if name.startswith("sitemap.xml")}
    assert set(first) == set(second)
    assert {name for name in first if first[name] != second[name]} <= changing


def test_pages_of_the_whole_map_are_the_same_in_every_process(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        pages = tmp_path / seed
        assert portbook(CHECKOUT, "site", "--out", str(pages), PYTHONHASHSEED=seed).status == 0
        found.append(read_files(pages))
    assert found[0] == found[1]
    assert len(found[0]) > 100
