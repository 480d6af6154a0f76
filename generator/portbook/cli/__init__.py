"""The command `portbook`: arguments, output and exit codes."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line. Its version alone is told without importing anything for it."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from portbook.cli.version import version_line

        print(version_line())
        return
    # A short-lived process is done before the collector would pay; who stays turns it on again.
    gc.disable()
    from portbook.cli.program import main as run

    run()
