"""What `check` says of the map, warnings included."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from portbook.targets.site.places import FINDINGS, root
from portbook.targets.site.site_index import Atlas
from portbook.targets.site.tables import table_of
from portbook.text.diagnostic import Diagnostic
from portbook.text.quoting.html import Html, html_code, html_text
from portbook.text.source import Place

__all__ = ["Findings", "findings"]

MOST = 1000
"""Findings that the page lists; with more, `portbook check` is the better reader."""


@dataclass(frozen=True, slots=True)
class Findings:
    """`table` is None for a map without a fault."""

    errors: int
    warnings: int
    shown: int
    table: Html | None


def findings(atlas: Atlas) -> Findings:
    problems = atlas.problems
    errors = sum(problem.severity == "error" for problem in problems)
    rows = [_row(atlas, problem) for problem in problems[:MOST]]
    columns = ("Severity", "Check", "What", "Where", "What to do")
    table = table_of("Findings", columns, rows) if rows else None
    return Findings(errors, len(problems) - errors, len(rows), table)


def _row(atlas: Atlas, problem: Diagnostic) -> str:
    severity = problem.severity
    return (
        f'<tr><td><span class="pb-severity pb-{severity}">{severity}</span></td>'
        f'<th scope="row">{_code(atlas, problem.code)}</th><td>{html_text(problem.message)}</td>'
        f"<td>{'<br>'.join(_places(atlas, problem))}</td>"
        f"<td>{html_text(problem.hint or '')}</td></tr>"
    )


def _code(atlas: Atlas, code: str) -> str:
    """The code, with the way to its manual page where the guide is part of the site."""
    if atlas.guide is None:
        return html_code(code)
    page = atlas.guide.removesuffix(".md")
    return f'<a href="{root(FINDINGS)}{page}/#{code}">{html_code(code)}</a>'


def _places(atlas: Atlas, problem: Diagnostic) -> Iterator[str]:
    yield html_code(_place(atlas, problem.place))
    for place, said in problem.related:
        yield f"{html_code(_place(atlas, place))} {html_text(said)}"


def _place(atlas: Atlas, place: Place) -> str:
    """File, line and column; the file as the map's folder sees it, whoever is building where."""
    name, path = place.source.name, place.source.path
    nodes = atlas.portmap.origin.nodes
    top = nodes[0].place.source.path if nodes else None
    if path is not None and top is not None:
        name = os.path.relpath(path, top.parent).replace(os.sep, "/")
    return f"{name}:{place.line}:{place.column}"
