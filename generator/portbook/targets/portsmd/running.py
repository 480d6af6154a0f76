"""How a project is started, stopped and checked, and what its containers publish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portbook.derive.calls import Wiring
from portbook.derive.order import circles, start_order
from portbook.model.address import Asker, Problem, listening
from portbook.model.bind import bracketed
from portbook.model.expand import expand
from portbook.model.portmap import Endpoint, Environment, PortMap, Project, Service
from portbook.model.ports import span
from portbook.model.url import PAGES
from portbook.targets.compose.ports import Variable, addresses
from portbook.targets.compose.stack import acyclic, in_container, members_of, needs_within
from portbook.targets.compose.values import implied_variables, own_variables
from portbook.targets.portsmd.cells import title_of
from portbook.text.grouping import grouped
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import (
    Table,
    codes,
    markdown_code,
    markdown_fence,
    markdown_link,
    markdown_text,
    table,
)
from portbook.text.quoting.script import cd
from portbook.text.quoting.yaml import compose_string, yaml_string


def start(wiring: Wiring, project: Project) -> tuple[list[str], list[str], list[str]]:
    """The services by step, each with what it needs; a sentence for each circle among them, which
    no order can serve; and the scripts in the order of the steps, one for each terminal.

    No steps where all could start at once.
    """
    environment = project.default
    running = {
        name: service
        for name, service in environment.services.items()
        if service.running and service.hosted is None
    }
    needs = wiring.needs_among(environment, running)
    wanted = _with_pages(wiring, environment, running, needs)
    waves = start_order(wanted)
    services = [running[name] for wave in waves for name in wave]
    starts = [*project.start, *((each.title, _inside(each)) for each in services if each.start)]
    # A script for each command: one that stays in its terminal blocks no other.
    commands = [
        f"# {f'Terminal {at}: ' if len(starts) > 1 else ''}{one_line(title)}\n{command.strip()}"
        for at, (title, command) in enumerate(starts, 1)
    ]
    titles = {name: title_of(service) for name, service in running.items()}
    waits = {name: ", ".join([titles[need] for need in wanted[name]]) for name in titles}
    steps = {n: f"{title}, after {waits[n]}" if waits[n] else title for n, title in titles.items()}
    order = ["; ".join([steps[name] for name in wave]) for wave in waves if len(waves) > 1]
    return order, [_circle(running, names) for names in circles(needs)], commands


def _with_pages(
    wiring: Wiring,
    environment: Environment,
    running: dict[str, Service],
    needs: dict[str, list[str]],
) -> dict[str, list[str]]:
    """The needs with what a page calls from its browser, as the picture of the calls shows it.

    No service fails to start for want of those: they do not count where they close a circle.
    """
    found = {}
    for name, service in running.items():
        called = [
            call.called.service.name
            for call in wiring.calls(environment, service)
            if call.called.environment is environment and call.via != "route"
        ]
        wanted = [each for each in called if each in running and each != name]
        found[name] = list(dict.fromkeys([*needs[name], *wanted]))
    return found if len(circles(found)) == len(circles(needs)) else needs


def _circle(running: dict[str, Service], names: list[str]) -> str:
    *some, last = [title_of(running[name]) for name in names]
    if not some:
        return f"{last} needs itself."
    return (
        f"{', '.join(some)} and {last} depend on each other: none of them can start first,"
        " so they share a step."
    )


def stop(project: Project) -> list[str]:
    """One script, or none. The commands as written: unlike a start they seldom depend on the
    folder, and those that do, Compose's, want the project's own."""
    services = project.default.services.values()
    stops = [(each.title, each.stop) for each in services if each.stop]
    parts = [
        f"# {one_line(title)}\n{command.strip()}" for title, command in (*project.stop, *stops)
    ]
    return ["\n\n".join(parts)] if parts else []


def _inside(service: Service) -> str:
    """The start in the service's folder, with the ports that its program reads."""
    command = (service.start or "").strip()
    if "\n" not in command:
        command = " ".join([*_own_ports(service, command), command])
    if not service.directory or service.directory == ".":
        return command
    return f"{cd(service.directory)}\n{command}"


def _own_ports(service: Service, command: str) -> Iterator[str]:
    """`PORT=3002` for each variable of the service that is a port of its own.

    Not where the command has the variable itself, or starts a container, which has them from its
    compose file.
    """
    container = re.search(r"\b(?:docker|podman)\b", command)
    for variable in () if container or not command else service.env:
        for reference in variable.value.references:
            endpoint = service.endpoint(reference.target.endpoint)
            own = reference.target.service == "self" and reference.attribute == "port"
            whole = len(variable.value.parts) == 1 and f"{variable.name}=" not in command
            if own and whole and endpoint and endpoint.port:
                yield f"{variable.name}={endpoint.port}"


