"""What Docker Compose makes of compose files, without an engine."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.programs import need

__all__ = ["asked", "resolved"]


def asked(
    folder: Path, *words: str | Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`docker compose WORDS config`. This build of Compose ends with 0 in any case, but prints
    nothing of a file it refuses."""
    command = [need("docker-compose"), *words, "config", "--format", "json"]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60
    )


def resolved(
    folder: Path, *words: str | Path, env: Mapping[str, str] | None = None
) -> dict[str, Any]:
    done = asked(folder, *words, env=env)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
