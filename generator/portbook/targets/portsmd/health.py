"""How to ask, from the host, whether each service is well."""

from __future__ import annotations

import re

from portbook.model.address import Address, Asker, Located, Problem, address, expand
from portbook.model.bind import bracketed
from portbook.model.portmap import Environment, Health, PortMap, Project, Service
from portbook.model.schemes import PAGES
from portbook.targets.portsmd.names import title_of
from portbook.targets.portsmd.tables import Table, table
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_code, markdown_link, markdown_text

__all__ = ["health_checks"]

_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9/]*)?")


def health_checks(portmap: PortMap, project: Project) -> Table | None:
    """A URL for each HTTP check, the command for each other, in the default environment."""
    environment, rows = project.default, []
    for service in environment.services.values():
        health = service.health
        if health is None or not service.running or service.hosted or service.same_as:
            continue
        how, expected = _check(portmap, environment, service, health)
        if how:
            rows.append((title_of(service), how, expected))
    return table(("Service", "Check", "Well when"), rows)


def _check(
    portmap: PortMap, environment: Environment, service: Service, health: Health
) -> tuple[str, str]:
    """The check, quoted, and its good answer; nothing where the port is not known."""
    asker = Asker(environment, service, "process")
    if health.kind == "command" and health.command is not None:
        command = expand(portmap, asker, health.command)
        if isinstance(command, Problem):
            return "", ""
        return markdown_code(one_line(command)), "it exits with 0"
    endpoint = service.endpoint(health.endpoint)
    if endpoint is None:
        return "", ""
    found = address(portmap, asker, Located(environment, service, endpoint))
    if isinstance(found, Problem):
        return "", ""
    if health.kind == "http":
        url = _url(found, health.path or "/")
        return linked(url), f"it answers {health.status}"
    return markdown_code(f"{bracketed(found.host)}:{found.port}"), "it takes connections"


def linked(url: str) -> str:
    """The URL as a link to itself, in the shortest spelling that holds it."""
    if _PLAIN_URL.fullmatch(url):
        return f"<{url}>"
    short = markdown_text(url)
    return short if short == f"<{url}>" else markdown_link(url, url)


def _url(found: Address, path: str) -> str:
    scheme = PAGES.get(found.scheme or "", "http")
    return f"{scheme}://{found.address}{path}"
