"""Computes the environment variables that a service's command is started with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from portbook.derive.calls import Wiring, asker_for
from portbook.derive.variables import Slot, slots, value_of
from portbook.model.address import Problem
from portbook.model.expand import expand
from portbook.model.portmap import Environment, EnvValue, Service
from portbook.model.reference import Reference, Value

DERIVED = ("port", "port_end", "url")
"""What the project's own .env file has of every service."""


class Given(NamedTuple):
    """`shared` are the project's numbers and URLs, `own` the service's variables, PORT included;
    `missing` says in half a sentence each what has no value."""

    shared: dict[str, str]
    own: dict[str, str]
    missing: tuple[str, ...]

    @property
    def values(self) -> dict[str, str]:
        return {**self.shared, **self.own}


def variables_for(
    wiring: Wiring,
    environment: Environment,
    service: Service,
    inherited: Mapping[str, str] = MappingProxyType({}),
) -> Given:
    """Every number and URL of the project, PORT, and the service's own variables.

    The map goes before what is `inherited`: a PORT that some shell still exports is what starts a
    service in the wrong place. Secrets alone come from there, and before what the map admits.
    """
    project = wiring.portmap.projects[environment.project]
    shared: dict[str, str] = {}
    own: dict[str, str] = {}
    missing: list[str] = []
    for slot in slots(wiring.portmap, project, environment):
        if slot.why in DERIVED:
            found = value_of(wiring, environment, slot)
            if found is not None and found.value is not None:
                shared[slot.name] = found.value
        elif slot.service.name == service.name:
            value = _own(wiring, environment, slot, inherited)
            if isinstance(value, Problem):
                missing.append(f"{slot.name} is not set: {value.message}")
            elif value is not None:
                own[slot.name] = value
    missing += [
        f"expects the secret {secret.name} in its environment"
        for secret in service.secrets
        if secret.name not in inherited and secret.name not in own
    ]
    # What most servers and every Procfile runner know (https://12factor.net/port-binding).
    if service.primary and service.primary.port is not None:
        own = {"PORT": str(service.primary.port), **own}
    return Given(shared, own, tuple(missing))


def _own(
    wiring: Wiring, environment: Environment, slot: Slot, inherited: Mapping[str, str]
) -> str | Problem | None:
    if slot.why == "secret" and slot.name in inherited:
        return inherited[slot.name]
    if isinstance(slot.what, EnvValue):
        taken = slot.what.taken_from
        if taken and (inherited.get(taken) or not slot.what.value.text):
            return inherited.get(taken)
        asker = asker_for(environment, slot.service, slot.what)
        value = slot.what.value
        if asker.viewpoint != "browser":
            # No variable that a browser sees has a secret.
            parts = tuple(_revealed(part, inherited) for part in value.parts)
            value = Value(value.text, parts)
        return expand(wiring.portmap, asker, value)
    found = value_of(wiring, environment, slot)
    if found is None:
        return None
    if found.value is None:
        return Problem("unknown-address", found.problem or "its value is not known")
    return found.value


def _revealed(part: str | Reference, inherited: Mapping[str, str]) -> str | Reference:
    if isinstance(part, Reference) and part.attribute == "secret":
        return inherited.get(part.secret or "", part)
    return part
