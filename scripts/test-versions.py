"""Runs the tests on the lowest and on the newest dependencies that pyproject.toml allows.

    python scripts/test-versions.py [--python 3.12] [--resolution lowest|newest] [-- PYTEST ...]

Without options, on every Python from 3.11 to 3.14 that is on the PATH. Each combination gets an
environment of its own below .versions/. uv resolves them: the one of this Python, else of the PATH.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PATH = os.environ.get("PATH", os.defpath)
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}


def main() -> int:
    """1 where a combination failed, 2 where not one could be run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--python", action="append", choices=PYTHONS)
    options.add_argument("--resolution", action="append", choices=RESOLUTIONS)
    options.add_argument("pytest", nargs="*", metavar="PYTEST", help="instead of -n auto")
    given = options.parse_args()
    wanted = given.python or PYTHONS
    found = {version: path for version in wanted if (path := find(version))}
    for version in sorted(set(wanted) - set(found)):
        print(f"Python {version}: not found, not run", file=sys.stderr)
    failed = [
        f"Python {version}, {resolution}"
        for version, python in found.items()
        for resolution in given.resolution or RESOLUTIONS
        if not passes(version, python, resolution, given.pytest or ["-n", "auto", "-q"])
    ]
    print("\n".join(f"failed: {each}" for each in failed) or f"passed on: {', '.join(found)}")
    return 1 if failed else 0 if found else 2


def find(version: str) -> str | None:
    """A Python of this version; a shim of a version that is not chosen does not count."""
    for name in (f"python{version}", sys.executable):
        path = shutil.which(name)
        code = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"
        if path is None:
            continue
        ran = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
        told, _, executable = ran.stdout.strip().partition(" ")
        if told == version:
            return executable
    return None


def passes(version: str, python: str, resolution: str, pytest: list[str]) -> bool:
    """Make the environment, say what it holds, and run the tests in it."""
    environment = CHECKOUT / ".versions" / f"{version}-{resolution}"
    print(f"== Python {version}, {resolution} dependencies", flush=True)
    own = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    pins = environment / "pins.txt"
    project = CHECKOUT / "pyproject.toml"
    uv = Path(shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{PATH}") or "uv")
    pip: list[str | Path] = [uv, "pip"]
    quietly: list[str | Path] = ["--quiet", "--python", own]
    extras = ["--extra", "docs", "--extra", "mcp"]
    chosen: list[str | Path] = ["--resolution", RESOLUTIONS[resolution], "--output-file", pins]
    # As scripts/wheels has them for .venv: compiled ones fit one Python.
    wheels: list[str | Path] = [sys.executable, "-m", "pip", "--python", own, "wheel", "--quiet"]
    wheels += ["--require-hashes", "--no-deps", "--wheel-dir", environment / "wheels", "-r"]
    steps: list[list[str | Path]] = [
        [uv, "venv", "--quiet", "--clear", "--python", python, environment],
        [*pip, "compile", *quietly, project, *extras, *chosen],
        [*pip, "install", *quietly, "-r", pins, "-c", pins, "--group", f"{project}:test"],
        # They need a newer click than portbook does: those of this Python's environment serve.
        [*pip, "uninstall", *quietly, "check-jsonschema", "zensical"],
        *([*wheels, CHECKOUT / "requirements" / f"{lock}.txt"] for lock in ("run", "build")),
        [own, CHECKOUT / "scripts" / "link.py"],
        [own, "-m", "pytest", *pytest],
    ]
    path = os.pathsep.join((str(own.parent), str(uv.parent), PATH))
    return all(
        subprocess.run(step, cwd=CHECKOUT, env={**os.environ, "PATH": path}, check=False).returncode
        == 0
        for step in steps
    )


if __name__ == "__main__":
    sys.exit(main())
