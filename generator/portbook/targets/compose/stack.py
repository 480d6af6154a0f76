"""compose.yaml: the containers of a project's default environment as a stack of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from portbook.derive.calls import Wiring
from portbook.model.address import DOCKER_HOST, Problem
from portbook.model.bind import LOOPBACK, bracketed, is_loopback, is_wildcard
from portbook.model.instances import compose_name
from portbook.model.kinds import Kind
from portbook.model.portmap import Build, Environment, PortMap, Project, Service
from portbook.targets.compose import values
from portbook.targets.compose.ports import (
    Container,
    Dependency,
    Publication,
    Variable,
    publications,
    unknown_ports,
)
from portbook.targets.context import Context, Output
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.yaml import compose_string, yaml_string

_VOLUME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")
"""What the engine lets a volume be called."""
Needs = dict[str, list[str]]
"""Each service's name with those that must be up before it."""


def needs_within(
    wiring: Wiring, environment: Environment, services: Mapping[str, Service]
) -> list[tuple[str, str]]:
    """Pairs of a service and one it needs, both of `services`; what is in `uses` comes first."""
    used = {
        (name, call.called.service.name)
        for name, service in services.items()
        for call in wiring.calls(environment, service)
        if call.via == "uses"
    }
    pairs = [
        (name, needed)
        for name, needs in wiring.needs_among(environment, services).items()
        for needed in needs
    ]
    return sorted(pairs, key=lambda pair: pair not in used)


class Advertised(NamedTuple):
    """A broker's variables and command in YAML; `outside` replaces the container's number `inside`
    in what is published."""

    variables: tuple[Variable, ...]
    command: str | None
    inside: str
    outside: str

    def published(self, ports: Iterable[Publication]) -> tuple[Publication, ...]:
        return tuple(
            replace(each, target=self.outside) if each.target == self.inside else each
            for each in ports
        )


def advertised_listeners(
    portmap: PortMap, environment: Environment, service: Service, kind: Kind | None
) -> Advertised | None:
    """How a broker advertises its own address to clients in both viewpoints.

    Clients from outside connect to a second number in the container, and are sent to the host's;
    other containers use the container port. None for what listens once, is not published, or has
    variables of its own about it.
    """
    first, listeners = service.primary, kind.listeners if kind else None
    if kind is None or listeners is None or first is None:
        return None
    own = {variable.name for variable in service.env}
    if first.port is None or first.port_end or own & {*listeners.variables, kind.advertises}:
        return None
    host = LOOPBACK if is_loopback(first.bind) else first.bind
    if is_wildcard(host):
        host = portmap.host_named(environment.host).address or "localhost"
    controller = service.endpoint("controller") or kind.ports.get("controller")
    words = {
        "inside": first.container_port,
        "outside": listeners.outside,
        "controller": controller.container_port if controller else None,
        "inside_address": f"{service.compose_name}:{first.container_port}",
        "outside_address": f"{bracketed(host)}:{first.port}",
    }
    command = ", ".join(compose_string(each.format(**words)) for each in listeners.command)
    return Advertised(
        tuple(
            Variable(yaml_string(name), compose_string(value.format(**words)))
            for name, value in listeners.variables.items()
        ),
        f"[{command}]" if command else None,
        str(first.container_port),
        str(listeners.outside),
    )


def acyclic(pairs: Iterable[tuple[str, str]]) -> tuple[Needs, Needs]:
    """Needs that Compose can follow, and those cut since they would close a circle.

    Earlier pairs are kept before later ones.
    """
    kept: Needs = {}
    cut: Needs = {}
    for name, needed in pairs:
        closes = _leads(kept, needed, name)
        (cut if closes else kept).setdefault(name, []).append(needed)
    return kept, cut


def _leads(needs: Needs, start: str, end: str) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            waiting += needs.get(name, [])
    return False


def in_container(service: Service) -> bool:
    """Whether the service is a container that runs on a machine of ours."""
    elsewhere = service.hosted is not None or service.same_as is not None
    return service.contained and service.running and not elsewhere


def needs_host_gateway(variables: Iterable[Variable], test: str | None) -> bool:
    """Whether a value names the host: its name has to be given to containers on Linux."""
    return any(DOCKER_HOST in text for text in (test or "", *(each.value for each in variables)))


