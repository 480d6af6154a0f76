"""The compose files of a project, with what they publish as a short extract."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.bind import bracketed
from portbook.model.portmap import Endpoint, Project, Service
from portbook.model.ports import span
from portbook.targets.compose.ports import addresses
from portbook.targets.compose.stack import in_container, members_of
from portbook.targets.portsmd.tables import codes
from portbook.text.quoting.markdown import markdown_code, markdown_fence
from portbook.text.quoting.yaml import yaml_string

__all__ = ["Stack", "stack"]


@dataclass(frozen=True, slots=True)
class Stack:
    """`own` is the project's compose file, empty where it is not known; `override` whether there is
    a `compose.ports.yaml` to lay over it, `whole` whether a `compose.yaml`, and `left_out` which
    services are not in that. `published` is a fenced block of who publishes which port in any of
    the two, or, without either, of what to write into a compose file."""

    own: str
    override: bool
    whole: bool
    left_out: str
    published: str


def stack(project: Project) -> Stack | None:
    """None for a project none of whose containers publishes a port."""
    services = [each for each in project.default.services.values() if in_container(each)]
    members, _ = members_of(project.default)
    overridden = [each for each in services if project.compose or each.compose]
    written = {each.name for each in overridden} | members.keys()
    published = _published([each for each in services if each.name in written or not written])
    if not published:
        return None
    return Stack(
        own=markdown_code(project.compose or ""),
        override=bool(overridden),
        whole=bool(members),
        left_out=codes(each.name for each in services if each.name not in members),
        published=markdown_fence("yaml", published),
    )


def _published(services: list[Service]) -> str:
    """The `ports` of each service of a compose file; empty where there are none."""
    ports: dict[str, list[str]] = {}
    for service in services:
        listed = [each for endpoint in service.endpoints for each in _short(endpoint)]
        if listed:
            ports.setdefault(service.compose_name, []).extend(listed)
    lines = ["services:"] if ports else []
    for name, listed in ports.items():
        lines += [f"  {yaml_string(name)}:", "    ports:"]
        lines += [f"      - {each}" for each in dict.fromkeys(listed)]
    return "\n".join(lines)


def _short(endpoint: Endpoint) -> list[str]:
    """`address:published:target`, once for each address and transport."""
    first, inner = endpoint.port, endpoint.container_port
    if first is None or inner is None or not endpoint.published:
        return []
    host = span(first, endpoint.last or first)
    target = span(inner, inner + (endpoint.last or first) - first)
    binds = addresses(endpoint.bind)
    tails = ["" if each == "tcp" else f"/{each}" for each in endpoint.transports]
    return [f'"{bracketed(bind)}:{host}:{target}{tail}"' for bind in binds for tail in tails]
