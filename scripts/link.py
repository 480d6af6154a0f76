"""pyproject.toml's scripts to commands in this Python's environment that run the checkout itself.

An editable install does the same, but needs a build backend, and all that one depends on, on every
user's machine.
"""

from __future__ import annotations

import os
import sysconfig
import tomllib
from pathlib import Path

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
    (packages / "portbook.pth").write_text(f"{os.path.relpath(checkout, packages)}\n")
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, target in project["scripts"].items():
        module, function = target.split(":")
        command = Path(sysconfig.get_path("scripts")) / name
        command.write_text(
            COMMAND.format(module=module, function=function),
            encoding="utf-8",
        )
        command.chmod(0o755)


if __name__ == "__main__":
    link(Path(__file__).resolve().parent.parent)
