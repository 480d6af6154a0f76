from __future__ import annotations

import os
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.support.files import make_files
from tests.support.ports import free_port
from tests.support.servers import listens, serve, wait_for_answer

TRIED = """
import http.server, socket, time
tried = socket.create_server(("127.0.0.1", {port}))
for _ in range(2):
    taken, _ = tried.accept()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\\1\\0\\0\\0" + bytes(4))
    taken.close()
tried.close()
time.sleep(0.3)
server = http.server.HTTPServer(("127.0.0.1", {port}), http.server.SimpleHTTPRequestHandler)
server.serve_forever()
"""
DEAF = "import signal, socket, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"


def test_a_server_answers_inside_the_block_and_is_gone_after(tmp_path: Path) -> None:
    make_files(tmp_path, {"hello.txt": "hello"})
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    with serve(command, port, cwd=tmp_path) as process:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/hello.txt") as answer:
            assert answer.read() == b"hello"
        assert process.poll() is None
    assert process.poll() is not None
    assert not listens("127.0.0.1", port)


def test_a_port_that_is_only_tried_does_not_answer_yet(tmp_path: Path) -> None:
    make_files(tmp_path, {"hello.txt": "hello"})
    port = free_port()
    with serve([sys.executable, "-c", TRIED.format(port=port)], port, cwd=tmp_path):
        wait_for_answer(port)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/hello.txt") as answer:
            assert answer.read() == b"hello"


def test_a_server_that_ends_early_tells_what_it_printed() -> None:
    command = [sys.executable, "-c", "print('no licence'); raise SystemExit(3)"]
    with pytest.raises(RuntimeError, match="no licence"), serve(command, free_port()):
        pass


def test_a_server_that_ignores_the_request_to_end_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.support.servers.GRACE", 0.2)
    port = free_port()
    script = f"{DEAF} held = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"
    with serve([sys.executable, "-c", script], port) as process:
        os.kill(process.pid, 0)
    assert process.returncode == -9


def test_a_server_is_ended_when_the_block_raises() -> None:
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    with pytest.raises(ZeroDivisionError), serve(command, port) as process:
        raise ZeroDivisionError
    assert process.returncode is not None
