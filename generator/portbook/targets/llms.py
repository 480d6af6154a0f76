"""llms.txt: the map for coding agents, in the format of https://llmstxt.org."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from portbook.model.portmap import Environment, PortMap, Project, Range
from portbook.targets.context import Context, Output
from portbook.targets.portsmd.document import comment, fields
from portbook.targets.portsmd.names import endpoint_name
from portbook.targets.portsmd.ranges import Survey, hosts_of, next_free, survey
from portbook.targets.portsmd.tables import document_link, numbers, phrase
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_text

LARGEST = 8_000
"""Bytes of a file that an agent reads whole before it asks anything."""


@dataclass(frozen=True, slots=True)
class AgentProject:
    """`link` leads to the project's document, `about` says what it is in a few words.

    `ports` has a line for the default environment, and one for each other that differs from it.
    """

    link: str
    about: str
    ports: list[str]


@dataclass(frozen=True, slots=True)
class AgentMap:
    """What `llms.txt.j2` sees, each field as a variable. Every string is Markdown already."""

    notice: str
    title: str
    about: str
    source: str
    combined: str
    projects: list[AgentProject]
    ranges: list[str]


def emit_map(
    context: Context,
    documents: Callable[[str], str] = "{}/PORTS.md".format,
    map_of_all: str = "PORTS.md",
) -> Iterator[Output]:
    """`documents` tells where the document of a project of that name lies, `map_of_all` where they
    stand side by side."""
    portmap, known = context.portmap, survey(context.wiring)
    view = AgentMap(
        notice=comment(context.notice),
        title=markdown_text(one_line(portmap.title)),
        about=phrase(portmap.description),
        source=markdown_code(context.source),
        combined=map_of_all,
        projects=[_project(each, documents) for each in portmap.projects.values()],
        ranges=[_range(portmap, known, each) for each in portmap.all_ranges()],
    )
    text = context.templates.render("llms.txt.j2", **fields(view))
    if len(text.encode()) > LARGEST:
        # Each project's numbers are in the document that its link leads to.
        short = replace(view, projects=[replace(each, ports=[]) for each in view.projects])
        text = context.templates.render("llms.txt.j2", **fields(short))
    yield Output("llms.txt", text.rstrip("\n") + "\n")


def _project(project: Project, documents: Callable[[str], str]) -> AgentProject:
    default, *others = project.environments.values()
    usual = _ports(default)
    ports = [f"{default.name}: {usual}"] if usual else []
    for environment in others:
        line = _ports(environment)
        if line and line != usual:
            ports.append(f"{environment.name}: {line}")
    link = document_link(project.title, documents(project.name))
    return AgentProject(link, phrase(project.stack or project.description), ports)


def _ports(environment: Environment) -> str:
    """Names with their numbers, as references and commands spell them."""
    return ", ".join(
        f"{endpoint_name(service, endpoint)} `{numbers(endpoint)}`"
        for service in environment.services.values()
        if service.claims
        for endpoint in service.endpoints
        if endpoint.port is not None
    )


def _range(portmap: PortMap, known: Survey, each: Range) -> str:
    coming = next(next_free(known, each, hosts_of(portmap, each)), None)
    scope = f"{each.project}/{each.name}" if each.project else each.name
    said = [f"{markdown_code(scope)} {each.ports}"]
    if each.purpose:
        said.append(phrase(each.purpose))
    if coming is not None and each.status != "retired":
        said.append(f"next free {coming}")
    return ", ".join(said)
