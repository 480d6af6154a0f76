"""The page on many hosts runs as typed, over the sshd that it starts."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.shown import runs_as_shown


def test_hosts_runs_as_shown(tmp_path: Path) -> None:
    need("sshd")
    try:
        numbers = {"22222": free_port(), "22223": free_port()}
        assert runs_as_shown("many-hosts.md", tmp_path, numbers) == 6
    finally:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((tmp_path / "try" / "sshd.pid").read_text()), signal.SIGTERM)
