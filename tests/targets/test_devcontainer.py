"""Development containers read their ports."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.programs import need, need_npm
from tests.targets.developed import HOSTILE, ran, written


def test_devcontainers_read_their_ports(tmp_path: Path) -> None:
    (tmp_path / ".devcontainer").mkdir()
    [text] = written(tmp_path, "devcontainer").values()
    merged = text.replace("{", '{\n  "image": "debian:12",', 1)
    (tmp_path / ".devcontainer" / "devcontainer.json").write_text(merged)
    program = need_npm("@devcontainers/cli") / "devcontainer.js"
    command: list[str | Path] = [need("node"), program, "read-configuration"]
    # It asks docker for running containers; there are none.
    command += ["--workspace-folder", tmp_path, "--docker-path", need("true")]
    done = ran(command, tmp_path)
    found = json.loads(done.stdout.splitlines()[-1])["configuration"]
    assert found["forwardPorts"] == [3000, 8010, 8020, 5440]
    assert found["portsAttributes"]["3000"]["label"] == HOSTILE
    assert found["portsAttributes"]["8010"]["protocol"] == "http"
