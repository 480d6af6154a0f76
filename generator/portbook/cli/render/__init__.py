"""Findings as text for people, or in the formats that programs ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portbook.text.diagnostic import Diagnostic

FORMATS = ("text", "json", "github", "sarif", "gitlab")


def render(
    diagnostics: Sequence[Diagnostic],
    format: str,  # noqa: A002 - named as the option is
    colour: bool,
    width: int,
    pages: Mapping[str, str],
    *,
    name: str | None = None,
) -> str:
    """The findings in one of FORMATS, in the order given.

    `colour` and `width` matter to text alone, `pages` (the manual page of each code, as far as
    there is one) to SARIF. `name` is the map's, for the summary; else it is taken from the
    findings. Text without findings is empty.
    """
    if format == "text":
        from portbook.cli.render.text import as_text

        return as_text(diagnostics, colour, width, name)
    if format == "sarif":
        from portbook.cli.render.sarif import as_sarif

        return as_sarif(diagnostics, pages)
    from portbook.cli.render import programs

    forms = {
        "json": programs.as_json,
        "github": programs.as_github,
        "gitlab": programs.as_gitlab,
    }
    return forms[format](diagnostics)
