"""Every variable of the map as its reader would get it, worked out once for several checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from portbook.checks.subject import Subject
from portbook.derive.calls import is_browser_variable
from portbook.model.address import Asker, Problem, expand
from portbook.model.portmap import ENV_STATUSES, Environment, EnvValue, Service
from portbook.model.reference import Reference

__all__ = ["Asked", "doubtful_values"]

# Nothing in such a text needs quotes in any file, and no reader changes it.
_PLAIN = re.compile(r"[A-Za-z0-9_./@%+,:-]*").fullmatch


class Asked(NamedTuple):
    """A variable with what it comes to for whoever reads it, or why it comes to nothing."""

    asker: Asker
    service: Service
    variable: EnvValue
    found: str | Problem


def doubtful_values(subject: Subject) -> Iterator[Asked]:
    """The variables worth a look: all but those that cannot fail and are plain text.

    Most hold nothing but the port or URL of a neighbour, and are settled without making them.
    A variable is asked for from where its service runs: in the container, where the map brings
    it up in one from `image` or `build`; what only containers reach is in reach then.
    """
    for environment, service in subject.deployments:
        if not service.env or service.status not in ENV_STATUSES:
            continue
        inside = service.contained and bool(service.image or service.build)
        for variable in service.env:
            browser = is_browser_variable(service, variable)
            viewpoint = "browser" if browser else "container" if inside else "process"
            if not _settled(environment, service, variable, viewpoint):
                asker = Asker(environment, service, viewpoint)
                found = expand(subject.portmap, asker, variable.value)
                yield Asked(asker, service, variable, found)


def _settled(
    environment: Environment, service: Service, variable: EnvValue, viewpoint: str
) -> bool:
    """Whether the value is known to be a plain text, without working it out."""
    for part in variable.value.parts:
        if isinstance(part, str):
            if _PLAIN(part) is None:
                return False
        elif viewpoint == "container" or not _near(environment, service, part):
            return False
    return viewpoint == "process"


def _near(environment: Environment, service: Service, reference: Reference) -> bool:
    """Whether it asks for the port or URL of something plain in the same environment and place."""
    name, endpoint_name, project, named = reference.target
    if project is not None or named is not None or reference.attribute not in ("port", "url"):
        return False
    other = service if name == "self" else environment.services.get(name)
    if other is None or other.hosts != service.hosts or other.database is not None:
        return False
    if other.hosted is not None or other.same_as is not None:
        return False
    endpoint = other.endpoint(endpoint_name)
    if endpoint is None or endpoint.port is None or endpoint.public is not None:
        return False
    return reference.attribute == "port" or (
        endpoint.scheme is not None and endpoint.port_end is None
    )
