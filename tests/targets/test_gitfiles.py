"""What git must know of the output folder, as git itself reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from portbook.text.source import Source
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.programs import need


def test_env_files_are_kept_and_line_ends_stay(tmp_path: Path) -> None:
    """In a repository that ignores .env files, on a machine that writes CRLF."""
    made = generated(Source("ports.yaml", "projects: {shop: {services: {web: 3000}}}"), "gitfiles")
    files = {f"generated/{path}": text for path, text in made.items()}
    make_files(tmp_path, {**files, ".gitignore": ".env*\n", "generated/shop/.env": "A=1\nB=2\n"})

    def git(*arguments: str) -> str:
        command: list[str | Path] = [need("git"), "-c", "core.autocrlf=true", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "--quiet")
    git("add", ".")
    assert "generated/shop/.env" in git("ls-files").split()
    (tmp_path / "generated/shop/.env").unlink()
    git("checkout-index", "--all", "--force")
    assert (tmp_path / "generated/shop/.env").read_bytes() == b"A=1\nB=2\n"
