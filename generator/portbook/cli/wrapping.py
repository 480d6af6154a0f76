"""Lines for people that are no wider than their terminal."""

from __future__ import annotations

import textwrap

import click

from portbook.cli.loading import width
from portbook.text.wording import few

__all__ = ["SHOWN", "say_names", "wrapped"]

NO_BREAK = "\N{NO-BREAK SPACE}"
SHOWN = 8
"""Names that are printed; of more, the rest is counted."""


def wrapped(text: str, indent: str = "") -> list[str]:
    """The lines of a text; those of one without an indent go two further in behind the first."""
    return textwrap.wrap(
        text,
        width(),
        initial_indent=indent,
        subsequent_indent=indent or "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def say_names(label: str, names: list[str]) -> None:
    """Print `label: one, other and 3 more`, with no line break inside a name."""
    unbroken = [name.replace(" ", NO_BREAK) for name in names]
    for line in wrapped(f"{label}: {few(unbroken, SHOWN)}"):
        click.echo(line.replace(NO_BREAK, " "))
