"""Real back ends take the generated lists of origins, and a real browser obeys their answers."""

from __future__ import annotations

import http.client
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.targets.context import Context
from portbook.targets.dotenv import emit
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.support.dotenv_readers import python_dotenv
from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.programs import need, need_npm
from tests.support.servers import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Scripts of `web` hold both back ends' addresses, `office` uses one, `stranger` calls neither.
MAP = """
projects:
  shop:
    services:
      web:
        kind: vite
        directory: web
        port: {web}
        alternatives: [{other}]
        env: {{VITE_API_URL: "{{api.url}}", VITE_ADMIN_URL: "{{admin.url}}"}}
      office: {{kind: nextjs, directory: office, port: {office}, uses: [admin]}}
      stranger: {{kind: vite, directory: stranger, port: {stranger}}}
      api: {{kind: fastapi, directory: api, port: {api}, env: {{PORT: "{{self.port}}"}}}}
      admin: {{kind: express, directory: admin, port: {admin}, env: {{PORT: "{{self.port}}"}}}}
"""
NAMES = ("web", "other", "office", "stranger", "api", "admin")
PAGES = ("web", "other", "office", "stranger")
CALLERS = {"api": ("web", "other"), "admin": ("web", "other", "office")}

# pydantic-settings reads a list[str] of its environment as this JSON.
FASTAPI = """
import uvicorn
from dotenv import dotenv_values
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from pydantic import TypeAdapter

env = dotenv_values(".env")
app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=TypeAdapter(list[str]).validate_json(env["CORS_ORIGINS"]),
    allow_methods=["PUT"],
    allow_headers=["content-type"],
)

@app.api_route("/item", methods=["GET", "PUT"])
def item():
    return {"from": "api"}

uvicorn.run(app, host="127.0.0.1", port=int(env["PORT"]))
"""
EXPRESS = """
const [express, cors, dotenv] = process.argv.slice(2).map((folder) => require(folder));
const env = dotenv.parse(require("fs").readFileSync(".env"));
const app = express();
app.use(cors({ origin: env.CORS_ORIGINS.split(","), methods: ["PUT"] }));
app.all("/item", (request, response) => response.json({ from: "admin" }));
app.listen(Number(env.PORT), "127.0.0.1");
"""
# A simple request, one that needs a preflight, and one whose answer nobody may read.
SCRIPT = """
async (url) => {
  const attempt = async (options) => {
    try {
      const response = await fetch(url, options);
      return response.type === "opaque" ? "opaque" : (await response.json()).from;
    } catch (failure) {
      return failure.name;
    }
  };
  const headers = { "content-type": "application/json" };
  return {
    simple: await attempt({}),
    preflighted: await attempt({ method: "PUT", headers, body: "{}" }),
    unread: await attempt({ mode: "no-cors" }),
  };
}
"""


@dataclass(frozen=True)
class Shop:
    """The running back ends: ports by service, and the project's generated folder."""

    ports: dict[str, int]
    folder: Path

    def origins(self, *pages: str) -> list[str]:
        hosts = ("localhost", "127.0.0.1")
        return [f"http://{host}:{self.ports[page]}" for page in pages for host in hosts]

    def url(self, backend: str) -> str:
        """Where the browser's variable has it."""
        return python_dotenv(self.folder / "web" / ".env")[f"VITE_{backend.upper()}_URL"]


def generate(folder: Path, ports: dict[str, int]) -> Path:
    portmap = read(Source("ports.yaml", MAP.format(**ports))).portmap
    assert portmap is not None
    context = Context(portmap, Wiring(portmap), "ports.yaml", Templates())
    outputs = emit(context, portmap.projects["shop"])
    return make_files(folder, {output.path: output.text for output in outputs}) / "shop"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    node, packages = need("node"), [need_npm(name) for name in ("express", "cors", "dotenv")]
    ports = {name: free_port() for name in NAMES}
    root = tmp_path_factory.mktemp("cors")
    folder = generate(root, ports)
    make_files(root, {"api.py": FASTAPI, "admin.cjs": EXPRESS})
    with (
        serve([sys.executable, root / "api.py"], ports["api"], cwd=folder / "api"),
        serve([node, root / "admin.cjs", *packages], ports["admin"], cwd=folder / "admin"),
    ):
        yield Shop(ports, folder)


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>page</title>")

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def page_server(port: int) -> Iterator[None]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def browser(shop: Shop) -> Iterator[Browser]:
    chromium = need("chromium")
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        for page in PAGES:
            stack.enter_context(page_server(shop.ports[page]))
        playwright = stack.enter_context(sync_playwright())
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        stack.callback(started.close)
        yield started


