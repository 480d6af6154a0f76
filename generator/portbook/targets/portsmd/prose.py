"""What the map's authors wrote: facts, rules, changes, notes, sections, related documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.portmap import HistoryEntry, PortMap, Project
from portbook.targets.portsmd.cells import Headings, Members, host_name, phrase, port_cell, title_of
from portbook.targets.portsmd.services import place_cell, remark
from portbook.text.quoting.block import markdown_block
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import Table, markdown_code, markdown_link, markdown_text, table


def facts(portmap: PortMap, project: Project) -> Iterator[str]:
    if project.stack:
        yield f"**Stack:** {_line(project.stack)}"
    if project.owner:
        yield f"**Owner:** {_line(project.owner)}"
    if project.repository:
        yield f"**Repository:** {place_cell(project.repository)}"
    if project.path:
        yield f"**Checkout:** {markdown_code(project.path)}"
    if project.compose:
        yield f"**Compose file:** {markdown_code(project.compose)}"
    if len(project.environments) == 1:
        default = project.default
        yield f"**Environment:** `{default.name}` on {host_name(portmap, default.host)}"


def _line(text: str) -> str:
    return markdown_text(one_line(text))


def pinned(members: Members) -> list[str]:
    """Ports that nothing moves, with the reason: list items."""
    found = []
    for _, service in members:
        if service.pinned:
            ports = ", ".join([port_cell(each) for each in service.endpoints])
            reason = f": {phrase(service.reason)}" if service.reason else ""
            found.append(f"{ports} {title_of(service)}{reason}")
    return found


def rules(project: Project) -> list[str]:
    return [phrase(rule) for rule in project.rules]


def accepted(members: Members) -> Table | None:
    """Findings of `portbook check` that the map allows, with the reason."""
    rows = [
        (markdown_code(allow.code), title_of(service), phrase(allow.reason))
        for _, service in members
        for allow in service.allow
    ]
    return table(("Check", "Service", "Why it is accepted"), rows)


def changes(project: Project, members: Members) -> Table | None:
    """One table of all entries; those without a date come last, as written."""
    rows = [_change_row("", entry) for entry in project.history]
    for _, service in members:
        rows += [_change_row(title_of(service), entry) for entry in service.history]
    rows.sort(key=lambda row: row[0], reverse=True)
    headers = ("Date", "Service", "Where", "From:", "To:", "Change", "Reason", "Impact")
    return table(headers, rows)


def _change_row(title: str, entry: HistoryEntry) -> tuple[str, ...]:
    where = [each for each in (entry.endpoint, entry.environment) if each]
    return (
        markdown_text(entry.date or ""),
        title,
        ", ".join([markdown_code(each) for each in where]),
        f"`{entry.before}`" if entry.before else "",
        f"`{entry.after}`" if entry.after else "",
        phrase(entry.change),
        phrase(entry.reason),
        phrase(entry.impact),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """Markdown of the map's under a heading of its own; `text` ends in a line end."""

    title: str
    text: str


def notes(project: Project, members: Members) -> list[str]:
    """The project's notes, then after its name each service's that stands in no table; blocks that
    end in a line end."""
    found = [markdown_block(project.notes, 3)] if project.notes else []
    for _, service in members:
        if service.notes and not remark(service):
            block, name = markdown_block(service.notes, 3), f"**{title_of(service)}:**"
            # A paragraph goes on after the service's name; anything else stands below it.
            found.append(block and name + (" " if block[0].isalpha() else "\n\n") + block)
    return [each for each in found if each]


def sections(project: Project, headings: Headings) -> list[Section]:
    return [
        Section(headings.heading(title), markdown_block(text, 3))
        for title, text in project.sections
    ]


def related(project: Project) -> list[str]:
    """The titles of documents with their links, or with their paths in the project."""
    found = []
    for title, place in project.related:
        if place.startswith(("http://", "https://")):
            found.append(markdown_link(title, place))
        else:
            named = "" if title == place else f"{markdown_text(title)}: "
            found.append(named + markdown_code(place))
    return found
