"""Health checks beside servers that answer well, badly, late or never."""

from __future__ import annotations

import contextlib
import http.server
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portbook.machine.health import PAUSE, Answer, Patience, ask, ask_all
from portbook.machine.probes import Probe, probes
from tests.machine.maps import map_of
from tests.support.certificates import certificate
from tests.support.ports import free_port

USUAL = Patience(2.0)


@contextmanager
def answering(
    *,
    status: int = 200,
    before: Callable[[], object] = lambda: None,
    certificate: Path | None = None,
) -> Iterator[tuple[int, list[str]]]:
    """A server for the length of the block: its number, and the paths that it was asked.

    `before` is called before each answer.
    """
    asked: list[str] = []

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            before()
            self.send_response(status if self.path != "/moved" else 302)
            self.send_header("Location", "https://me:secret@elsewhere.example/?token=secret")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Answering)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answers(text: str, base: Path, patience: Patience = USUAL) -> list[Answer]:
    portmap, here = map_of(text, base)
    return ask_all(probes(portmap, here), patience)


def service(entry: str) -> str:
    return f"projects: {{shop: {{services: {{api: {entry}}}}}}}\n"


@pytest.mark.parametrize(
    ("health", "status", "well", "said"),
    [
        ("/", 200, True, "/ answers 200"),
        ("/", 503, False, "/ answers 503, not 200"),
        ("{path: /up, status: 204}", 204, True, "/up answers 204"),
        ("{path: /up, status: 204}", 200, False, "/up answers 200, not 204"),
        (
            "/moved",
            200,
            False,
            "/moved answers 302, not 200 and leads to 'elsewhere.example', where",
        ),
        ("{path: /moved, status: 302}", 200, True, "/moved answers 302"),
        ("tcp", 500, True, "takes connections"),
    ],
)
def test_what_the_server_says(
    tmp_path: Path, health: str, status: int, well: bool, said: str
) -> None:
    with answering(status=status) as (number, _):
        entry = f"{{port: {number}, health: {health}}}"
        (found,) = answers(service(entry), tmp_path)
    assert (found.well, found.tries) == (well, 1)
    assert said in found.detail


def test_nobody_listens(tmp_path: Path) -> None:
    number = free_port()
    (found,) = answers(service(f"{{port: {number}, health: /}}"), tmp_path)
    assert (found.well, found.detail) == (False, f"nothing listens on 127.0.0.1:{number}")


def test_an_answer_that_does_not_come(tmp_path: Path) -> None:
    with answering(before=lambda: time.sleep(1.0)) as (number, _):
        (found,) = answers(service(f"{{port: {number}, health: /}}"), tmp_path, Patience(0.2))
    assert found.well is False
    assert found.detail == f"no answer from 127.0.0.1:{number} in 0.2 s"
    assert 0.15 < found.seconds < 0.9


GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "every"),
    [(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), (b"", GO_ON), (GO_ON, b"z"), (b"", b"z")],
)
def test_the_whole_check_ends_in_time(tmp_path: Path, said: bytes, every: bytes) -> None:
    """However little by little, or how much, the other side sends."""
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        with server.accept()[0] as taken, contextlib.suppress(OSError):
            taken.sendall(said)
            while not over.wait(0.02):
                taken.sendall(every)

    with socket.create_server(("127.0.0.1", free_port())) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        text = service(f"{{port: {server.getsockname()[1]}, health: /}}")
        (answer,) = answers(text, tmp_path, Patience(0.4))
        over.set()
        thread.join()
    assert answer.well is False
    assert "no answer from 127.0.0.1" in answer.detail
    assert answer.seconds < 5, "a server that drips would have held it for ever"


