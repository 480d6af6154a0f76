"""The real nginx takes what is generated, and requests come out where the map says."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from portbook.text.source import Source
from tests.support import certificates
from tests.support.echo import EVENT_GAP, echo, shout, websocket_echo
from tests.support.nginx import complaints, configuration, generated, running
from tests.support.ports import free_port
from tests.support.programs import CHECKOUT

GOLDEN = Path(__file__).parents[1] / "targets" / "golden" / "nginx"
CASES = sorted(GOLDEN.iterdir())


def ask(
    port: int, path: str, method: str = "GET", context: ssl.SSLContext | None = None, **headers: str
) -> http.client.HTTPResponse:
    """The response to a path sent as it stands, its body unread."""
    if context is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    else:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
    body = b"{}" if method == "POST" else None
    connection.request(method, path, body, {"Host": f"shop.example:{port}", **headers})
    return connection.getresponse()


def told(port: int, path: str, **options: Any) -> dict[str, Any]:
    """What the back end was asked: its name, the path and the headers."""
    response = ask(port, path, **options)
    assert response.status == 200, response.read()
    answer: dict[str, Any] = json.loads(response.read())
    return answer


@contextmanager
def shop(folder: Path, text: str, port: int, extra: str = "") -> Iterator[None]:
    """nginx with what a map gives."""
    files = generated(Source("ports.yaml", text))
    with running(configuration(folder, files, extra), port):
        yield


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificates.certificate(tmp_path_factory.mktemp("tls"))


SLASHES = [
    # A plain route passes on what was sent.
    ("/plain/a", "api", "/plain/a"),
    ("/plain/a%2Fb?x=1&y=%20", "api", "/plain/a%2Fb?x=1&y=%20"),
    ("/plain/", "api", "/plain/"),
    ("/bare", "files", "/bare"),
    ("/bare?x=1", "files", "/bare?x=1"),
    ("/bare/a", "files", "/bare/a"),
    # A stripping one takes its path off, and nothing else.
    ("/strip/a", "api", "/a"),
    ("/strip/", "api", "/"),
    ("/strip/?x=1", "api", "/?x=1"),
    ("/strip/a%2Fb?x=1&y=%20", "api", "/a%2Fb?x=1&y=%20"),
    ("/strip/strip/a", "api", "/strip/a"),
    ("//strip//a", "api", "//a"),
    ("/strip/@evil.example/", "api", "/@evil.example/"),
    ("/cut", "files", "/"),
    ("/cut?x=1", "files", "/?x=1"),
    ("/cut/a", "files", "/a"),
    ("/v1.2/deep/a/", "docs", "/a/"),
    # Both paths are routed, each for itself.
    ("/both", "api", "/both"),
    ("/both/a", "docs", "/both/a"),
    # What only begins alike is somebody else's.
    ("/", "site", "/"),
    ("/barefoot", "site", "/barefoot"),
    ("/cutlery", "site", "/cutlery"),
    ("/stripe/a", "site", "/stripe/a"),
    ("/v1x2/deep/a", "site", "/v1x2/deep/a"),
    ("/strip/../plain/a", "api", "/strip/../plain/a"),
]


@pytest.fixture(scope="module")
def slashes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an nginx with the routes of the table."""
    listen, *ports = (free_port() for _ in range(5))
    names = ("site", "api", "files", "docs")
    text = f"""
projects:
  shop:
    services: {{{", ".join(f"{name}: {port}" for name, port in zip(names, ports, strict=True))}}}
    proxy:
      development:
        listen: {listen}
        routes:
          /: site
          /plain/: api
          /strip/: {{to: api, strip: true}}
          /bare: files
          /cut: {{to: files, strip: true}}
          /v1.2/deep/: {{to: docs, strip: true}}
          /both: api
          /both/: docs
"""
    with ExitStack() as stack:
        for name, port in zip(names, ports, strict=True):
            stack.enter_context(echo(name, port))
        stack.enter_context(shop(tmp_path_factory.mktemp("slashes"), text, listen))
        yield listen


