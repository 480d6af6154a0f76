"""A fault of ours, as a report that is ready to paste."""

from __future__ import annotations

import platform
import sys
import traceback
from pathlib import Path

from portbook import __version__

__all__ = ["report"]


def report(fault: BaseException) -> str:
    """Versions, the command and the trace; paths of the person's home are shortened."""
    trace = "".join(traceback.format_exception(fault))
    home = str(Path.home())
    lines = [
        "portbook failed, and that is its own fault. Nothing half-written was left behind.",
        "Please report this, as it stands:",
        "",
        f"portbook {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"command: {' '.join(['portbook', *sys.argv[1:]])}",
        "",
        trace.rstrip(),
    ]
    text = "\n".join(lines)
    return text.replace(home, "~") if len(home) > 1 else text
