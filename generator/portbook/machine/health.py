"""Asks services for their health, and measures how long they take to answer."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from portbook.machine.probes import COMMAND, HTTP, TCP, UNCHECKED, Probe
from portbook.model.bind import bracketed, is_loopback
from portbook.text.process_group import kill_group

AT_ONCE = 32
"""Questions side by side: they wait, and take next to no processor time."""
PAUSE = 0.25
"""Seconds between two tries."""
NOT_FOUND = 127
"""A shell's status where there is no such program (POSIX, 2.8.2)."""
LONGEST_SAID = 4096


class Patience(NamedTuple):
    """Seconds for each try, how many more of them, and for how many seconds any number more."""

    timeout: float = 5.0
    retries: int = 0
    wait: float = 0.0


class Answer(NamedTuple):
    """`well` is None where nothing could be asked; `seconds` are the last try's."""

    probe: Probe
    well: bool | None
    detail: str
    seconds: float
    tries: int = 1


def ask_all(
    probes: Sequence[Probe],
    patience: Patience,
    done: Callable[[Answer], None] = lambda answer: None,
) -> list[Answer]:
    """Run all probes in parallel; the answers in their order, each passed to `done` first."""
    if not probes:
        return []
    deadline = time.monotonic() + patience.wait
    given_up = threading.Event()

    def one(probe: Probe) -> Answer:
        answer = ask(probe, patience, deadline, given_up)
        done(answer)
        return answer

    with ThreadPoolExecutor(min(AT_ONCE, len(probes))) as pool:
        try:
            return list(pool.map(one, probes))
        except BaseException:
            given_up.set()
            raise


def ask(
    probe: Probe,
    patience: Patience,
    deadline: float | None = None,
    given_up: threading.Event | None = None,
) -> Answer:
    """Ask until it is well, or until the tries are spent and the time is over.

    `deadline` is of the monotonic clock; once `given_up` is set, there is no further try.
    """
    stop = given_up or threading.Event()
    if probe.kind == UNCHECKED:
        return Answer(probe, None, probe.reason, 0.0, 0)
    end = time.monotonic() + patience.wait if deadline is None else deadline
    way = {HTTP: _http, TCP: _tcp, COMMAND: _command}[probe.kind]
    tries = 0
    while True:
        tries += 1
        left = end - time.monotonic()
        timeout = min(patience.timeout, left) if left > 0 else patience.timeout
        begun = time.perf_counter()
        well, detail = way(probe, max(timeout, 0.1))
        seconds = time.perf_counter() - begun
        spent = tries > patience.retries and time.monotonic() + PAUSE > end
        if well or spent or stop.wait(PAUSE):
            return Answer(probe, well, detail, seconds, tries)


def _where(probe: Probe) -> str:
    return f"{bracketed(probe.host or '')}:{probe.port}"


def _failure(probe: Probe, failure: Exception, timeout: float) -> str:
    if isinstance(failure, ConnectionRefusedError):
        return f"nothing listens on {_where(probe)}"
    if isinstance(failure, TimeoutError):
        return f"no answer from {_where(probe)} in {timeout:.3g} s"
    said = getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
    return f"{_where(probe)}: {said.lower()}"


def _tcp(probe: Probe, timeout: float) -> tuple[bool, str]:
    try:
        with _connected(probe, time.monotonic() + timeout):
            return True, f"takes connections on {_where(probe)}"
    except (OSError, UnicodeError) as failure:
        return False, _failure(probe, failure, timeout)


def _connected(probe: Probe, end: float) -> socket.socket:
    """A connection to the first of the host's addresses that takes one before `end`."""
    failure: OSError = TimeoutError()
    for *_, where in socket.getaddrinfo(probe.host, probe.port, type=socket.SOCK_STREAM):
        left = end - time.monotonic()
        if left > 0:
            try:
                return socket.create_connection((str(where[0]), where[1]), left)
            except OSError as refused:
                failure = refused
    raise failure


@contextlib.contextmanager
def _cut_off(connection: socket.socket, end: float) -> Iterator[None]:
    """End a connection at `end`: who sends a byte now and then would hold every single wait."""
    twin = connection.dup()  # of what TLS makes its own

    def cut() -> None:
        with contextlib.suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(end - time.monotonic(), 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        twin.close()
    if time.monotonic() > end:
        raise TimeoutError


def _http(probe: Probe, timeout: float) -> tuple[bool, str]:
    """Redirects are answers of their own: none is followed."""
    end = time.monotonic() + timeout
    try:
        raw = _connected(probe, end)
        with raw, _cut_off(raw, end):
            connection = http.client.HTTPConnection(probe.host or "", probe.port)
            connection.sock = _secured(probe, raw) if probe.secure else raw
            with contextlib.closing(connection):
                connection.request("GET", probe.path or "/", headers={"User-Agent": "portbook"})
                answer = connection.getresponse()
                answer.read1(LONGEST_SAID)  # a stream of events would never be whole
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as failure:
        late = time.monotonic() > end
        return False, _failure(probe, TimeoutError() if late else failure, timeout)
    said = f"{probe.path} answers {answer.status}"
    if answer.status == probe.status:
        return True, said
    to = answer.headers.get("Location") if answer.status in range(300, 400) else None
    return False, f"{said}, not {probe.status}{_leading(to) if to else ''}"


def _leading(to: str) -> str:
    """Where a redirect would have led; what follows its host may hold a token."""
    try:
        host = urlsplit(to).hostname
    except ValueError:
        host = None
    return f" and leads {f'to {host!r}' if host else 'elsewhere'}, where nobody was asked"


def _secured(probe: Probe, raw: socket.socket) -> socket.socket:
    """Certificates of loopback are not verified: development ones are signed by nobody, and
    nobody but this machine answers there. Elsewhere they are."""
    import ssl

    assert probe.host is not None
    context = ssl.create_default_context()
    if is_loopback(probe.host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(raw, server_hostname=probe.host)


def _command(probe: Probe, timeout: float) -> tuple[bool, str]:
    """Run by the shell, in a session of its own so that all of it ends when its time is over."""
    assert probe.command is not None
    process = subprocess.Popen(
        probe.command,
        shell=True,
        cwd=probe.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    printed = _LastWords(process)
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        _end(process)
        return False, f"no answer in {timeout:.3g} s: {probe.command}"
    except BaseException:
        _end(process)
        raise
    if process.returncode == NOT_FOUND and probe.usual and probe.port is not None:
        program = probe.command.split(None, 1)[0]
        well, said = _tcp(replace(probe, kind=TCP), timeout)
        return well, f"{said} ({program} is not installed)"
    lines = printed.text().decode(errors="replace").strip().splitlines()
    said = lines[-1].strip() if lines else ""
    if process.returncode == 0:
        return True, said or "exits with 0"
    return False, f"exits with {process.returncode}{said and f': {said}'}"


class _LastWords:
    """The end of what a command prints, however much that is; what left it for the background
    may hold its output open."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self._stream = process.stdout
        self._kept = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._stream:
            while piece := os.read(self._stream.fileno(), 65536):
                self._kept = (self._kept + piece)[-LONGEST_SAID:]

    def text(self) -> bytes:
        self._reader.join(PAUSE)
        return self._kept


def _end(process: subprocess.Popen[bytes]) -> None:
    kill_group(process)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PAUSE)