@pytest.mark.parametrize(("path", "name", "passed"), SLASHES)
def test_slashes(slashes: int, path: str, name: str, passed: str) -> None:
    answer = told(slashes, path)
    assert (answer["name"], answer["path"]) == (name, passed)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_path_without_its_slash_is_sent_there(slashes: int, method: str) -> None:
    response = ask(slashes, "/strip?x=1", method)
    assert (response.status, response.headers["Location"]) == (308, "/strip/?x=1")


def test_a_prefix_in_another_spelling_is_refused(slashes: int) -> None:
    """nginx compares the decoded path; what is passed on is taken from what was sent."""
    assert ask(slashes, "/%73trip/a").status == 400


def test_headers_tell_of_the_client(slashes: int) -> None:
    lies = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https", "X-Real-IP": "6.6.6.6"}
    for path in ("/", "/strip/a", "/cut"):
        headers = told(slashes, path, **lies)["headers"]
        prefix = headers.pop("x-forwarded-prefix", "")
        assert prefix == {"/": "", "/strip/a": "/strip", "/cut": "/cut"}[path]
        del headers["accept-encoding"]
        assert headers == {
            "host": f"shop.example:{slashes}",
            "x-real-ip": "127.0.0.1",
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-proto": "http",
            "x-forwarded-host": f"shop.example:{slashes}",
            "x-forwarded-port": str(slashes),
        }


def test_websockets(tmp_path: Path) -> None:
    """Plain, stripped, on the route's own path without its slash, and a dev server's."""
    listen, site, ws, page = (free_port() for _ in range(4))
    text = f"""
projects:
  shop:
    services:
      site: {{kind: vite, port: {site}}}
      api: {{ports: {{http: {page}, ws: {{number: {ws}, scheme: ws}}}}}}
    proxy:
      development:
        listen: {listen}
        routes:
          /: site
          /ws/: api.ws
          /cut/: {{to: api.ws, strip: true}}
          /page/: {{to: api, websocket: false}}
"""
    expected = {
        "/ws/room?x=1": "/ws/room?x=1",
        "/ws": "/ws",
        "/cut/room": "/room",
        "/cut": "/",
        "/hmr": "/hmr",
    }
    backs = websocket_echo(site), websocket_echo(ws), echo("page", page)
    with backs[0], backs[1], backs[2], shop(tmp_path, text, listen):
        for path, passed in expected.items():
            with connect(f"ws://127.0.0.1:{listen}{path}", proxy=None) as websocket:
                websocket.send("hello")
                assert websocket.recv(timeout=10) == f"{passed} hello"
        headers = told(listen, "/page/", Connection="Upgrade", Upgrade="websocket")["headers"]
        assert "upgrade" not in headers


def test_an_event_stream_arrives_as_it_is_sent(tmp_path: Path) -> None:
    """A plain route beside it shows that nginx would otherwise hold the events back."""
    listen, api = free_port(), free_port()
    text = f"""
projects:
  shop:
    services: {{api: {api}}}
    proxy:
      development:
        listen: {listen}
        routes: {{/: api, /events/: {{to: api, event_stream: true}}}}
"""
    with echo("api", api), shop(tmp_path, text, listen):
        assert arrivals(listen, "/events/?events") > 1.5 * EVENT_GAP
        assert arrivals(listen, "/?events") < 0.5 * EVENT_GAP


def arrivals(port: int, path: str) -> float:
    """The seconds between the first event and the last."""
    response = ask(port, path)
    times = []
    while line := response.readline():
        if line.startswith(b"data:"):
            times.append(time.monotonic())
    assert len(times) == 3
    return times[-1] - times[0]


