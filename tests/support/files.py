"""Folders of files for a test, written down as one mapping."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def make_files(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes each path under `root`, folders included, byte for byte; gives `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def read_files(root: Path) -> dict[str, bytes]:
    """Every file under `root` by its path with forward slashes: what make_files would write."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
