"""`status` on a busy machine: 500 listeners of 25 processes, and a map of 2,000 claims."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.bigmap import FIRST, SERVICES, big_map
from tests.bench.measure import Job, in_turns

__all__ = ["status_seconds"]

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = 100
PROCESSES, EACH = 25, 20
# Half of the numbers have a claim; the others lie behind the last one.
LISTEN = """\
import os, socket, sys
first, processes, each, step = map(int, sys.argv[1:])
numbers = iter(range(first, first + processes * each * step, step))
for _ in range(processes):
    sockets = [socket.create_server(("127.0.0.1", next(numbers))) for _ in range(each)]
    if os.fork() == 0:
        sys.stdin.read()
        os._exit(0)
    for one in sockets:
        one.close()
print("ready", flush=True)
sys.stdin.read()
"""


def status_seconds(folder: Path) -> float:
    """The median time of whole runs, in seconds."""
    folder.mkdir(parents=True)
    (folder / "ports.yaml").write_text(big_map(PROJECTS))
    (folder / "listen.py").write_text(LISTEN)
    command = [sys.executable, "-m", "portbook", "-f", str(folder / "ports.yaml"), "status"]
    with listeners(folder):
        return in_turns([Job("status", command, ROOT)], 5)["status"].seconds


@contextmanager
def listeners(folder: Path) -> Iterator[None]:
    """They end with their standard input."""
    step = 2 * PROJECTS * SERVICES // (PROCESSES * EACH)
    numbers = [str(each) for each in (FIRST, PROCESSES, EACH, step)]
    with subprocess.Popen(
        [sys.executable, "listen.py", *numbers],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        if process.stdout.readline() != b"ready\n":
            raise SystemExit("the listeners of the benchmark did not come up")
        try:
            yield
        finally:
            process.communicate(timeout=30)