def test_tls_and_the_way_to_it(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    listen, secure, site, inner = (free_port() for _ in range(4))
    text = f"""
projects:
  shop:
    services:
      site: {site}
      inner: {{port: {{number: {inner}, scheme: https}}}}
      nginx: {{kind: nginx, ports: {{http: {listen}, https: {{number: {secure}, scheme: https}}}}}}
    proxy:
      development:
        service: nginx
        listen: [{listen}, {secure}]
        server_name: shop.example
        tls: {{certificate: {certificate[0]}, key: {certificate[1]}}}
        routes: {{/: site, /inner/: inner}}
"""
    context = ssl.create_default_context(cafile=certificate[0])
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with echo("site", site), echo("inner", inner, certificate), shop(tmp_path, text, listen):
        headers = told(secure, "/", context=context)["headers"]
        assert headers["x-forwarded-proto"] == "https"
        assert headers["x-forwarded-port"] == str(secure)
        assert told(secure, "/inner/", context=context)["name"] == "inner"
        response = ask(listen, "/a%2Fb?x=1", "POST")
        assert response.status == 308
        assert response.headers["Location"] == f"https://shop.example:{secure}/a%2Fb?x=1"


def test_raw_tcp(tmp_path: Path) -> None:
    listen, db = free_port(), free_port()
    text = f"""
projects:
  shop:
    services: {{db: {{kind: postgres, port: {db}}}}}
    proxy: {{development: {{listen: {listen}, to: db}}}}
"""
    with (
        shout(db),
        shop(tmp_path, text, listen),
        socket.create_connection(("127.0.0.1", listen), timeout=10) as connection,
    ):
        connection.sendall(b"hello")
        assert connection.recv(1024) == b"HELLO"


def test_raw_tcp_over_tls(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    listen, db = free_port(), free_port()
    text = f"""
projects:
  shop:
    services: {{db: {{kind: postgres, port: {db}}}}}
    proxy:
      development:
        listen: {listen}
        to: db
        tls: {{certificate: {certificate[0]}, key: {certificate[1]}}}
"""
    context = ssl.create_default_context(cafile=certificate[0])
    with (
        shout(db),
        shop(tmp_path, text, listen),
        socket.create_connection(("127.0.0.1", listen), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="shop.example") as connection,
    ):
        connection.sendall(b"hello")
        assert connection.recv(1024) == b"HELLO"


def test_two_projects_side_by_side(tmp_path: Path) -> None:
    """On one number under different names, with a name too long for nginx's table."""
    listen, one, two = (free_port() for _ in range(3))
    long = f"{'a-long-name.' * 5}example"
    text = f"""
projects:
  one:
    services: {{api: {{port: {{number: {one}, scheme: ws}}}}}}
    proxy: {{development: {{server_name: one.example, listen: {listen}, routes: {{/: api}}}}}}
  two:
    services: {{api: {{port: {{number: {two}, scheme: ws}}}}}}
    proxy:
      development: {{server_name: [two.example, {long}], listen: {listen}, routes: {{/: api}}}}
"""
    with echo("one", one), echo("two", two), shop(tmp_path, text, listen):
        assert told(listen, "/", Host="one.example")["name"] == "one"
        assert told(listen, "/", Host="two.example")["name"] == "two"
        assert told(listen, "/", Host=long.upper())["name"] == "two"


def test_a_proxy_behind_the_proxy_keeps_the_client(tmp_path: Path) -> None:
    outer, inner, api = (free_port() for _ in range(3))
    text = f"""
projects:
  shop:
    services: {{api: {api}, inner: {{kind: nginx, port: {inner}}}}}
    proxy:
      development:
        - {{name: outer, listen: {outer}, routes: {{/: inner}}}}
        - {{name: inner, service: inner, listen: {inner}, routes: {{/: api}}}}
"""
    with echo("api", api), shop(tmp_path, text, outer):
        assert told(outer, "/")["headers"]["x-forwarded-for"] == "127.0.0.1, 127.0.0.1"


def test_in_a_container_headers_have_the_published_port(tmp_path: Path) -> None:
    """And a provider is asked by its own name, under the path of its URL."""
    published, inner, site = (free_port() for _ in range(3))
    text = f"""
projects:
  shop:
    services:
      site: {{hosted: {{url: "http://127.0.0.1:{site}/v1"}}}}
      nginx: {{kind: nginx, image: nginx, ports: {{http: "{published}:{inner}"}}}}
    proxy:
      development:
        service: nginx
        listen: {published}
        routes: {{/cms/: {{to: site, strip: true}}}}
"""
    [(path, content)] = generated(Source("ports.yaml", text)).items()
    assert f"listen {inner};" in content
    content = content.replace(f"listen {inner};", f"listen 127.0.0.1:{inner};")
    with echo("site", site), running(configuration(tmp_path, {path: content}), inner):
        answer = told(inner, "/cms/a%2Fb")
        assert answer["path"] == "/v1/a%2Fb"
        assert answer["headers"]["host"] == f"127.0.0.1:{site}"
        assert answer["headers"]["x-forwarded-port"] == str(published)


def test_nothing_behind_it(tmp_path: Path) -> None:
    """A back end that is down is a 502; a path that no route has is a 404, not a file."""
    listen, api = free_port(), free_port()
    text = f"""
projects:
  shop:
    services: {{api: {api}}}
    proxy: {{development: {{listen: {listen}, routes: {{/api/: api}}}}}}
"""
    with shop(tmp_path, text, listen):
        assert ask(listen, "/api/").status == 502
        assert ask(listen, "/").status == 404


def free_ports_for(text: str, certificate: tuple[Path, Path]) -> str:
    """A generated file that anybody may test: free loopback ports, addresses and files of ours."""

    def listen(found: re.Match[str]) -> str:
        address = "[::1]" if found[1].startswith("[") else "127.0.0.1"
        return f"listen {address}:{free_port()}{found[2]};"

    text = re.sub(r"listen (\S+?)((?: \w+)*);", listen, text)
    text = re.sub(r"server [a-z][a-z.]*:(\d+);", r"server 127.0.0.1:\1;", text)
    text = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {certificate[0]};", text)
    return re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {certificate[1]};", text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_golden_file_is_taken(
    case: Path, tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    files = {
        path.name: free_ports_for(path.read_text(encoding="utf-8"), certificate)
        for path in sorted(case.rglob("*.conf"))
    }
    assert complaints(configuration(tmp_path, files)) == ""


def test_this_repositorys_own_map(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    """Every route of the file it generates leads to its service, by the ports of the map."""
    files = generated(Source.load(CHECKOUT / "ports.yaml"))
    assert list(files) == ["hypernode/nginx/production.conf"]
    [(path, text)] = files.items()
    text = free_ports_for(text, certificate)
    backs = {}
    for number in re.findall(r"server 127\.0\.0\.1:(\d+);", text):
        backs[number] = free_port()
        text = text.replace(f"server 127.0.0.1:{number};", f"server 127.0.0.1:{backs[number]};")
    assert list(backs) == ["3004", "8080", "3003", "3000"]
    listen = int(re.findall(r"listen 127\.0\.0\.1:(\d+);", text)[0])
    with ExitStack() as stack:
        for number, port in backs.items():
            serving = websocket_echo(port) if number == "3003" else echo(number, port)
            stack.enter_context(serving)
        stack.enter_context(running(configuration(tmp_path, {path: text}), listen))
        for sent, name, passed in (
            ("/about", "3000", "/about"),
            ("/api/users?x=1", "8080", "/users?x=1"),
            ("/automation/run", "3004", "/run"),
        ):
            answer = told(listen, sent, Host="hypernodesolana.org")
            assert (answer["name"], answer["path"]) == (name, passed)
            assert answer["headers"]["host"] == "hypernodesolana.org"
        with connect(f"ws://127.0.0.1:{listen}/ws/live", proxy=None) as websocket:
            websocket.send("hello")
            assert websocket.recv(timeout=10) == "/ws/live hello"
