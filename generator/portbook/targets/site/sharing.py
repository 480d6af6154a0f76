"""What a project shares with others: instances, calls, and numbers, now or once."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Project
from portbook.targets.portsmd.names import Members
from portbook.targets.portsmd.neighbours import shared
from portbook.targets.site.places import project_url, root
from portbook.targets.site.site_index import Atlas, Change
from portbook.targets.site.tables import table_of
from portbook.text.quoting.html import Html, html_text

__all__ = ["others", "sharing"]

MOST = 8
"""Others that a cell names before it counts the rest."""


def sharing(atlas: Atlas, project: Project, listed: Members) -> list[str]:
    """Sentences (Markdown) on instances that several projects use, and on who calls whom."""
    return shared(atlas.survey, project, listed, linked=True)


def others(atlas: Atlas, project: Project) -> Html | None:
    """The project's numbers that other projects hold as well, or held once."""
    at = root(project_url(project.name))
    rows = []
    for number in sorted(_numbers(atlas, project)):
        now, once = _now(atlas, project, number), _once(atlas, project, number)
        if now or once:
            href = f"{at}{atlas.port_url(number)}"
            link = f'<a href="{href}">{number}</a>' if number in atlas.holders else str(number)
            rows.append(
                f'<tr><th scope="row" class="pb-num">{link}</th>'
                f"<td>{_few(now)}</td><td>{_few(once)}</td></tr>"
            )
    columns = ("Port", "Held elsewhere by", "Once held by")
    return table_of("Numbers shared with other projects", columns, rows) if rows else None


def _numbers(atlas: Atlas, project: Project) -> set[int]:
    """What the project holds in any environment, or says that it held."""
    held = {
        endpoint.port
        for environment in project.environments.values()
        for service in environment.services.values()
        if service.claims
        for endpoint in service.endpoints
        if endpoint.port is not None
    }
    for change in atlas.changes_of.get(project.name, ()):
        held.update(each for each in (change.entry.before, change.entry.after) if each)
    return held


def _now(atlas: Atlas, project: Project, number: int) -> list[str]:
    held = (each for each in atlas.holders.get(number, ()) if each.row["project"] != project.name)
    return list(
        dict.fromkeys(
            f"{_link(each.row['project'], each.name)} on {each.row['host']}" for each in held
        )
    )


def _once(atlas: Atlas, project: Project, number: int) -> list[str]:
    return list(dict.fromkeys(_left(atlas, project, number)))


def _left(atlas: Atlas, project: Project, number: int) -> Iterator[str]:
    """Services that a change took from the number, and that do not hold it again; this project's
    own count too where another holds the number now."""
    elsewhere = any(e.row["project"] != project.name for e in atlas.holders.get(number, ()))
    for change in atlas.past.get(number, ()):
        if change.entry.before != number or change.service is None or _holds(atlas, change, number):
            continue
        if change.project is not project or elsewhere:
            name = f"{change.project.name}/{change.service.name}"
            until = f" until {html_text(change.entry.date)}" if change.entry.date else ""
            yield f"{_link(change.project.name, name)}{until}"


def _holds(atlas: Atlas, change: Change, number: int) -> bool:
    return any(
        each.service.name == change.service.name and each.row["project"] == change.project.name
        for each in atlas.holders.get(number, ())
        if change.service is not None
    )


def _link(project: str, name: str) -> str:
    return f'<a href="../../{project_url(project)}">{name}</a>'


def _few(names: list[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return "<br>".join(names[:MOST]) + more
