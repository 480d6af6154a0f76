"""A Python that has imported the program, forked for each command that a test runs.

Three commands in four take less time than the imports before them. Each is still a process of its
own, with its folder, environment and streams; only how it was started is not as a person does it,
so every command is started afresh, too, somewhere in tests/cli.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import NoReturn

__all__ = ["Warm"]

CHECKOUT = Path(__file__).parents[2]
PACKAGE = "portbook"
BESIDE = f"{PACKAGE}.mkdocs_plugin"
"""Imports MkDocs, which no command does."""


class Warm:
    """The client: one server for as long as this process lives."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.support.warm", str(theirs.fileno())]
        environment = {
            **os.environ,
            "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{CHECKOUT / 'generator'}",
        }
        self._server = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        atexit.register(self.close)

    def close(self) -> None:
        self._ours.close()
        self._server.wait(60)

    def run(
        self, folder: Path, arguments: tuple[str, ...], environment: dict[str, str], timeout: float
    ) -> tuple[int, str, str]:
        """Status, standard output and standard error of `python -m portbook ARGUMENTS`.

        TimeoutError, and the process is killed, after so many seconds.
        """
        request = {"folder": str(folder), "arguments": arguments, "environment": environment}
        with contextlib.ExitStack() as stack:
            asked, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
            asked.write(json.dumps(request).encode())
            asked.flush()
            answer, reply = os.pipe()
            stack.callback(os.close, answer)
            try:
                files = [asked.fileno(), out.fileno(), err.fileno(), reply]
                with self._lock:
                    socket.send_fds(self._ours, [b"!"], files)
            finally:
                os.close(reply)
            status = _answered(answer, timeout)
            return status, _text(out.fileno()), _text(err.fileno())


def _answered(answer: int, timeout: float) -> int:
    """The status, behind the process id that is told when the process begins."""
    until, said = time.monotonic() + timeout, b""
    while True:
        left = max(until - time.monotonic(), 0)
        if not select.select([answer], [], [], left)[0]:
            # On a busy machine it has not even begun: it would, once nobody waits any more.
            while b"\n" not in said and (part := os.read(answer, 100)):
                said += part
            if said:
                os.kill(int(said.split()[0]), signal.SIGKILL)
            raise TimeoutError(f"no end after {timeout} s")
        part = os.read(answer, 100)
        if not part:
            return int(said.split()[1])
        said += part


def _text(handle: int) -> str:
    """As subprocess reads it with text=True."""
    os.lseek(handle, 0, os.SEEK_SET)
    with open(handle, encoding="utf-8", closefd=False) as file:
        return file.read()


def serve(control: socket.socket) -> None:
    """Fork for each request until the client has gone."""
    _import_all()
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for what is forked here
    while True:
        data, files, _, _ = socket.recv_fds(control, 1, 4)
        if not data:
            return
        if os.fork() == 0:
            control.close()
            _watch(*files)
        for each in files:
            os.close(each)


def _import_all() -> None:
    package = importlib.import_module(PACKAGE)
    # Without `onerror` a package that cannot be imported would end the server.
    for each in pkgutil.walk_packages(package.__path__, f"{PACKAGE}.", lambda name: None):
        if not each.name.startswith(BESIDE) and not each.name.endswith("__main__"):
            # What cannot be imported is told by the command that needs it.
            with contextlib.suppress(Exception):
                importlib.import_module(each.name)


def _watch(asked: int, out: int, err: int, reply: int) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(reply)
        _become(asked, out, err)
    os.write(reply, f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(reply, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(asked: int, out: int, err: int) -> NoReturn:
    """The process that a person would have started, from its first line on."""
    status = 1
    try:
        os.lseek(asked, 0, os.SEEK_SET)
        with open(asked, "rb") as file:
            request = json.load(file)
        for handle, at in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
            os.dup2(handle, at)
            os.close(handle)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")
        sys.argv = [PACKAGE, *request["arguments"]]
        runpy.run_module(PACKAGE, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
