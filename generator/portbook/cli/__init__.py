"""The command `portbook`: arguments in, printing and exit codes out."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. Its version alone is told without importing anything for it."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from portbook.cli.version import version_line

        print(version_line())
        return
    from portbook.cli.program import main as run

    run()