def test_what_is_no_http(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as server:
        number = server.getsockname()[1]

        def talk() -> None:
            with server.accept()[0] as peer:
                peer.recv(100)
                peer.sendall(b"220 hello\r\n")

        thread = threading.Thread(target=talk)
        thread.start()
        (found,) = answers(service(f"{{port: {number}, health: /}}"), tmp_path)
        thread.join()
    assert found.well is False
    assert f"127.0.0.1:{number}: " in found.detail


def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    both, _ = certificate(tmp_path, "elsewhere.example")
    with answering(certificate=both) as (number, _):
        entry = f"{{port: {{number: {number}, scheme: https}}, health: /}}"
        (found,) = answers(service(entry), tmp_path)
    assert (found.well, found.detail) == (True, "/ answers 200")


def test_a_command_runs_in_the_checkout(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("")
    entry = '{port: 4711, health: "test -e here && echo {self.address} {{}}"}'
    (found,) = answers(service(entry), tmp_path)
    assert (found.well, found.detail) == (True, "127.0.0.1:4711 {}")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo so so >&2; exit 3", "exits with 3: so so"),
        ("false", "exits with 1"),
        ("no-such-program-here", "exits with 127"),
    ],
)
def test_a_command_that_fails(tmp_path: Path, command: str, said: str) -> None:
    (found,) = answers(service(f'{{port: 4711, health: "{command}"}}'), tmp_path)
    assert found.well is False
    assert said in found.detail


def test_of_a_flood_only_the_end_is_kept(tmp_path: Path) -> None:
    entry = '{port: 4711, health: "head -c 100000000 /dev/zero; echo; echo well"}'
    tracemalloc.start()
    try:
        (found,) = answers(service(entry), tmp_path, Patience(20.0))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (found.well, found.detail) == (True, "well")
    assert most < 20_000_000


def test_a_command_that_does_not_end_is_ended(tmp_path: Path) -> None:
    entry = '{port: 4711, health: "sleep 60 & echo $! > pid; wait"}'
    begun = time.monotonic()
    (found,) = answers(service(entry), tmp_path, Patience(0.3))
    assert time.monotonic() - begun < 5
    assert found.well is False
    pid = int((tmp_path / "pid").read_text())
    state = Path(f"/proc/{pid}/stat")
    # Who is killed on a busy machine still stands there for a moment.
    while state.exists() and " Z " not in state.read_text():
        assert time.monotonic() - begun < 20
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{title: x}", "it listens on no port"),
        ('"5000-5009"', "it has an interval of ports"),
        ('"53/udp"', "it speaks udp, which cannot be checked"),
        ("{port: ~}", "is not known"),
    ],
)
def test_what_cannot_be_asked(tmp_path: Path, entry: str, reason: str) -> None:
    (found,) = answers(service(entry), tmp_path)
    assert (found.well, found.tries) == (None, 0)
    assert reason in found.detail


class Late(threading.Event):
    """Somebody listens on a number from the second pause between two tries on; no pause lasts."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.pauses: list[float | None] = []
        self.listens: socket.socket | None = None

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout)
        if len(self.pauses) == 2:
            self.listens = socket.create_server(("127.0.0.1", self.number))
        return False


@pytest.mark.parametrize(
    ("patience", "tries", "well"),
    [
        (Patience(1.0), 1, False),
        (Patience(1.0, retries=1), 2, False),
        (Patience(1.0, retries=20), 3, True),
        (Patience(1.0, wait=60.0), 3, True),
        (Patience(1.0, wait=0.1), 1, False),
    ],
)
def test_a_server_that_comes_up_late(patience: Patience, tries: int, well: bool) -> None:
    late = Late(free_port())
    probe = Probe("shop", "api", "development", "tcp", "127.0.0.1", late.number)
    try:
        found = ask(probe, patience, given_up=late)
    finally:
        if late.listens is not None:
            late.listens.close()
    assert (found.well, found.tries) == (well, tries)
    assert late.pauses == [PAUSE] * (tries - 1)


def test_all_are_asked_at_once(tmp_path: Path) -> None:
    # Nobody is answered before all have asked.
    together = threading.Barrier(16)
    with answering(before=lambda: together.wait(10)) as (number, asked):
        rows = ", ".join(f"s{n}: {{port: {number}, health: /{n}}}" for n in range(16))
        found = answers(f"projects: {{shop: {{services: {{{rows}}}}}}}", tmp_path, Patience(20.0))
    assert [each.well for each in found] == [True] * 16
    assert [each.probe.path for each in found] == [f"/{n}" for n in range(16)]
    assert len(asked) == 16
