"""The command `portbook`: arguments in, printing and exit codes out."""

from __future__ import annotations

from portbook.cli.main import main

__all__ = ["main"]
