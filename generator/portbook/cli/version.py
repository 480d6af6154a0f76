"""The version, and the commit it was built from where that is known."""

from __future__ import annotations

from pathlib import Path

from portbook import __version__

PACKAGE = Path(__file__).resolve().parents[1]


def version_line() -> str:
    """`portbook 0.1.0`, with ` (commit)` in a checkout, or where pip took it from a repository."""
    commit = _of_checkout() or _of_installation()
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


def _of_installation() -> str | None:
    """PEP 610: an installer says in direct_url.json what it took from where.

    The file is looked for by its name: importlib.metadata takes 40 ms to import.
    """
    import json

    path = PACKAGE.parent / f"portbook-{__version__}.dist-info" / "direct_url.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return str(told["vcs_info"]["commit_id"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
