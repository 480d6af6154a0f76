"""A project's generated files, to be read on its page and to be downloaded beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.model.portmap import Project
from generator.targets.context import Output
from generator.targets.emit import emit_project
from generator.targets.quoting.html import Html, html_lines, html_text
from generator.targets.site.atlas import Atlas
from generator.targets.site.places import file_url, project_url

__all__ = ["Download", "downloads", "kept", "published"]

LONGEST = 16_000
"""Characters of a file that its page shows; a longer one is there to be downloaded."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file with its link, seen from the project's page; `shown` is its text, or empty."""

    path: str
    link: Html
    shown: Html


def published(atlas: Atlas, project: Project) -> list[Output]:
    """The project's files, but for its PORTS.md: the page tells all of that."""
    own = f"{project.name}/"
    files = emit_project(atlas.context, project, without=("portsmd",))
    return [Output(each.path.removeprefix(own), each.text) for each in files]


def kept(atlas: Atlas, files: list[Output]) -> list[Output]:
    """What is there to be downloaded: of a large map only what lies at the project's top."""
    return [each for each in files if not (atlas.windowed and "/" in each.path)]


def downloads(atlas: Atlas, project: Project, files: list[Output]) -> Iterator[Download]:
    """A large map's files are not shown on the pages as well."""
    for path, text in kept(atlas, files):
        href = file_url(project.name, path).removeprefix(project_url(project.name))
        shown = "" if atlas.windowed or len(text) > LONGEST else html_lines(text)
        name = html_text(path)
        saved = html_text(path.rpartition("/")[2])
        yield Download(
            path=path,
            link=Html(f'<a class="pb-download" href="{href}" download="{saved}">{name}</a>'),
            shown=Html(shown),
        )
