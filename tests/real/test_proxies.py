"""What every proxy has to do, asked of each: the same requests, the same answers."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from portbook.text.source import Source
from tests.support import certificates
from tests.support.cli import CHECKOUT
from tests.support.echo import EVENT_GAP, echo, websocket_echo
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import need, refused
from tests.support.proxies import PROXIES, SENDS_FILES, faults_of_traefik
from tests.support.servers import wait_for

MAP = """
projects:
  shop:
    services:
      api: {{kind: express, port: {api}}}
      page: {{kind: express, port: {page}}}
      chat: {{kind: phoenix, ports: {{http: {chat}, ws: {{number: {chat}, scheme: ws}}}}}}
    proxy:
      development:
        listen: {listen}
        max_body: 32m
        underscores: true
        headers: {{X-Frame-Options: 'DENY "all" \\', X-Hostile: {hostile}}}
        routes:
          /: page
          /api/: {{to: api, strip: true, request_headers: {{X-Tenant: {hostile}}}}}
          /small/: {{to: api, max_body: 1k}}
          /slow/: {{to: api, timeout: 1s}}
          /events/: {{to: api, event_stream: true}}
          /chat/: chat
          /cut/: {{to: chat, strip: true}}
          /socket: chat.ws
          /mute/: {{to: chat, websocket: false}}
        files:
          /assets/: {assets}
          /app/: {{folder: {app}, fallback: /index.html, headers: {{X-Page: one}}}}
"""

HOSTILE = """it's \\ {host} {"a":"b"} {{ x }} %[src] 100% #1 ; "so" """.strip()
"""What one of the four or another fills in, cuts off or takes for its own."""


class Shop(NamedTuple):
    target: str
    listen: int


@pytest.fixture(scope="module", params=PROXIES)
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp(request.param)
    for name in ("assets", "app"):
        (folder / name).mkdir()
        (folder / name / "index.html").write_text(f"the {name}")
    (folder / "assets" / "logo.svg").write_text("<svg/>")
    (folder / "secret").write_text("hidden")
    names = ("listen", "api", "page", "chat")
    ports = {name: free_port() for name in names}
    folders = {name: folder / name for name in ("assets", "app")}
    text = MAP.format(hostile=json.dumps(HOSTILE), **folders, **ports)
    with ExitStack() as stack:
        stack.enter_context(echo("api", ports["api"]))
        stack.enter_context(echo("page", ports["page"]))
        stack.enter_context(websocket_echo(ports["chat"]))
        stack.enter_context(PROXIES[request.param](folder, text, ports["listen"]))
        yield Shop(request.param, ports["listen"])


