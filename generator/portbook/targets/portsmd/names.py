"""What a service is called in a PORTS.md, and where each of its states comes from."""

from __future__ import annotations

from portbook.model.address import Located, Problem, locate
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Service
from portbook.targets.portsmd.roles import role_title
from portbook.text.quoting.markdown import markdown_code, markdown_text

__all__ = ["Members", "endpoint_name", "host_name", "kind_of", "members", "title_of", "whereabouts"]


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
    """The instance a `same_as` service stands for, None where nobody knows it."""
    if service.same_as is None:
        return None
    found = locate(portmap, environment, service.same_as)
    return None if isinstance(found, Problem) else found
