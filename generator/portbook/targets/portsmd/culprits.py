"""What else is found on a project's ports: told by the map, held by the system, or usual."""

from __future__ import annotations

from portbook.model.portfacts import system_held, usual
from portbook.model.portmap import PortMap, Project
from portbook.targets.portsmd.tables import Table, phrase, port_cell, table
from portbook.text.quoting.markdown import markdown_text

__all__ = ["culprits"]

MOST = 5
"""How many usual programs are named: the likeliest come first."""


def culprits(portmap: PortMap, project: Project) -> Table | None:
    """Of the default environment, with what its host's system holds."""
    host = portmap.hosts.get(project.default.host)
    system = system_held(host.os if host else "linux")
    rows = []
    for service in project.default.services.values():
        told = "; ".join([phrase(each) for each in service.culprits])
        for endpoint in service.endpoints if service.claims else ():
            port = endpoint.port
            known = usual(port) if port is not None else ()
            if port is None or not (told or known or port in system):
                continue
            own = {service.title, service.kind.title if service.kind else ""}
            often = ", ".join([markdown_text(each) for each in known if each not in own][:MOST])
            held = markdown_text(system[port]) if port in system else ""
            if told or often or held:
                rows.append((port_cell(endpoint), markdown_text(service.title), told, held, often))
    return table(("Port:", "Service", "Seen here", "Held by the system", "Usual elsewhere"), rows)
