"""Quoting for .env files; the rule itself is shared with the checks (`text/dotenv.py`)."""

from __future__ import annotations

from portbook.text.dotenv import dotenv_value
from portbook.text.quoting.lines import hash_comment

__all__ = ["dotenv_comment", "dotenv_value"]


def dotenv_comment(text: str) -> str:
    """A comment line for any text, without its line end."""
    return hash_comment(text)