def emit_stack(context: Context, project: Project) -> Iterator[Output]:
    """Nothing for a project where no image is known or built."""
    members, outside = members_of(project)
    if not members:
        return
    text = context.templates.render(
        "compose.yaml.j2",
        notice=hash_comment(context.notice),
        notes=[hash_comment(note) for note in outside],
        name=yaml_string(compose_name(project) or project.name),
        containers=_containers(context, project.default, members),
        in_checkout=any(
            each.build or any(mount.startswith(".") for mount in each.volumes)
            for each in members.values()
        ),
        volumes=[yaml_string(each) for each in _named_volumes(members.values())],
    )
    yield Output(f"{project.name}/compose.yaml", text)


def members_of(project: Project) -> tuple[dict[str, Service], list[str]]:
    """The services of the stack by name, and why others that run in a container are not.

    What the project's own compose files declare is theirs: a second account of it would be a
    lesser one. So is what says that no compose file declares it.
    """
    environment = project.default
    members: dict[str, Service] = {}
    outside: list[str] = []
    taken: dict[str, str] = {}
    for name, service in environment.services.items():
        declared = any(project.declared(stack, service) for stack in project.stacks)
        if declared or service.compose == () or not in_container(service):
            continue
        holder = taken.get(service.compose_name)
        if not (service.image or service.build):
            outside.append(f"{name} is left out: neither its image nor what builds it is known")
        elif environment.host not in environment.hosts_of(service):
            outside.append(f"{name} is left out: it runs on {', '.join(service.hosts)}")
        elif holder is not None:
            outside.append(f"{name} is left out: {holder} has its name in Compose")
        else:
            taken[service.compose_name] = name
            members[name] = service
    return members, outside


def _containers(
    context: Context, environment: Environment, members: dict[str, Service]
) -> list[Container]:
    tests = {
        name: values.container_test(context.portmap, environment, service)
        for name, service in members.items()
    }
    awaited = {
        name: "service_healthy" if isinstance(test, str) else "service_started"
        for name, test in tests.items()
    }
    kept, cut = acyclic(needs_within(context.wiring, environment, members))
    containers = []
    for name, service in members.items():
        depends_on = tuple(
            Dependency(yaml_string(members[each].compose_name), awaited[each])
            for each in kept.get(name, ())
        )
        notes = [f"does not wait for {each}, which needs it too" for each in cut.get(name, ())]
        containers.append(_container(context, environment, service, tests[name], depends_on, notes))
    return containers


def _container(
    context: Context,
    environment: Environment,
    service: Service,
    test: str | Problem | None,
    depends_on: tuple[Dependency, ...],
    notes: list[str],
) -> Container:
    found = list(values.own_variables(context.portmap, environment, service))
    notes += [each for each in found if isinstance(each, str)]
    notes += unknown_ports(service)
    if isinstance(test, Problem):
        notes.append(f"its health check is left out: {test.message}")
        test = None
    variables = tuple(each for each in found if isinstance(each, Variable))
    variables += tuple(values.implied_variables(context.wiring, environment, service))
    command, ports = values.started_by(context.portmap, service), publications(service)
    kind = values.image_kind(context.portmap, service)
    if told := advertised_listeners(context.portmap, environment, service, kind):
        variables += told.variables
        command, ports = told.command or command, told.published(ports)
    built = service.build or Build("")
    return Container(
        yaml_string(service.compose_name),
        image=_spelled(service.image),
        build=_spelled(built.context),
        dockerfile=_spelled(built.dockerfile),
        container_name=_spelled(service.container),
        command=command,
        ports=ports,
        environment=variables,
        depends_on=depends_on,
        volumes=tuple(yaml_string(each) for each in service.volumes),
        test=test,
        host_gateway=needs_host_gateway(variables, test),
        notes=tuple(hash_comment(note) for note in notes),
    )


def _named_volumes(services: Iterable[Service]) -> Iterator[str]:
    """Those of the engine's own, each once: Compose wants them declared."""
    mounts = (each.partition(":") for service in services for each in service.volumes)
    named = (source for source, colon, _ in mounts if colon and _VOLUME.fullmatch(source))
    return iter(dict.fromkeys(named))


def _spelled(text: str | None) -> str | None:
    return compose_string(text) if text else None
