"""The variables of a .env file against those that the map gives the same file.

A variable that the map knows by name is compared with the map's own value; every other one is
left to what the importers make of it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from portbook.audit.checkout import Checkout
from portbook.audit.mention import OriginList
from portbook.derive.calls import Wiring
from portbook.derive.variables import Variable, variables
from portbook.model.portmap import Environment, Project, Service
from portbook.model.url import DEFAULT_PORTS
from portbook.sources.compose.variables import is_template
from portbook.sources.dotenv.entries import Entry, entries
from portbook.sources.naming import slug
from portbook.sources.urls import (
    Address,
    addresses,
    every_origin,
    is_list_name,
    is_local,
    origins_in,
)
from portbook.text.source import Place


class Compared(NamedTuple):
    """A variable that the map knows: `said` is what differs, in words, None where it agrees."""

    place: Place
    line: int
    variable: Variable
    environment: Environment
    number: int | None
    said: tuple[str, str] | None


def compare_file(
    checkout: Checkout,
    wiring: Wiring,
    project: Project,
    environment: Environment,
    path: str,
    published: Mapping[str, int | None],
) -> Iterator[Compared | OriginList]:
    """Each variable of the file that the map gives a value in an .env file of that folder; not
    one that a compose file publishes for a container's number which the service does not have."""
    source = checkout.source(path)
    if source is None:
        return
    known = _known(wiring, project, environment, posixpath.dirname(path))
    listed = list(entries(source))
    # What the file gives under any name, and what it is known to configure.
    spoken = [each for each in listed if not (each.commented or checkout.silenced(path, each.line))]
    values = {each.value.strip() for each in spoken}
    here = [each for each in environment.services.values() if path in each.configured_in]
    for entry in spoken:
        told = known.get(entry.key, [])
        if any(each.why == "cors" for each in told) or is_list_name(entry.key):
            yield from _origins(checkout, path, entry, told, environment)
            continue
        told = [each for each in told if each.value is not None]
        if told and (found := _compared(checkout, path, entry, told[0], environment)):
            derived = found.said and told[0].why in ("port", "port_end")
            service = environment.services[told[0].service]
            inner = published.get(entry.key)
            if derived and inner and inner not in {e.container_port for e in service.endpoints}:
                continue
            folder = posixpath.dirname(path)
            if derived and (_is_namesake(service, folder) or _is_elsewhere(found, values, here)):
                found = found._replace(said=None)
            yield found


def _is_namesake(service: Service, folder: str) -> bool:
    """Whether the folder's own program bears the name with more: MCP_PORT in `notion-mcp/`."""
    called = set(slug(posixpath.basename(folder)).split("-"))
    return set(service.name.split("-")) < called and posixpath.normpath(
        service.directory or ""
    ) != (folder or ".")


def _is_elsewhere(found: Compared, values: set[str], here: list[Service]) -> bool:
    """Whether a name that the map only derives means something else in this file: another number
    of the same service, in a template be it inside its container, that of another one which it
    configures, or a further one beside the map's, which the file has under another name."""
    own = found.environment.services[found.variable.service]
    inside = {endpoint.container_port for endpoint in own.endpoints}
    if found.number in inside and is_template(posixpath.basename(found.place.source.name)):
        return True
    if any(found.number == endpoint.port for each in (own, *here) for endpoint in each.endpoints):
        return True
    return (found.variable.value or "") in values


def _known(
    wiring: Wiring, project: Project, environment: Environment, folder: str
) -> dict[str, list[Variable]]:
    """By name: the files of this folder, and the project's own variables wherever they stand."""
    found: dict[str, list[Variable]] = {}
    for path, listed in variables(wiring, project, environment).items():
        for variable in listed:
            here = posixpath.dirname(path) == folder
            # An address under a name such as API_URL may be another's in the file of another.
            if (
                here
                or variable.why in ("port", "port_end")
                or (not folder and variable.why == "url")
            ):
                at = found.setdefault(variable.name, [])
                at.insert(0 if here else len(at), variable)
    return found


def _origins(
    checkout: Checkout, path: str, entry: Entry, told: list[Variable], environment: Environment
) -> Iterator[OriginList]:
    origins, every = origins_in(entry.value), every_origin(entry.value)
    if not origins and not every:
        return
    own = [each for each in told if each.why == "env"]
    yield OriginList(
        _key_place(checkout, path, entry),
        path,
        entry.key,
        origins,
        every,
        environment.name,
        told[0].service if told else None,
        origins_in(own[0].value or "") if own else None,
    )


def _compared(
    checkout: Checkout, path: str, entry: Entry, variable: Variable, environment: Environment
) -> Compared | None:
    here, there = entry.value.strip(), (variable.value or "").strip()
    if there.isdecimal():
        if not here.isdecimal():
            return None
        number = int(here)
        said = None if number == int(there) else (here, there)
    else:
        mine, maps = _address(here), _address(there)
        if mine is None or maps is None or maps.port is None or mine.port is None:
            return None
        number = mine.port
        said = _differing(mine, maps, variable, environment)
    place = checkout.place(path, entry.line, number)
    return Compared(place, entry.line, variable, environment, number, said)


def _differing(
    mine: Address, maps: Address, variable: Variable, environment: Environment
) -> tuple[str, str] | None:
    """Hosts differ only where neither is a name of this machine or of a container's service."""
    inner = _inside(mine.host, environment)
    if inner is not None:
        if mine.port in inner:
            return None
        return f"{mine.host}:{mine.port}", f"{mine.host}:{min(inner)}"
    same_host = mine.host == maps.host or (is_local(mine.host) and is_local(maps.host))
    if same_host and mine.port == maps.port:
        return None
    # A machine of another name, such as a public one, says nothing of the numbers here.
    if is_local(mine.host) != is_local(maps.host) or (not same_host and variable.why == "url"):
        return None
    return f"{mine.host}:{mine.port}", f"{maps.host}:{maps.port}"


def _inside(host: str, environment: Environment) -> set[int] | None:
    """The numbers that the service of that name has in its container, as Compose resolves it."""
    for service in environment.services.values():
        if service.contained and host in (service.compose_name, service.container):
            numbers = {each.container_port for each in service.endpoints}
            return {each for each in numbers if each is not None} or None
    return None


def _address(text: str) -> Address | None:
    found = addresses(text)
    if len(found) != 1:
        return None
    each = found[0]
    return Address(each.host, each.port or DEFAULT_PORTS.get(each.scheme or ""), each.scheme)


def _key_place(checkout: Checkout, path: str, entry: Entry) -> Place:
    source = checkout.source(path)
    assert source is not None
    start = source.offset(entry.line, 1) + max(source.line_text(entry.line).find(entry.key), 0)
    return source.place(start, start + len(entry.key))
