"""A command in the foreground, and the signals that reach portbook before it knows of it."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from portbook.machine.supervise import foreground
from portbook.machine.supervise.launch import Launch
from portbook.machine.supervise.process_tree import ProcessTree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX has these signals")
HEARING = """\
import signal, sys
from pathlib import Path
heard = {signal.SIGUSR1: 0, signal.SIGTERM: 0}
def hear(number, frame):
    heard[number] += 1
for number in heard:
    signal.signal(number, hear)
Path("ready").touch()
while not all(heard.values()):
    signal.pause()
sys.exit(sum(heard.values()))
"""
HELD_BACK = """\
import signal, sys, time
signal.signal({number}, lambda number, frame: sys.exit(7))
signal.pthread_sigmask(signal.SIG_UNBLOCK, [{number}])
time.sleep(30)
"""


def test_a_signal_is_passed_on_while_the_command_is_being_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command may run, and say so, before portbook has what it started in its hands."""

    class Slow(ProcessTree):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            until = time.monotonic() + 30
            while not (tmp_path / "ready").exists() and time.monotonic() < until:
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGUSR1)
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(foreground, "ProcessTree", Slow)
    launch = Launch((sys.executable, "-c", HEARING), tmp_path, {})
    assert foreground.run_foreground(launch, 5) == 2


@pytest.mark.parametrize("name", ["SIGUSR1", "SIGUSR2", "SIGTERM"])
@pytest.mark.parametrize("handles", [True, False])
def test_a_signal_before_the_command_is_passed_on_once_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, handles: bool
) -> None:
    """It ends a program that has no handler; one that starts with it blocked hears it later."""
    number = signal.Signals[name]

    class Early(ProcessTree):
        def __init__(self, *given: Any, **more: Any) -> None:
            os.kill(os.getpid(), number)
            before = signal.pthread_sigmask(signal.SIG_BLOCK, [number] if handles else [])
            try:
                super().__init__(*given, **more)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)

    monkeypatch.setattr(foreground, "ProcessTree", Early)
    script = HELD_BACK.format(number=int(number))
    command = (sys.executable, "-c", script) if handles else ("sleep", "30")
    status = foreground.run_foreground(Launch(command, tmp_path, {}), 5)
    assert status == (7 if handles else 128 + number)
