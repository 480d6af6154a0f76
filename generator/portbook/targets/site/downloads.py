"""A project's generated files on its page, and as downloads beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from portbook.derive.origins import origins_of
from portbook.derive.variables import Slot, slots, variables_of
from portbook.model.portmap import Environment, Project
from portbook.targets.context import Output
from portbook.targets.dotenv import env_text
from portbook.targets.emit import outputs_of_targets
from portbook.targets.site.pages import file_url, project_url
from portbook.targets.site.site_index import SiteIndex
from portbook.text.quoting.html import Html, html_lines, html_text, link

LONGEST = 16_000
"""Characters of a file that its page shows; a longer one is there to be downloaded."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file with its link, seen from the project's page; `shown` is its text, or empty."""

    path: str
    link: Html
    shown: Html


class Published(NamedTuple):
    """Files by their paths in the project's folder; `names` are a large map's variables."""

    files: list[Output]
    names: list[str]


def published(index: SiteIndex, project: Project) -> Published:
    """The project's files, but for its PORTS.md: the page tells all of that.

    Of a large map only what lies at the project's top: a service's variables are its own matter.
    """
    own, large = f"{project.name}/", index.windowed
    without = ("portsmd", "dotenv") if large else ("portsmd",)
    found = (
        Output(each.path.removeprefix(own), each.text)
        for made in outputs_of_targets(index.context, project)
        if made.name not in without
        for each in made.outputs
    )
    if not large:
        return Published(list(found), [])
    names: dict[str, None] = {}
    files: list[Output] = []
    for environment in project.environments.values():
        known = list(slots(index.portmap, project, environment))
        for slot in known:
            if slot.name not in names and _has_content(index, environment, slot):
                names[slot.name] = None
        wanted = [slot for slot in known if "/" not in slot.path]
        listed = variables_of(index.context.wiring, environment, wanted)
        for path, each in listed.items():
            files.append(Output(path, env_text(index.context, project, environment, each)))
    files += [each for each in found if "/" not in each.path]
    return Published(files, list(names))


def _has_content(index: SiteIndex, environment: Environment, slot: Slot) -> bool:
    """A list of origins stands only where there are any."""
    if slot.why != "cors":
        return True
    return bool(origins_of(index.context.wiring, environment, slot.service))


def downloads(index: SiteIndex, project: Project, files: list[Output]) -> Iterator[Download]:
    """A large map's files are not shown on the pages as well."""
    for path, text in files:
        href = quote(file_url(project.name, path).removeprefix(project_url(project.name)))
        shown = "" if index.windowed or len(text) > LONGEST else html_lines(text)
        saved = path.rpartition("/")[2]
        named = link(href, html_text(path), class_="pb-download", download=saved)
        yield Download(path, Html(named), Html(shown))
