"""The figures of the published site: its build beside plain MkDocs, its size, and a browser."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from portbook.checks import codes
from portbook.project import load
from portbook.targets.site.emit import emit_site
from tests.bench.bigmap import SERVICES, big_map
from tests.bench.measure import Job, in_turns
from tests.real.site.building import settings
from tests.support.ports import free_port
from tests.support.servers import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["building", "opening"]

PROJECTS = 1000
ROUNDS = 3
TYPED = ("1", "project-7", "service-19", "11234", "fastapi host-0")
WORDS = ("a", "port", "is", "held", "by", "one", "service", "and", "nobody", "else", "there")
# From the navigation to the frame that holds the first row.
OPENED = """() => new Promise(done => {
    const look = () => document.querySelector("tr[data-claim]")
        ? requestAnimationFrame(() => done(performance.now())) : setTimeout(look, 1);
    look();
})"""
# From the key to the frame that shows what it found.
FILTERED = """text => new Promise(done => {
    const field = document.querySelector("form.pb-filter [name=q]");
    const begun = performance.now();
    field.value = text;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""


def building(folder: Path) -> Path:
    """Print how long the large site takes beside plain pages, and its size; gives its folder."""
    ours, plain = folder / "ours", folder / "plain"
    _ours(ours)
    _plain(plain, ours)
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    jobs = [Job("ours", mkdocs, ours), Job("plain", mkdocs, plain)]
    found = in_turns(jobs, ROUNDS)
    pages = len(list((plain / "docs").rglob("*.md")))
    title = f"The site of {PROJECTS:,} projects x {SERVICES} services, {pages:,} pages"
    print(f"\n{title}\n{'-' * len(title)}")
    one, other = found["ours"].seconds, found["plain"].seconds
    print(f"{'build / MkDocs on plain pages of the same bytes':58} {one / other:6.2f}", end="")
    print("   (to reach: 1.3)")
    size = sum(path.stat().st_size for path in (ours / "site").rglob("*") if path.is_file())
    print(f"{'size of the site, MB':58} {size / 1e6:6.1f}   (to reach: 40)")
    return ours / "site"


def opening(site: Path) -> None:
    """Print what a reader of the built site waits for, in Chromium."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        print("chromium is not installed: apt-get install chromium")
        return
    opened, filtered = [], []
    with _served(site) as address, _browser(chromium) as browser:
        for text in TYPED:
            with browser.new_page() as page:
                page.goto(address)
                opened.append(page.evaluate(OPENED))
                page.locator("form.pb-filter").wait_for()
                filtered.append(page.evaluate(FILTERED, text))
    print(f"{'home page: until the first row stands, ms':58} {statistics.median(opened):6.0f}")
    print(f"{'home page: the first filter, median, ms':58} {statistics.median(filtered):6.0f}")
    print(f"{'home page: the first filter, slowest, ms':58} {max(filtered):6.0f}", end="")
    print("   (to reach: 100)")


def _ours(folder: Path) -> None:
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "docs" / "robots.txt").write_text("")
    (folder / "ports.yaml").write_text(big_map(PROJECTS))
    (folder / "mkdocs.yml").write_text(settings())


def _plain(folder: Path, ours: Path) -> None:
    """As many pages of as many bytes with the same front matter, in MkDocs without our plugin."""
    loaded = load(ours / "ports.yaml")
    for output in emit_site(loaded.context, loaded.problems, codes()):
        if output.path.endswith(".md"):
            path = folder / "docs" / output.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_prose(output.text), encoding="utf-8")
    text = settings().replace("  - portbook\n", "")
    shut = "\nnot_in_nav: |\n  /project/\n  /host/\n  /range/\n  /all/\n"
    (folder / "mkdocs.yml").write_text(text + shut)


def _prose(page: str) -> str:
    head, found, _ = page.partition("\n---\n")
    head = head + found if found else ""
    size = len(page.encode()) - len(head.encode())
    words = islice(cycle(WORDS), size // 4)
    lines = [" ".join(islice(words, 12)) for _ in range(size // 50 + 1)]
    paragraphs = ["\n".join(lines[at : at + 6]) for at in range(0, len(lines), 6)]
    return f"{head}# Page\n\n" + "\n\n".join(paragraphs)[:size]


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with serve([*command, "--directory", folder], port):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def _browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()
