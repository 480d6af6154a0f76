"""A draft to the text of a new ports.yaml."""

from __future__ import annotations

from portbook.draft.draft import Draft, DraftHost
from portbook.draft.entries import host_entry, project_entry, range_entry
from portbook.draft.layout import Entry, lines

__all__ = ["new_text"]

SCHEMA = "# yaml-language-server: $schema=generated/ports.schema.json"
HERE = "localhost"


def new_text(draft: Draft, host: str | None = None) -> str:
    """`host` names the machine at hand; without one, and without others, no host is named."""
    top = [Entry("version", "1")]
    here = (host or HERE) if host or draft.hosts else None
    sections = [section for section in (_hosts(draft, here), _ranges(draft)) if section]
    projects = [project_entry(project, here) for project in draft.projects]
    text = "\n".join([SCHEMA, *lines(top)]) + "\n"
    for section in sections:
        text += "\n" + "\n".join(lines([section])) + "\n"
    text += "\nprojects:\n"
    return text + "\n".join("\n".join(lines([each], 2)) + "\n" for each in projects)


def _hosts(draft: Draft, host: str | None) -> Entry | None:
    if host is None:
        return None
    hosts = [DraftHost(host), *draft.hosts]
    return Entry("hosts", tuple(host_entry(each) for each in hosts), spread=True)


def _ranges(draft: Draft) -> Entry | None:
    if not draft.ranges:
        return None
    return Entry("ranges", tuple(range_entry(each) for each in draft.ranges), spread=True)
