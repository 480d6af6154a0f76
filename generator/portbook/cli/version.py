"""The version, and the commit it was built from where that is known."""

from __future__ import annotations

from pathlib import Path

from portbook import __version__

PACKAGE = Path(__file__).resolve().parents[1]


def version_line() -> str:
    """`portbook 0.1.0 (commit)`; without the commit where it was packed outside of a repository."""
    commit = _of_checkout() or _of_package()
    return f"portbook {__version__}" + (f" ({commit[:10]})" if commit else "")


def _of_checkout() -> str | None:
    checkout = PACKAGE.parents[1]
    if not (checkout / ".git").exists() or not (checkout / "pyproject.toml").is_file():
        return None
    import subprocess

    command = ["git", "-C", str(checkout), "rev-parse", "HEAD"]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return None
    return ran.stdout.strip()


def _of_package() -> str | None:
    """What scripts/hatch_build.py put into it."""
    try:
        return (PACKAGE / "COMMIT").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
