"""A Python that has imported the program and used it once, forked for each command of a test.

Three commands in four take less time than the imports before them, and most of what an edit takes
goes into templates, patterns and a schema that are the same in every process. Each command is still
a process of its own, with its folder, environment and streams; only how it was started is not as a
person does it, so every command is started afresh, too, somewhere in tests/cli.
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

__all__ = ["Warm", "prepare"]

CHECKOUT = Path(__file__).parents[2]
PACKAGE = "portbook"
BESIDE = (f"{PACKAGE}.mkdocs_plugin", f"{PACKAGE}.mcp")
"""They import MkDocs, which no command does, and what one alone does: each copy is dearer by it."""


class Warm:
    """The client: one server for as long as this process lives, for `python -m MODULE`, which has
    imported portbook and what else is named."""

    def __init__(self, module: str = PACKAGE, *more: str) -> None:
        self._lock = threading.Lock()
        self._ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.support.warm", str(theirs.fileno()), module]
        environment = {
            **os.environ,
            "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{CHECKOUT / 'generator'}",
        }
        self._server = subprocess.Popen(
            [*command, *more], cwd=CHECKOUT, env=environment, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        atexit.register(self.close)

    def close(self) -> None:
        self._ours.close()
        self._server.wait(60)

    def run(
        self, folder: Path, arguments: tuple[str, ...], environment: dict[str, str], timeout: float
    ) -> tuple[int, str, str]:
        """Status, standard output and standard error of the module with those arguments.

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
    while said.count(b"\n") < 2:
        left = max(until - time.monotonic(), 0)
        if not select.select([answer], [], [], left)[0]:
            # On a busy machine it has not even begun: it would, once nobody waits any more.
            while b"\n" not in said and (part := os.read(answer, 100)):
                said += part
            if said:
                os.kill(int(said.split()[0]), signal.SIGKILL)
            raise TimeoutError(f"no end after {timeout} s")
        said += os.read(answer, 100)
    return int(said.split()[1])


def _text(handle: int) -> str:
    """As subprocess reads it with text=True."""
    os.lseek(handle, 0, os.SEEK_SET)
    with open(handle, encoding="utf-8", closefd=False) as file:
        return file.read()


def serve(control: socket.socket, module: str, *more: str) -> None:
    """Fork for each request until the client has gone."""
    prepare(*more)
    bell, ring = os.pipe()
    os.set_blocking(ring, False)
    signal.set_wakeup_fd(ring)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    replies: dict[int, int] = {}
    while True:
        ready = select.select([control.fileno(), bell], [], [])[0]
        if bell in ready:
            os.read(bell, 1000)
            _tell_who_ended(replies)
        if control.fileno() in ready:
            data, files, _, _ = socket.recv_fds(control, 1, 4)
            if not data:
                return
            *given, reply = files
            if (child := os.fork()) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for each in (bell, ring, control.detach(), reply, *replies.values()):
                    os.close(each)
                _become(module, *given)
            replies[child] = reply
            os.write(reply, f"{child}\n".encode())
            for each in given:
                os.close(each)


def _tell_who_ended(replies: dict[int, int]) -> None:
    while replies:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        reply = replies.pop(child)
        with contextlib.suppress(BrokenPipeError):  # whoever asked has stopped waiting
            os.write(reply, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os.close(reply)


def prepare(*more: str) -> None:
    """What every command would do first, done before the forks."""
    _import_all()
    for each in more:
        importlib.import_module(each)
    with contextlib.suppress(Exception):
        _use_once()
    gc.collect()
    gc.freeze()


def _import_all(name: str = PACKAGE) -> None:
    # What cannot be imported is told by the command that needs it.
    with contextlib.suppress(Exception):
        package = importlib.import_module(name)
        for each in pkgutil.iter_modules(getattr(package, "__path__", ()), f"{name}."):
            if each.name not in BESIDE and not each.name.endswith("__main__"):
                _import_all(each.name)


FILES = {
    "compose.yaml": """services:
  web: {build: ., ports: ["3000:3000"], depends_on: [db]}
  db: {image: "postgres:16", ports: ["5433:5432"]}
""",
    "package.json": '{"scripts": {"dev": "vite --port 5173"}}',
    ".env": "API_URL=http://localhost:3000\n",
}
USED = (
    ["init", "."],
    ["generate"],
    ["check"],
    ["list"],
    ["audit"],
    ["install"],
    ["add", "shop/more", "--dry-run"],
    ["site", "--out", "pages"],
)
"""What needs no network, no other process and nothing of this machine, which might change."""


def _use_once() -> None:
    from portbook.cli.program import run

    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        shop = Path(folder, "shop")
        shop.mkdir()
        for name, text in FILES.items():
            (shop / name).write_text(text, encoding="utf-8")
        os.environ["XDG_CACHE_HOME"] = folder
        os.chdir(shop)
        try:
            with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
                for arguments in USED:
                    run(arguments)
        finally:
            os.chdir(CHECKOUT)
            os.environ.clear()
            os.environ.update(before)


def _become(module: str, asked: int, out: int, err: int) -> NoReturn:
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
        sys.argv = [module, *request["arguments"]]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), *sys.argv[2:])