Visit = tuple[dict[str, str], list[str]]


@pytest.fixture(scope="module")
def visits(shop: Shop, browser: Browser) -> dict[tuple[str, str], Visit]:
    """By origin and back end: what a page gets to know there, and what the console says of it."""
    found: dict[tuple[str, str], Visit] = {}
    for origin in shop.origins(*PAGES):
        with browser.new_page() as page:
            told: list[str] = []
            page.on("console", lambda message: told.append(message.text))  # noqa: B023
            page.goto(f"{origin}/")
            assert page.evaluate("location.origin") == origin
            for backend in CALLERS:
                told.clear()
                known: dict[str, str] = page.evaluate(SCRIPT, f"{shop.url(backend)}/item")
                # The console's messages come by another way than the result.
                page.evaluate("console.log('end')")
                found[origin, backend] = known, [text for text in told if text != "end"]
    return found


@pytest.mark.parametrize("backend", CALLERS)
def test_a_browser_is_allowed_from_every_listed_origin(
    shop: Shop, visits: dict[tuple[str, str], Visit], backend: str
) -> None:
    allowed = {"simple": backend, "preflighted": backend, "unread": "opaque"}
    for origin in shop.origins(*CALLERS[backend]):
        assert visits[origin, backend] == (allowed, []), origin


@pytest.mark.parametrize("backend", CALLERS)
def test_a_browser_is_refused_from_every_other_origin(
    shop: Shop, visits: dict[tuple[str, str], Visit], backend: str
) -> None:
    url = f"{shop.url(backend)}/item"
    # Without reading the answer it gets through: nothing but CORS stands in the way.
    refused = {"simple": "TypeError", "preflighted": "TypeError", "unread": "opaque"}
    for origin in shop.origins(*(page for page in PAGES if page not in CALLERS[backend])):
        found, told = visits[origin, backend]
        assert found == refused, origin
        start = (
            f"Access to fetch at '{url}' from origin '{origin}' has been blocked by CORS policy:"
        )
        missing = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
        preflight = "Response to preflight request doesn't pass access control check:"
        assert [text for text in told if "net::ERR_FAILED" not in text] == [
            f"{start} {missing}",
            f"{start} {preflight} {missing}",
        ]


def preflight(port: int, origin: str) -> http.client.HTTPMessage:
    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    return ask(port, "OPTIONS", {**asked, "Access-Control-Request-Headers": "content-type"})


def ask(port: int, method: str, headers: dict[str, str]) -> http.client.HTTPMessage:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, "/item", headers=headers)
        return connection.getresponse().headers
    finally:
        connection.close()


@pytest.mark.parametrize("backend", CALLERS)
def test_a_preflight_names_exactly_the_listed_origins(shop: Shop, backend: str) -> None:
    web = shop.ports["web"]
    near = [f"https://localhost:{web}", f"http://localhost:{web}0", "http://localhost", "null"]
    strange = [f"http://localhost:{web}.evil.example", f"http://[::1]:{web}", "http://localhost:"]
    listed = shop.origins(*CALLERS[backend])
    answers = {
        origin: preflight(shop.ports[backend], origin)
        for origin in [*shop.origins(*PAGES), *near, *strange]
    }
    named = {origin: answer["Access-Control-Allow-Origin"] for origin, answer in answers.items()}
    assert {origin: name for origin, name in named.items() if name} == {o: o for o in listed}
    for origin, answer in answers.items():
        # A cache must not give one origin's answer to another (Fetch, "CORS protocol and HTTP
        # caches").
        assert "Origin" in answer["Vary"], origin


@pytest.mark.parametrize("backend", CALLERS)
def test_an_answer_to_a_listed_origin_varies_by_origin(shop: Shop, backend: str) -> None:
    for origin in shop.origins(*CALLERS[backend]):
        answer = ask(shop.ports[backend], "GET", {"Origin": origin})
        assert answer["Access-Control-Allow-Origin"] == origin
        assert "Origin" in answer["Vary"]