def ask(
    shop: Shop,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    timeout: float = 20,
    **headers: str,
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", shop.listen, timeout=timeout)
    connection.request(method, path, body, {"Host": f"shop.example:{shop.listen}", **headers})
    return connection.getresponse()


def told(shop: Shop, path: str, **options: Any) -> dict[str, Any]:
    response = ask(shop, path, **options)
    answer = response.read()
    assert response.status == 200, answer
    found: dict[str, Any] = json.loads(answer)
    return found


def test_paths(shop: Shop) -> None:
    """Plain routes pass on what was sent; stripping ones take their path off, and nothing else."""
    for path, name, passed in (
        ("/", "page", "/"),
        ("/a%2Fb?x=1&y=%20", "page", "/a%2Fb?x=1&y=%20"),
        ("/apish", "page", "/apish"),
        ("/api/a?x=1", "api", "/a?x=1"),
        ("/api/a%2Fb", "api", "/a%2Fb"),
        ("/api/", "api", "/"),
        ("/small/a", "api", "/small/a"),
    ):
        answer = told(shop, path)
        assert (answer["name"], answer["path"]) == (name, passed), path
    redirected = ask(shop, "/api?x=1")
    assert redirected.status == (301 if shop.target == "traefik" else 308)
    assert redirected.headers["Location"].endswith("/api/?x=1")


def test_what_the_back_end_is_told(shop: Shop) -> None:
    headers = told(shop, "/api/a", **{"X_Trace": "7", "X-Forwarded-For": "6.6.6.6"})["headers"]
    assert headers["host"] == f"shop.example:{shop.listen}"
    assert headers["x_trace"] == "7"
    assert headers["x-tenant"] == HOSTILE
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-prefix"] == "/api"
    assert "x-tenant" not in told(shop, "/")["headers"]


def test_what_the_client_is_told(shop: Shop) -> None:
    assert ask(shop, "/").headers["X-Frame-Options"] == 'DENY "all" \\'
    assert ask(shop, "/").headers["X-Hostile"] == HOSTILE
    page = ask(shop, "/app/")
    assert page.headers["X-Frame-Options"] == 'DENY "all" \\'
    assert page.headers["X-Page"] == ("one" if shop.target in SENDS_FILES else None)


def test_files(shop: Shop) -> None:
    if shop.target not in SENDS_FILES:
        assert told(shop, "/assets/logo.svg")["name"] == "page"
        return
    assert ask(shop, "/assets/logo.svg").read() == b"<svg/>"
    assert ask(shop, "/assets/missing.svg").status == 404
    assert ask(shop, "/app/").read() == b"the app"
    assert ask(shop, "/app/orders/7").read() == b"the app"
    for path in ("/assets/../secret", "/assets/%2e%2e/secret", "/assets../secret"):
        assert b"hidden" not in ask(shop, path).read()
    assert ask(shop, "/app").headers["Location"].rstrip("?") == "/app/"


def test_websockets_pass_on_any_route(shop: Shop) -> None:
    for path, passed in (
        ("/chat/room?x=1", "/chat/room?x=1"),
        ("/cut/room", "/room"),
        ("/socket", "/socket"),
        ("/socket/room", "/socket/room"),
    ):
        with connect(f"ws://127.0.0.1:{shop.listen}{path}", proxy=None) as websocket:
            websocket.send("hello")
            assert websocket.recv(timeout=10) == f"{passed} hello", path
    with (
        pytest.raises(InvalidStatus),
        connect(f"ws://127.0.0.1:{shop.listen}/mute/room", proxy=None),
    ):
        pass


def test_bodies(shop: Shop) -> None:
    large = b"x" * 20_000_000
    assert told(shop, "/api/upload", method="POST", body=large)["path"] == "/upload"
    assert told(shop, "/small/", method="POST", body=b"x" * 1000)["name"] == "api"
    if shop.target == "traefik":
        assert told(shop, "/small/", method="POST", body=large)["name"] == "api"
        return
    # Caddy 2.6 says 502 where others and its successors say 413; either way the rest is not read.
    with pytest.raises((ConnectionError, AssertionError), match=r"413|502|[Rr]eset|[Bb]roken"):
        told(shop, "/small/", method="POST", body=b"x" * 100_000)


def test_an_event_stream_arrives_as_it_is_sent(shop: Shop) -> None:
    response = ask(shop, "/events/?events")
    times = []
    while line := response.readline():
        if line.startswith(b"data:"):
            times.append(time.monotonic())
    assert len(times) == 3
    assert times[-1] - times[0] > 1.5 * EVENT_GAP


def test_a_slow_answer(shop: Shop) -> None:
    """It is waited for, but not longer than `timeout`."""
    assert ask(shop, "/api/?wait").status == 200
    assert ask(shop, "/slow/?wait").status in (502, 504)


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_an_answer_after_ninety_seconds(tmp_path: Path) -> None:
    """All four at once: none gives up after the minute that it gives by itself."""
    with ExitStack() as stack:
        api = free_port()
        stack.enter_context(echo("api", api))
        shops = []
        for target, run in PROXIES.items():
            listen = free_port()
            text = f"""
projects: {{shop: {{services: {{api: {api}}},
  proxy: {{development: {{listen: {listen}, routes: {{/: api}}}}}}}}}}
"""
            folder = tmp_path / target
            folder.mkdir()
            stack.enter_context(run(folder, text, listen))
            shops.append(Shop(target, listen))
        with ThreadPoolExecutor() as pool:
            answers = pool.map(lambda each: ask(each, "/?long", timeout=120).status, shops)
        assert list(answers) == [200] * 4


@pytest.mark.parametrize("bound", ['["127.0.0.1:{0}", "[::1]:{0}"]', '"*:{0}"'])
@pytest.mark.parametrize("target", PROXIES)
def test_ipv6(target: str, bound: str, tmp_path: Path) -> None:
    listen, api = free_port(), free_port()
    text = f"""
projects:
  shop:
    services: {{api: {{port: "[::1]:{api}"}}}}
    proxy: {{development: {{listen: {bound.format(listen)}, routes: {{/: api}}}}}}
"""
    with echo("api", api, host="::1"), PROXIES[target](tmp_path, text, listen):
        for address in ("::1", "127.0.0.1"):
            wait_for(address, listen)
            connection = http.client.HTTPConnection(address, listen, timeout=20)
            connection.request("GET", "/six")
            assert json.loads(connection.getresponse().read())["path"] == "/six"


@pytest.mark.parametrize("target", PROXIES)
def test_two_names_on_one_port(target: str, tmp_path: Path) -> None:
    """One of them is a pattern, and /a-b/ and /a/b/ are two paths."""
    listen, one, two = (free_port() for _ in range(3))
    text = f"""
projects:
  shop:
    services: {{one: {one}, two: {two}}}
    proxy:
      development:
        - name: first
          listen: {listen}
          server_name: one.example
          routes: {{/: one, /a-b/: two, /a/b/: one}}
        - name: second
          listen: {listen}
          server_name: "*.two.example"
          routes: {{/: two, /c/: one}}
"""
    with echo("one", one), echo("two", two), PROXIES[target](tmp_path, text, listen):
        shop = Shop(target, listen)
        for host, path, name in (
            ("one.example", "/", "one"),
            ("one.example", "/a-b/x", "two"),
            ("one.example", "/a/b/x", "one"),
            ("www.two.example", "/a-b/x", "two"),
        ):
            assert told(shop, path, Host=host)["name"] == name, (host, path)
        if target == "traefik":
            assert faults_of_traefik(tmp_path) == []
        if target != "nginx":
            assert ask(shop, "/", Host="other.example").read() in (b"", b"404 page not found\n")


GOLDEN = Path(__file__).parents[1] / "targets" / "golden"
ACCEPTED = [
    *(path / "ports.yaml" for name in ("nginx", "caddyfile") for path in (GOLDEN / name).iterdir()),
    CHECKOUT / "ports.yaml",
]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own and its key in one file, for those that maps name."""
    return certificates.certificate(tmp_path_factory.mktemp("tls"))[0]


def refused_by_haproxy(text: str, certificate: Path, folder: Path) -> str:
    config = folder / "haproxy.cfg"
    ours = re.sub(r"crt \S+", f"crt {certificate}", text)
    config.write_text(re.sub(r"(server there) [a-z][a-z.-]*:", r"\1 127.0.0.1:", ours))
    return refused([need("haproxy"), "-c", "-f", config], folder)


def refused_by_caddy(text: str, certificate: Path, folder: Path) -> str:
    config = folder / "Caddyfile"
    config.write_text(re.sub(r"tls \S+ \S+", f"tls {certificate} {certificate}", text))
    return refused(
        [need("caddy"), "validate", "--adapter", "caddyfile", "--config", config], folder
    )


JUDGES = {"haproxy": refused_by_haproxy, "caddyfile": refused_by_caddy}
"""nginx judges its own in its own module; Traefik has no command that does."""


def accepts(source: Source, target: str, certificate: Path, folder: Path) -> int:
    """How many files of a map the proxy's own check was shown; it takes each."""
    files = generated(source, target)
    for text in files.values():
        assert JUDGES[target](text, certificate, folder) == "", text
    return len(files)


@pytest.mark.parametrize("target", JUDGES)
def test_maps_are_accepted(target: str, tmp_path: Path, certificate: Path) -> None:
    maps = (Source.load(path) for path in ACCEPTED)
    assert sum(accepts(each, target, certificate, tmp_path) for each in maps) >= 12