@dataclass(frozen=True, slots=True)
class Stack:
    """`own` is the project's compose file, empty where it is not known; `override` whether there is
    a `compose.ports.yaml` to lay over it, `whole` whether a `compose.yaml`, and `left_out` which
    services are not in that. `services` is a fenced block of what the map says of those in any of
    the two, or, without either, of what to write into a compose file."""

    own: str
    override: bool
    whole: bool
    left_out: str
    services: str


def stack(wiring: Wiring, project: Project) -> Stack | None:
    """None for a project none of whose containers publishes a port."""
    services = [each for each in project.default.services.values() if in_container(each)]
    members, _ = members_of(project)
    overridden = [
        each for each in services if any(project.declared(s, each) for s in project.stacks)
    ]
    written = {each.name for each in overridden} | members.keys()
    shown = [each for each in services if each.name in written or not written]
    if not any(_short_form(endpoint) for each in shown for endpoint in each.endpoints):
        return None
    return Stack(
        own=markdown_code(project.compose or ""),
        override=bool(overridden),
        whole=bool(members),
        left_out=codes(each.name for each in services if each.name not in members),
        services=markdown_fence("yaml", "\n".join(_compose_services(wiring, project, shown))),
    )


def _compose_services(wiring: Wiring, project: Project, services: list[Service]) -> Iterator[str]:
    """Image, ports, variables and needs of each service, as a compose file has them."""
    environment = project.default
    known = {each.name: each for each in services}
    needs, _ = acyclic(needs_within(wiring, environment, known))
    named = grouped((each.compose_name, each) for each in services)
    yield "services:"
    for name, (service, *_) in named.items():
        endpoints = [endpoint for each in named[name] for endpoint in each.endpoints]
        own = own_variables(wiring.portmap, environment, service)
        variables = [each for each in own if isinstance(each, Variable)]
        variables += implied_variables(wiring, environment, service)
        needed = [known[need].compose_name for need in needs.get(service.name, ())]
        built = service.build.context if service.build else None
        source = ("image", service.image), ("build", built)
        told = [
            *(f"{key}: {compose_string(value)}" for key, value in source if value),
            *_listed("ports", [port for each in endpoints for port in _short_form(each)]),
            *(["environment:"] if variables else []),
            *(f"  {each.name}: {each.value}" for each in variables),
            *_listed("depends_on", [yaml_string(each) for each in needed]),
        ]
        if told:
            yield f"  {yaml_string(name)}:"
            yield from (f"    {line}" for line in told)


def _listed(key: str, items: list[str]) -> list[str]:
    return [f"{key}:", *(f"  - {each}" for each in dict.fromkeys(items))] if items else []


def _short_form(endpoint: Endpoint) -> list[str]:
    """`address:published:target`, once for each address and transport."""
    first, inner = endpoint.port, endpoint.container_port
    if first is None or inner is None or not endpoint.published:
        return []
    host = span(first, endpoint.last or first)
    target = str(inner) if endpoint.pool else span(inner, inner + (endpoint.last or first) - first)
    binds = addresses(endpoint)
    tails = ["" if each == "tcp" else f"/{each}" for each in endpoint.transports]
    heads = [f"{bracketed(bind)}:" if bind else "" for bind in binds]
    return [f'"{head}{host}:{target}{tail}"' for head in heads for tail in tails]


_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9/]*)?")


def health_checks(portmap: PortMap, project: Project) -> Table | None:
    """A URL for each HTTP check, the command for each other, in the default environment."""
    services = project.default.services.values()
    rows = [(title_of(each), *health_check(portmap, project.default, each)) for each in services]
    return table(("Service", "Check", "Expected"), [row for row in rows if row[1]])


def health_check(portmap: PortMap, environment: Environment, service: Service) -> tuple[str, str]:
    """The check, quoted, and its good answer; empty where there is none, or no known port."""
    health = service.health
    if health is None or not service.running or service.hosted or service.same_as:
        return "", ""
    if health.kind == "command" and health.command is not None:
        command = expand(portmap, Asker(environment, service, "process"), health.command)
        if isinstance(command, Problem):
            return "", ""
        return markdown_code(one_line(command)), "exit status 0"
    endpoint = service.endpoint(health.endpoint)
    found = listening(portmap, environment, service, endpoint, interval=True)
    if isinstance(found, Problem):
        return "", ""
    if health.kind == "http":
        scheme = PAGES.get(found.scheme or "", "http")
        url = f"{scheme}://{found.address}{health.path or '/'}"
        return linked(url), f"status {health.status}"
    return markdown_code(f"{bracketed(found.host)}:{found.port}"), "accepts connections"


def linked(url: str) -> str:
    """The URL as a link to itself, in the shortest spelling that holds it."""
    if _PLAIN_URL.fullmatch(url):
        return f"<{url}>"
    short = markdown_text(url)
    return short if short == f"<{url}>" else markdown_link(url, url)
