"""The compose files of a project, with what they publish as a short extract."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.bind import bracketed
from generator.model.portmap import Endpoint, Project
from generator.targets.compose.stack import in_container
from generator.targets.portsmd.tables import span
from generator.targets.quoting.markdown import markdown_code, markdown_fence
from generator.targets.quoting.yaml import yaml_string

__all__ = ["Stack", "stack"]


@dataclass(frozen=True, slots=True)
class Stack:
    """`own` is the project's compose file, empty where it is not known; `override` whether there is
    a `compose.ports.yaml` to lay over it, `whole` whether a `compose.yaml`. `published` is a fenced
    block of who publishes which port."""

    own: str
    override: bool
    whole: bool
    published: str


def stack(project: Project) -> Stack | None:
    """None for a project none of whose containers publishes a port."""
    services = [each for each in project.default.services.values() if in_container(each)]
    ports: dict[str, list[str]] = {}
    for service in services:
        for endpoint in service.endpoints:
            if endpoint.port is not None:
                ports.setdefault(service.compose_name, []).extend(_short(endpoint))
    if not ports:
        return None
    lines = ["services:"]
    for name, listed in ports.items():
        lines += [f"  {yaml_string(name)}:", "    ports:"]
        lines += [f"      - {each}" for each in dict.fromkeys(listed)]
    return Stack(
        own=markdown_code(project.compose or ""),
        override=any(project.compose or service.compose for service in services),
        whole=any(service.image or service.build for service in services),
        published=markdown_fence("yaml", "\n".join(lines)),
    )


def _short(endpoint: Endpoint) -> list[str]:
    """`address:published:target`, once for each address and transport."""
    binds = ("127.0.0.1", "::1") if endpoint.bind == "localhost" else (endpoint.bind,)
    first = endpoint.port or 0
    host = span(first, endpoint.port_end or first)
    inner = endpoint.container_port or first
    target = span(inner, endpoint.container_end or inner)
    tails = ["" if each == "tcp" else f"/{each}" for each in endpoint.transports]
    return [f'"{bracketed(bind)}:{host}:{target}{tail}"' for bind in binds for tail in tails]
