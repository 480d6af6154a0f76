"""What the map's authors wrote in Markdown, and the documents it points to."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.portmap import Project, Service
from portbook.targets.portsmd.headings import Headings
from portbook.targets.portsmd.names import Members, title_of
from portbook.text.quoting.block import markdown_block
from portbook.text.quoting.markdown import markdown_code, markdown_link, markdown_text

__all__ = ["Section", "notes", "related", "sections"]


@dataclass(frozen=True, slots=True)
class Section:
    """Markdown of the map's under a heading of its own; `text` ends in a line end."""

    title: str
    text: str


def notes(project: Project, members: Members) -> list[str]:
    """The project's notes, then each service's after its name; blocks that end in a line end."""
    found = [markdown_block(project.notes, 3)] if project.notes else []
    for _, service in members:
        if service.notes:
            found.append(_named(service, markdown_block(service.notes, 3)))
    return [each for each in found if each]


def _named(service: Service, block: str) -> str:
    """A paragraph goes on after the service's name; anything else stands below it."""
    if not block:
        return ""
    name = f"**{title_of(service)}:**"
    return f"{name} {block}" if block[0].isalpha() else f"{name}\n\n{block}"


def sections(project: Project, headings: Headings) -> list[Section]:
    return [
        Section(headings.heading(title), markdown_block(text, 3))
        for title, text in project.sections
    ]


def related(project: Project) -> list[str]:
    """The titles of documents with their links, or with their paths in the project."""
    return [_document(title, place) for title, place in project.related]


def _document(title: str, place: str) -> str:
    if place.startswith(("http://", "https://")):
        return markdown_link(title, place)
    if title == place:
        return markdown_code(place)
    return f"{markdown_text(title)}: {markdown_code(place)}"
