"""A server as a child process: started, waited for, and ended by its own process id."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

PATIENCE = 60.0
"""Seconds that a server may take to come up, or to answer, on a machine that is busy."""
GRACE = 5.0


@contextmanager
def serve(
    command: Sequence[str | Path],
    port: int,
    *,
    host: str = "127.0.0.1",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `command` for the length of the block, from when it accepts connections on `port`.

    Raises RuntimeError with what it printed when it ends first, or does not listen in a minute.
    """
    # A file takes any amount of output; a pipe that nobody reads would stop the server.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            list(command),
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _comes_up(process, host, port):
                raise RuntimeError(
                    f"{command[0]} does not listen on {host}:{port}:\n{_printed(output)}"
                )
            yield process
        finally:
            _end(process)


def listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def wait_for(host: str, port: int) -> None:
    """A server opens its addresses one after the other: `serve` waits for one of them."""
    deadline = time.monotonic() + PATIENCE
    while not listens(host, port):
        assert time.monotonic() < deadline, f"nobody listens on {host}:{port}"
        time.sleep(0.02)


def wait_for_answer(port: int) -> None:
    """Vite and others try a port with a server of no use before they bind their own to it, which
    takes a connection and resets it: they are up once they answer a request of HTTP."""
    deadline = time.monotonic() + PATIENCE
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            assert time.monotonic() < deadline, f"nobody answers on port {port}"
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()


def _comes_up(process: subprocess.Popen[bytes], host: str, port: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if listens(host, port):
            return True
        time.sleep(0.02)
    return False


def _printed(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
