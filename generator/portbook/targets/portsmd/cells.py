"""Cells of the tables in a PORTS.md, and how services, roles, hosts and sections are called."""

from __future__ import annotations

from collections.abc import Iterable

from portbook.model.address import Located, Problem, locate
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Service
from portbook.model.ports import span
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_text, slug

NOT_KNOWN = "not known"
INTERNAL = "internal"


def numbers(endpoint: Endpoint) -> str:
    """The number or interval of an endpoint, plain, with its transport where that is not TCP."""
    if endpoint.port is None:
        return ""
    text = span(endpoint.port, endpoint.port_end or endpoint.port)
    return text if endpoint.transports == ("tcp",) else f"{text}/{'+'.join(endpoint.transports)}"


def port_cell(endpoint: Endpoint) -> str:
    """The endpoint's number on its host, or why there is none."""
    if endpoint.port is not None:
        return f"`{numbers(endpoint)}`"
    return NOT_KNOWN if endpoint.published else INTERNAL


def phrase(text: str | None) -> str:
    """Free text for a cell or a list item, on one line; code between backticks stays code."""
    if not text:
        return ""
    if "`" not in text:
        return markdown_text(text)
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        return markdown_text(text)
    return "".join(
        markdown_code(part) or "\\`\\`" if at % 2 else _between(part)
        for at, part in enumerate(parts)
    )


def sentences(*texts: str | None) -> str:
    """Several free texts in one cell, each but the last ending as a sentence does."""
    found = [text.strip() for text in texts if text and text.strip()]
    return phrase(
        " ".join(
            [*(each if each[-1] in ".:!?" else f"{each}." for each in found[:-1]), *found[-1:]]
        )
    )


def document_link(title: str, path: str) -> str:
    """A link to a generated file by its relative path. No link may hold another."""
    label = markdown_text(one_line(title))
    return f"[{markdown_code(title) if '<http' in label else label}]({path})"


def _between(text: str) -> str:
    """`markdown_text` drops the blanks at its edges, which part words from code here."""
    inner = markdown_text(text)
    before = " " if text[:1] == " " and inner else ""
    after = " " if text[-1:] == " " else ""
    return before + inner + after


ROLES = (
    *("frontend", "backend", "database", "cache", "queue", "search", "sync"),
    *("ai", "worker", "proxy", "monitoring", "tool", "blockchain", "other"),
)
"""In the order of columns: what people ask for first stands first."""


SYSTEMS = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}


def role_title(role: str) -> str:
    return "AI" if role == "ai" else role.capitalize()


def roles_of(projects: Iterable[Project]) -> list[str]:
    """The roles that hold a number in any of the projects' default environments."""
    used = {
        service.role
        for project in projects
        for service in project.default.services.values()
        if service.claims and any(endpoint.port for endpoint in service.endpoints)
    }
    return [role for role in ROLES if role in used]


def matrix_row(project: Project, roles: list[str]) -> list[str]:
    """A cell for each role: the ports of the default environment."""
    cells: dict[str, list[str]] = {role: [] for role in roles}
    for service in project.default.services.values():
        if service.claims and service.role in cells:
            ports = [f"`{numbers(each)}`" for each in service.endpoints if each.port is not None]
            cells[service.role] += ports
    return [", ".join(found) for found in cells.values()]


Members = list[tuple[Environment, Service]]
"""Every service of a project once, with the environment it is shown as it is in."""


def members(project: Project) -> Members:
    """The services in the order of the map, then what only environments have: proxies.

    Each is shown in the default environment, else in the first that has it.
    """
    default = project.default
    found: dict[str, tuple[Environment, Service]] = {
        name: (default, service) for name, service in project.services.items()
    }
    for environment in reversed(project.environments.values()):
        for name, service in environment.services.items():
            found[name] = environment, service
    return list(found.values())


def title_of(service: Service) -> str:
    return markdown_text(service.title)


def endpoint_name(service: Service, endpoint: Endpoint | None) -> str:
    """The name commands and references use: the service's, with the endpoint's where several."""
    if endpoint is None or len(service.endpoints) < 2 or endpoint is service.primary:
        return service.name
    return f"{service.name}.{endpoint.name}"


def kind_of(service: Service) -> str:
    """The kind's title, unless the service's own says it; else the role in a word."""
    if service.kind is not None:
        title = service.kind.title
        return "" if title.lower() in service.title.lower() else markdown_text(title)
    return "" if service.role == "other" else role_title(service.role)


def host_name(portmap: PortMap, name: str) -> str:
    """A host by its title, with the name the map has for it."""
    host = portmap.hosts.get(name)
    if host is None or not host.title:
        return markdown_code(name)
    return f"{markdown_text(host.title)} ({markdown_code(name)})"


def whereabouts(portmap: PortMap, environment: Environment, service: Service) -> Located | None:
    """The instance that a `same_as` service refers to, None if it is not known."""
    if service.same_as is None:
        return None
    found = locate(portmap, environment, service.same_as)
    return None if isinstance(found, Problem) else found


FIXED = frozenset(
    (
        *("alternative-ports", "availability", "cors", "environments", "freeing-a-port"),
        *("further-commands-for-windows", "in-docker", "notes", "other-projects"),
        *("paths-behind-a-port", "pinned-ports-and-rules", "port-changes", "ports", "ranges"),
        *("related-documents", "reverse-proxy", "starting", "stopping"),
    )
)
"""Anchors of the shipped template's own headings."""


class Headings:
    """Gives each title of the map's a heading of its own within one document.

    `fixed` are the anchors of the template's own headings.
    """

    def __init__(self, fixed: frozenset[str] = FIXED) -> None:
        self._fixed = fixed
        self._taken: set[str] = set()

    def heading(self, title: str) -> str:
        """The title as it is, quoted; with a number behind where its anchor is taken."""
        text, number = one_line(title), 1
        base = anchor = slug(text)
        while anchor in self._fixed or anchor in self._taken:
            number += 1
            anchor = f"{base}-{number}"
        self._taken.add(anchor)
        return markdown_text(text if number == 1 else f"{text} {number}")
