"""Puts the commit that a package is built from into it, which `portbook --version` says."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WITHIN = {"wheel": "portbook/COMMIT", "sdist": "generator/portbook/COMMIT"}


class CommitHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # A source archive has no repository, but the file; nor is the one around it meant.
        if not Path(self.root, ".git").exists():
            return
        command = ["git", "-C", self.root, "rev-parse", "HEAD"]
        try:
            ran = subprocess.run(command, capture_output=True, check=True, timeout=30)
        except (OSError, subprocess.SubprocessError):
            return
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(ran.stdout)
        build_data["force_include"][file.name] = WITHIN[self.target_name]
        self.file = Path(file.name)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if hasattr(self, "file"):
            self.file.unlink()
