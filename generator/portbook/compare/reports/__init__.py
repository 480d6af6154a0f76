"""A difference for people in the terminal, for a pull request, or for programs."""

from __future__ import annotations

from portbook.compare.compare import Difference

__all__ = ["FORMATS", "render"]

FORMATS = ("text", "markdown", "json")


def render(difference: Difference, format: str) -> str:  # noqa: A002 - named as the option is
    """The difference in one of FORMATS, with a line end behind it."""
    if format == "json":
        from portbook.compare.reports.plain_json import as_json

        return as_json(difference)
    if format == "markdown":
        from portbook.compare.reports.comment import as_markdown

        return as_markdown(difference)
    from portbook.compare.reports.text import as_text

    return as_text(difference)
