"""Expands the references in values."""

from __future__ import annotations

from collections.abc import Callable

from portbook.model.address import Asker, Located, Problem, address, inside, locate
from portbook.model.portmap import PortMap
from portbook.model.reference import Reference, Value
from portbook.model.url import DEFAULT_PORTS, Address


def expand(
    portmap: PortMap, asker: Asker, value: Value, quote: Callable[[str], str] | None = None
) -> str | Problem:
    """A value with every reference replaced, or the first problem met.

    `quote` is applied to all that is not a secret's `${NAME:?}`, which only Compose reads. A
    problem of the code "needs-secret" is no fault of the map: the value cannot be written down.
    """
    written = []
    for part in value.parts:
        secret = isinstance(part, Reference) and part.attribute == "secret"
        text = part if isinstance(part, str) else look_up(portmap, asker, part)
        if isinstance(text, Problem):
            return text
        written.append(quote(text) if quote and not secret else text)
    return "".join(written)


def look_up(portmap: PortMap, asker: Asker, reference: Reference) -> str | Problem:
    """The value of a reference, as text."""
    target = reference.target
    if target.service == "self":
        if asker.service is None:
            return Problem("unknown-reference", "'self' stands for no service here")
        target = target._replace(service=asker.service.name)
    located = locate(portmap, asker.environment, target)
    if isinstance(located, Problem):
        return located
    unfit = _unfit_for_browsers(located, reference) if asker.viewpoint == "browser" else None
    return unfit or _looked_up(portmap, asker, located, reference)


def _looked_up(
    portmap: PortMap, asker: Asker, located: Located, reference: Reference
) -> str | Problem:
    if reference.attribute == "secret":
        return _secret(asker, located, reference.secret or "")
    static = _static(asker, located, reference.attribute)
    if static is not None:
        return static
    found = address(portmap, asker, located)
    return found if isinstance(found, Problem) else _attribute(located, found, reference.attribute)


def _unfit_for_browsers(located: Located, reference: Reference) -> Problem | None:
    if reference.attribute == "secret":
        message = f"the secret {reference.secret} must not reach browsers, who show it to anybody"
        return Problem("browser-address", message)
    endpoint = located.endpoint
    scheme = endpoint.scheme if endpoint and located.service.hosted is None else None
    if reference.attribute in ("url", "origin") and scheme and scheme not in DEFAULT_PORTS:
        return Problem("browser-address", f"'{located.who}' speaks {scheme}, which no browser does")
    return None


def _static(asker: Asker, located: Located, attribute: str) -> str | None:
    """Attributes that no address is needed for."""
    endpoint = located.endpoint
    if attribute == "environment":
        return located.environment.name
    if attribute == "container_port" and endpoint and endpoint.container_port:
        return str(endpoint.container_port)
    if attribute == "port_end" and endpoint:
        last = endpoint.container_end if inside(asker, located) else endpoint.port_end
        return str(last) if last else None
    return None


def _attribute(located: Located, found: Address, attribute: str) -> str | Problem:
    if attribute in ("container_port", "port_end"):
        what = "container port" if attribute == "container_port" else "interval of ports"
        return Problem("unknown-address", f"'{located.who}' has no {what}")
    interval = located.endpoint is not None and located.endpoint.port_end is not None
    if interval and attribute in ("url", "origin"):
        return Problem("unknown-address", f"'{located.who}' is an interval of ports: it has no URL")
    if attribute == "port":
        value = found.port or DEFAULT_PORTS.get(found.scheme or "")
    else:
        value = getattr(found, attribute)
    if value is None:
        missing = "scheme" if found.scheme is None else attribute
        return Problem("unknown-address", f"the {missing} of '{located.who}' is not known")
    return str(value)


def _secret(asker: Asker, located: Located, name: str) -> str | Problem:
    for secret in located.service.secrets:
        if secret.name != name:
            continue
        if asker.viewpoint == "container":
            return f"${{{name}:?}}"
        admitted = {located.environment.name, asker.environment.name} <= set(secret.environments)
        if secret.value is not None and admitted:
            return secret.value
        return Problem("needs-secret", f"needs the secret {name}")
    return Problem("unknown-reference", f"'{located.who}' has no secret '{name}'")
