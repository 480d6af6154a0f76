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
        # In the order in which `status` lists them on the page.
        numbers = dict(zip(("22222", "22223"), sorted((free_port(), free_port())), strict=True))
        assert runs_as_shown("many-hosts.md", tmp_path, numbers) == 6
    finally:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int((tmp_path / "try" / "sshd.pid").read_text()), signal.SIGTERM)
