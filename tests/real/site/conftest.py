"""The site as a reader has it: built strictly and offline, served below a path, in Chromium."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bench.bigmap import big_map
from tests.real.site.building import PATH, SHORTEST, build, make_site
from tests.real.site.recipes import make_recipes
from tests.support.built import built_once
from tests.support.cli import CHECKOUT
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

RUNNING: list[Browser] = []
SHARED: list[BrowserContext] = []
CLOSING = ExitStack()

LARGE = 110
"""Projects of 20 services: more claims than stand in one table, more numbers than have pages."""


NO_SEARCH = "window.Worker = class extends EventTarget { postMessage() {} terminate() {} }"
"""The theme's search makes its index anew on each page that opens: a quarter of what a page costs.
Who does not search opens pages without the worker that it has for this."""


SERVER = """
import functools, http.server, sys

class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def end_headers(self):
        # Each page asks for the same thirty files, which a browser need not fetch again.
        if "/assets/" in self.path:
            self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *said):
        pass

handler = functools.partial(Handler, directory=sys.argv[2])
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler).serve_forever()
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder with a site in `PATH`, as GitHub Pages serves a project's."""
    port = free_port()
    with serve([sys.executable, "-c", SERVER, str(port), folder], port):
        yield f"http://127.0.0.1:{port}/{PATH}/"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own site, built as `make site` does."""
    return built_once(tmp_path_factory, "site", lambda folder: build(CHECKOUT, folder / PATH))


@pytest.fixture(scope="session")
def large_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a large map, and in `PATH` its site."""
    return built_once(tmp_path_factory, "large", lambda folder: make_site(folder, big_map(LARGE)))


@pytest.fixture(scope="session")
def recipes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a site for each of `RECIPES`."""
    return built_once(tmp_path_factory, "recipes", make_recipes)


@pytest.fixture(scope="package")
def small(recipes: Path) -> Iterator[str]:
    with served(recipes / SHORTEST) as address:
        yield address


@pytest.fixture(scope="package")
def home(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


@pytest.fixture(scope="package")
def large(large_folder: Path) -> Iterator[str]:
    with served(large_folder) as address:
        yield address


@pytest.fixture
def browser() -> Browser:
    """One for all tests of this folder that a worker runs one after another."""
    if not RUNNING:
        chromium = need("chromium")
        from playwright.sync_api import sync_playwright

        playwright = CLOSING.enter_context(sync_playwright())
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        CLOSING.callback(RUNNING.clear)
        CLOSING.callback(started.close)
        RUNNING.append(started)
    return RUNNING[0]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """End the browser with the last of them: its loop would be in the way of tests with asyncio."""
    if nextitem is None or nextitem.path.parent != Path(__file__).parent:
        CLOSING.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test where it asks another origin for anything, or logs an error."""
    # One context for all such tests, with what it has fetched.
    if not SHARED:
        SHARED.append(browser.new_context())
        SHARED[0].add_init_script(NO_SEARCH)
        CLOSING.callback(SHARED.clear)
    with watching(SHARED[0]) as opened:
        yield opened


@contextmanager
def watched(browser: Browser, *, search: bool = False, **options: object) -> Iterator[Page]:
    """The same in a context of its own, which has chosen and kept nothing yet, and may `search`."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    if not search:
        context.add_init_script(NO_SEARCH)
    try:
        with watching(context) as page:
            yield page
    finally:
        context.close()


@contextmanager
def watching(context: BrowserContext) -> Iterator[Page]:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    try:
        yield page
    finally:
        page.close()
    own = ("http://127.0.0.1:", "data:", "blob:")
    assert [address for address in asked if not address.startswith(own)] == []
    assert [line for line in said if line.startswith(("error", "warning"))] == []
