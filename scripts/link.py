"""pyproject.toml's commands and plugins, for this Python's environment to run the checkout itself.

An editable install does the same, but needs a build backend, and all that one depends on, on every
user's machine.
"""

from __future__ import annotations

import os
import re
import shutil
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# A #! line can hold neither spaces nor more than 127 characters (execve(2)): the shell finds the
# Python beside the command, and Python takes the shell's line for a string.
COMMAND = """\
#!/bin/sh
'''exec' "$(dirname -- "$(readlink -f -- "$0")")/python" "$0" "$@"
' '''
import sys
from {module} import {function}
sys.exit({function}())
"""


def link(checkout: Path) -> None:
    packages = Path(sysconfig.get_path("purelib"))
    # site.py joins a relative line to its own folder, so a moved checkout stays linked.
    path_file = packages / "portbook.pth"
    path_file.write_text(f"{os.path.relpath(checkout / 'generator', packages)}\n")
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    commands = [make_command(name, target) for name, target in project["scripts"].items()]
    describe(project, version_of(checkout), packages, [path_file, *commands])


def make_command(name: str, target: str) -> Path:
    module, function = target.split(":")
    command = Path(sysconfig.get_path("scripts")) / name
    command.write_text(COMMAND.format(module=module, function=function), encoding="utf-8")
    command.chmod(0o755)
    return command


def describe(project: dict[str, Any], version: str, packages: Path, made: list[Path]) -> None:
    """Write what importlib.metadata reads: MkDocs finds plugins by their entry points there.

    The files are those of
    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    for old in packages.glob(f"{project['name']}-*.dist-info"):
        shutil.rmtree(old)
    folder = packages / f"{project['name']}-{version}.dist-info"
    folder.mkdir()
    files = {
        "METADATA": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n",
        "INSTALLER": "scripts/link.py\n",
        "entry_points.txt": "\n".join(entry_points(project)) + "\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    listed = [*made, *(folder / name for name in (*files, "RECORD"))]
    record = [f"{Path(os.path.relpath(path, packages)).as_posix()},,\n" for path in listed]
    (folder / "RECORD").write_text("".join(record), encoding="utf-8")


def entry_points(project: dict[str, Any]) -> Iterator[str]:
    for group, points in {
        "console_scripts": project["scripts"],
        **project.get("entry-points", {}),
    }.items():
        yield f"[{group}]"
        yield from (f"{name} = {target}" for name, target in points.items())


def version_of(checkout: Path) -> str:
    text = (checkout / "generator" / "portbook" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    assert found is not None
    return found[1]


if __name__ == "__main__":
    link(Path(__file__).resolve().parent.parent)
