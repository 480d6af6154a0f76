"""The history of every port, and the findings of `check`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from portbook.targets.portsmd.cells import members, phrase
from portbook.targets.site.html import inline, table_of, table_without_empty
from portbook.targets.site.pages import CHANGES, FINDINGS, anchor_of, project_url, root
from portbook.targets.site.site_index import Change, SiteIndex
from portbook.text.diagnostic import Diagnostic
from portbook.text.quoting.html import Html, attrs, html_code, html_text, link
from portbook.text.source import Place
from portbook.text.wording import counted

CHANGE_COLUMNS = ("Date", "Project", "Service", "From", "To", "What and why", "Impact")


def changes(index: SiteIndex) -> dict[str, Any]:
    return {"table": change_table(index, index.changes, root(CHANGES), "Changes of ports")}


def change_table(
    index: SiteIndex,
    found: Sequence[Change],
    at: str,
    caption: str = "Changes",
    *,
    own: bool = False,
) -> Html | None:
    """The changes as rows; a project's `own` do not name it again."""
    return table_without_empty(
        caption, CHANGE_COLUMNS, (_cells(index, each, at, own) for each in found)
    )


def _cells(index: SiteIndex, change: Change, at: str, own: bool) -> tuple[str, ...]:
    entry, project = change.entry, change.project
    href = f"{at}{project_url(project.name)}"
    why = "; ".join(inline(phrase(each)) for each in (entry.change, entry.reason) if each)
    return (
        f'<td class="pb-date">{html_text(entry.date or "undated")}</td>',
        f"<td>{'' if own else index.project_link(project.name, at)}</td>",
        f"<td>{_service(change, href)}</td>",
        f'<td class="pb-num">{_changed_number(index, entry.before, at)}</td>',
        f'<td class="pb-num">{_changed_number(index, entry.after, at)}</td>',
        f"<td>{why}</td>",
        f"<td>{inline(phrase(entry.impact))}</td>",
    )


def _service(change: Change, href: str) -> str:
    """The service, with the endpoint and the environment that the entry names."""
    service, entry = change.service, change.entry
    if service is None:
        return ""
    where = [each for each in (entry.endpoint, entry.environment) if each]
    title = html_text(service.title) or service.name
    named = link(f"{href}#{anchor_of(service.name)}", title)
    return ", ".join([named, *(f"<code>{html_text(each)}</code>" for each in where)])


def _changed_number(index: SiteIndex, number: int | None, at: str) -> str:
    """The number; a link where it has a page, as it has while somebody holds it."""
    if number is None:
        return ""
    if number in index.holders or not index.port_pages:
        return link(f"{at}{index.port_url(number)}", str(number))
    return str(number)


MOST_FINDINGS = 1000
"""Findings that the page lists; with more, `portbook check` is the better reader."""


def findings(index: SiteIndex) -> dict[str, Any]:
    """`table` is None for a map without a fault; `accepted` of one that allows nothing."""
    problems, settings = index.problems, index.portmap.settings.checks
    errors = sum(problem.severity == "error" for problem in problems)
    rows = [_finding_row(index, problem) for problem in problems[:MOST_FINDINGS]]
    columns = ("Severity", "Check", "What", "Where", "What to do")
    judged = {code: settings.get(code, severity) for code, severity, _ in index.checks}
    done = [
        f'<tr><th scope="row">{_code(index, code)}</th><td>{inline(title)}</td>'
        f"<td>{judged[code]}{', as the map says' if code in settings else ''}</td></tr>"
        for code, _, title in index.checks
    ]
    active = sum(severity != "off" for severity in judged.values())
    where = f"{counted(index.count, 'claim')} on {counted(len(index.portmap.hosts), 'host')}"
    allowed = list(_accepted(index))
    return {
        "errors": errors,
        "warnings": len(problems) - errors,
        "shown": len(rows),
        "table": table_of("Findings", columns, rows) if rows else None,
        "accepted": table_of("Accepted", ("Service", "Check", "Why"), allowed) if allowed else None,
        "about": f"{counted(active, 'check')} of {len(judged)} ran on {where}",
        "checks": table_of("Checks", ("Check", "What it finds", "Counts as"), done)
        if done
        else None,
    }


def _accepted(index: SiteIndex) -> Iterator[str]:
    """What services allow, each with its reason."""
    for project in index.portmap.projects.values():
        for _, service in members(project):
            name = f"{project.name}/{service.name}"
            to = index.project_link(project.name, "../", name, f"#{anchor_of(service.name)}")
            for allow in service.allow:
                code, why = _code(index, allow.code), inline(phrase(allow.reason))
                yield f'<tr><th scope="row">{to}</th><td>{code}</td><td>{why}</td></tr>'


def _finding_row(index: SiteIndex, problem: Diagnostic) -> str:
    severity = problem.severity
    places = [html_code(_place(index, problem.place))]
    places += [f"{html_code(_place(index, at))} {html_text(said)}" for at, said in problem.related]
    return (
        f"<tr><td><span{attrs(class_=f'pb-severity pb-{severity}')}>{severity}</span></td>"
        f'<th scope="row">{_code(index, problem.code)}</th><td>{html_text(problem.message)}</td>'
        f"<td>{'<br>'.join(places)}</td>"
        f"<td>{html_text(problem.hint or '')}</td></tr>"
    )


def _code(index: SiteIndex, code: str) -> str:
    """The code, with the way to its manual page where the guide is part of the site."""
    if index.guide is None:
        return html_code(code)
    page = index.guide.removesuffix(".md")
    return link(f"{root(FINDINGS)}{page}/#{code}", html_code(code))


def _place(index: SiteIndex, place: Place) -> str:
    """File, line and column; the file as the map's folder sees it, whoever is building where."""
    name, path = place.source.name, place.source.path
    nodes = index.portmap.origin.nodes
    top = nodes[0].place.source.path if nodes else None
    if path is not None and top is not None:
        name = os.path.relpath(path, top.parent).replace(os.sep, "/")
    return f"{name}:{place.line}:{place.column}"
