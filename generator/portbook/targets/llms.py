"""llms.txt: the map for coding agents, in the format of https://llmstxt.org."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from portbook.derive.calls import Wiring
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Range, Service
from portbook.targets.context import Context, Output
from portbook.targets.portsmd.cells import document_link, endpoint_name, numbers, phrase
from portbook.targets.portsmd.document import comment
from portbook.targets.portsmd.ranges import Survey, next_free, survey
from portbook.targets.templates import Templates
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_text

LARGEST = 8_000
"""Bytes of a file that an agent reads whole before it asks anything."""
DOCUMENTS, FILES = "{}/PORTS.md".format, "{}/llms.txt".format


@dataclass(frozen=True, slots=True)
class AgentProject:
    """`link` leads to the project's document, `about` says what it is in a few words.

    `ports` has a line for the default environment, and one for each other that differs from it.
    """

    link: str
    about: str
    ports: list[str]


def emit(context: Context, project: Project) -> Iterator[Output]:
    """A project's numbers, a line each, of a map that is too long for one file."""
    if not is_long(context):
        return
    known = survey(context.wiring)
    sections = {each.name: [*_services(each)] for each in project.environments.values()}
    sections["Ranges"] = [f"- {_range(context.portmap, known, each)}" for each in project.ranges]
    sections["Rules"] = [f"- {phrase(each)}" for each in project.rules]
    about = phrase(project.description or project.stack)
    parts = [
        f"{comment(context.notice)}\n# {markdown_text(one_line(project.title))}",
        *([f"> {about}"] if about else []),
        "`portbook next` gives a free port, `portbook add` claims it for a new service.",
        *(f"## {title}\n\n" + "\n".join(each) for title, each in sections.items() if each),
    ]
    yield Output(FILES(project.name), "\n\n".join(parts) + "\n")


def _services(environment: Environment) -> Iterator[str]:
    for service, endpoint in _claimed(environment):
        said = service.title.lower().replace(" ", "-") == service.name
        title = "" if said else f", {phrase(service.title)}"
        yield f"- {endpoint_name(service, endpoint)} `{numbers(endpoint)}`{title}"


def _claimed(environment: Environment) -> Iterator[tuple[Service, Endpoint]]:
    for service in environment.services.values():
        for endpoint in service.endpoints if service.claims else ():
            if endpoint.port is not None:
                yield service, endpoint


def emit_map(
    context: Context,
    documents: Callable[[str], str] = DOCUMENTS,
    map_of_all: str = "PORTS.md",
    files: Callable[[str], str] = FILES,
) -> Iterator[Output]:
    """`documents` tells where the document of a project of that name lies, `files` where its
    numbers do in a long map, `map_of_all` where all documents stand side by side."""
    long = is_long(context)
    yield Output(
        "llms.txt", _text(context, files if long else documents, map_of_all, full=not long)
    )


def is_long(context: Context) -> bool:
    """Whether the numbers of all projects are more than an agent should have to read."""
    return _length(context.wiring, context.templates, context.source) > LARGEST


@lru_cache(maxsize=2)
def _length(wiring: Wiring, templates: Templates, source: str) -> int:
    context = Context(wiring.portmap, wiring, source, templates)
    return len(_text(context, DOCUMENTS, "PORTS.md", full=True).encode())


def _text(context: Context, links: Callable[[str], str], map_of_all: str, *, full: bool) -> str:
    portmap, known = context.portmap, survey(context.wiring)
    text = context.templates.render(
        "llms.txt.j2",
        notice=comment(context.notice),
        title=markdown_text(one_line(portmap.title)),
        about=phrase(portmap.description),
        source=markdown_code(context.source),
        combined=map_of_all,
        projects=[_project(each, links, full) for each in portmap.projects.values()],
        ranges=[
            _range(portmap, known, each)
            for each in (portmap.all_ranges() if full else portmap.ranges)
        ],
    )
    return text.rstrip("\n") + "\n"


def _project(project: Project, links: Callable[[str], str], full: bool) -> AgentProject:
    about = phrase(project.stack or project.description)
    link = document_link(project.title, links(project.name))
    lines = {
        name: ", ".join(
            f"{endpoint_name(service, endpoint)} `{numbers(endpoint)}`"
            for service, endpoint in _claimed(each)
        )
        for name, each in project.environments.items()
        if full
    }
    own = project.default.name
    told = ((name, line) for name, line in lines.items() if name == own or line != lines[own])
    ports = [f"{name}: {line}" for name, line in told if line]
    return AgentProject(link, about, ports)


def _range(portmap: PortMap, known: Survey, each: Range) -> str:
    coming = next(next_free(known, each), None)
    said = [f"{markdown_code(each.who)} {each.ports}"]
    if each.purpose:
        said.append(phrase(each.purpose))
    if coming is not None and each.status != "retired":
        said.append(f"next free {coming}")
    return ", ".join(said)
