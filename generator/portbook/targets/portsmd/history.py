"""Port changes of a project and its services, the newest first."""

from __future__ import annotations

from portbook.model.portmap import HistoryEntry, Project
from portbook.targets.portsmd.names import Members, title_of
from portbook.targets.portsmd.tables import Table, phrase, table
from portbook.text.quoting.markdown import markdown_code, markdown_text

__all__ = ["changes"]


def changes(project: Project, members: Members) -> Table | None:
    """One table of all entries; those without a date come last, as written."""
    rows = [_row("", entry) for entry in project.history]
    for _, service in members:
        rows += [_row(title_of(service), entry) for entry in service.history]
    rows.sort(key=lambda row: row[0], reverse=True)
    headers = ("Date", "Service", "Where", "From:", "To:", "Change", "Reason", "Impact")
    return table(headers, rows)


def _row(title: str, entry: HistoryEntry) -> tuple[str, ...]:
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
