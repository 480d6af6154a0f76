"""Brokers that send each client on to an address of their own: what tells them of both viewpoints.

A client from outside comes in at a second number in the container, and is sent to the host's; one
container that asks another keeps to the container port.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from portbook.model.bind import LOOPBACK, bracketed, is_loopback, is_wildcard
from portbook.model.kinds import Kind
from portbook.model.portmap import Environment, PortMap, Service
from portbook.targets.compose.ports import Publication, Variable
from portbook.text.quoting.yaml import compose_string, yaml_string


class Told(NamedTuple):
    """What the image is told: variables and a command in YAML, and which number of the container
    takes the place of which other in what is published."""

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
) -> Told | None:
    """None for what listens once, is not published, or has variables of its own about it."""
    first, listeners = service.primary, kind.listeners if kind else None
    if kind is None or listeners is None or first is None:
        return None
    own = {variable.name for variable in service.env}
    if first.port is None or first.port_end or own & {*listeners.variables, kind.advertises}:
        return None
    host = LOOPBACK if is_loopback(first.bind) else first.bind
    if is_wildcard(host):
        host = portmap.hosts[environment.host].address or "localhost"
    controller = service.endpoint("controller") or kind.ports.get("controller")
    words = {
        "inside": first.container_port,
        "outside": listeners.outside,
        "controller": controller.container_port if controller else None,
        "inside_address": f"{service.compose_name}:{first.container_port}",
        "outside_address": f"{bracketed(host)}:{first.port}",
    }
    command = ", ".join(compose_string(each.format(**words)) for each in listeners.command)
    return Told(
        tuple(
            Variable(yaml_string(name), compose_string(value.format(**words)))
            for name, value in listeners.variables.items()
        ),
        f"[{command}]" if command else None,
        str(first.container_port),
        str(listeners.outside),
    )
