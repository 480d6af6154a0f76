"""The written-out pages with two builders: Zensical and MkDocs make the same site of them.

Zensical ends with 0 whatever happens, so nothing is believed but what it wrote.
"""

from __future__ import annotations

import os
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from portbook.targets.rows import claim_rows
from portbook.targets.site.site_index import claim_key
from tests.support.cli import CHECKOUT, portbook
from tests.support.programs import need
from tests.targets.site.sitepages import context_of

SITES = {"mkdocs": ["build", "--strict"], "zensical": ["build"]}


def build(top: Path, map_file: Path) -> dict[str, Path]:
    """The map's site, built by each of them; by name."""
    found = {}
    for name, arguments in SITES.items():
        folder = top / name
        folder.mkdir()
        ran = portbook(folder, "-f", str(map_file), "site", "--out", "pages")
        assert ran.status == 0, ran.err
        done = subprocess.run(
            [need(name), *arguments],
            cwd=folder,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        found[name] = folder / "site"
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build(tmp_path_factory.mktemp("builders"), CHECKOUT / "ports.yaml")


class _Article(HTMLParser):
    """What lies in a page's <article>: its tags, links and text, theme and permalinks left out."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.quiet = 0
        self.hrefs: list[str] = []
        self.ids: set[str] = set()
        self.claims: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "article":
            self.depth += 1
        if "id" in said:
            self.ids.add(said["id"])
        if not self.depth:
            return
        if tag == "a" and "headerlink" in said.get("class", ""):
            self.quiet += 1
            return
        if "data-claim" in said:
            self.claims.append(said["data-claim"])
        if tag in ("table", "tr", "td", "th", "svg", "rect", "path", "details", "form", "h2"):
            self.tags.append(tag)
        if tag == "a" and "href" in said:
            self.hrefs.append(said["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self.depth -= 1
        if tag == "a" and self.quiet:
            self.quiet -= 1

    def handle_data(self, data: str) -> None:
        if self.depth and not self.quiet:
            self.words += data.split()


def article(path: Path) -> _Article:
    reader = _Article()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def pages(site: Path) -> set[str]:
    return {str(path.relative_to(site)) for path in site.rglob("*.html")} - {"404.html"}


def test_both_build_the_same_pages(built: dict[str, Path]) -> None:
    assert pages(built["zensical"]) == pages(built["mkdocs"])
    assert len(pages(built["zensical"])) > 80


def test_pages_hold_the_same(built: dict[str, Path]) -> None:
    for name in sorted(pages(built["mkdocs"])):
        one, other = (article(site / name) for site in built.values())
        assert one.words, name
        # Code may come in coloured pieces.
        assert "".join(one.words) == "".join(other.words), name
        assert one.tags == other.tags, name
        assert one.hrefs == other.hrefs, name


def test_claims_are_those_of_the_map(built: dict[str, Path]) -> None:
    portmap = context_of((CHECKOUT / "ports.yaml").read_text(encoding="utf-8")).portmap
    wanted = sorted(map(claim_key, claim_rows(portmap)))
    for site in built.values():
        assert sorted(article(site / "index.html").claims) == wanted


@pytest.mark.parametrize("name", SITES)
def test_links_within_the_site_lead_somewhere(built: dict[str, Path], name: str) -> None:
    site = built[name]
    read = {page: article(site / page) for page in sorted(pages(site))}
    assert any(reader.hrefs for reader in read.values())
    for page, reader in read.items():
        base = f"http://site/{page.removesuffix('index.html')}"
        for href in reader.hrefs:
            target, anchor = urldefrag(urljoin(base, href))
            if not target.startswith("http://site/"):
                continue
            place = target.removeprefix("http://site/")
            found = f"{place}index.html" if not place or place.endswith("/") else place
            assert (site / found).is_file(), f"{page} links to {href}"
            if anchor:
                assert anchor in read[found].ids, f"{page} links to {href}"


def test_files_beside_the_pages_are_the_same(built: dict[str, Path]) -> None:
    for name in ("ports.json", "llms.txt", "data/claims.json", "assets/portbook.css"):
        one, other = ((site / name).read_bytes() for site in built.values())
        assert one == other, name
    files = built["zensical"] / "project" / "prsnl" / "files"
    assert (files / "dot.env.txt").is_file()
