"""The site as a reader has it: built strictly and offline, served below a path, in Chromium."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bench.bigmap import big_map
from tests.real.site.building import PATH, build, make_site
from tests.support.built import built_once
from tests.support.cli import CHECKOUT
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LARGE = 110
"""Projects of 20 services: more claims than stand in one table, more numbers than have pages."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder with a site in `PATH`, as GitHub Pages serves a project's."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with serve([*command, "--directory", folder], port):
        yield f"http://127.0.0.1:{port}/{PATH}/"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own site, built as `make site` does."""
    return built_once(tmp_path_factory, "site", lambda folder: build(CHECKOUT, folder / PATH))


@pytest.fixture(scope="session")
def large_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a large map, and in `PATH` its site."""
    return built_once(tmp_path_factory, "large", lambda folder: make_site(folder, big_map(LARGE)))


@pytest.fixture(scope="package")
def home(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


@pytest.fixture(scope="package")
def large(large_folder: Path) -> Iterator[str]:
    with served(large_folder) as address:
        yield address


@pytest.fixture(scope="module")  # a loop that runs would be in the way of tests with asyncio
def browser() -> Iterator[Browser]:
    chromium = need("chromium")
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        stack.callback(started.close)
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test where it asks another origin for anything, or logs an error."""
    with watched(browser) as opened:
        yield opened


@contextmanager
def watched(browser: Browser, **options: object) -> Iterator[Page]:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield page
    own = ("http://127.0.0.1:", "data:", "blob:")
    foreign = [address for address in asked if not address.startswith(own)]
    context.close()
    assert foreign == []
    assert [line for line in said if line.startswith(("error", "warning"))] == []
