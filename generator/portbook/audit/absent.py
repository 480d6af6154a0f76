"""Numbers of the map that no file of the checkout speaks of."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from portbook.audit.checkout import Checkout
from portbook.audit.gather import Gathered
from portbook.model.portmap import Endpoint, Project, Service
from portbook.sources.naming import slug
from portbook.text.diagnostic import Diagnostic, warning


def absent(
    checkout: Checkout, project: Project, gathered: Gathered, confirmed: set[tuple[str, str]]
) -> Iterator[Diagnostic]:
    """A finding for each endpoint of the default environment whose number is in none of the files
    that were there to look at.

    A number that a program takes by itself need not be written anywhere, and one that stands in
    any file read is not missing, whatever it is said of.
    """
    numbers = _Numbers(checkout)
    for service in project.default.services.values():
        paths = _looked_at(checkout, gathered, service)
        if not paths or not service.running or service.hosted or service.same_as:
            continue
        for endpoint in service.endpoints:
            if endpoint.port is None or (service.name, endpoint.name) in confirmed:
                continue
            if _usual(service, endpoint) or numbers.stand_in(endpoint, gathered.paths):
                continue
            yield _finding(checkout, project, service, endpoint, len(paths))


def _finding(
    checkout: Checkout, project: Project, service: Service, endpoint: Endpoint, count: int
) -> Diagnostic:
    who = f"{project.name}/{service.name}"
    who += f".{endpoint.name}" if len(service.endpoints) > 1 else ""
    files = "the file" if count == 1 else f"any of the {count} files"
    message = f"{endpoint.port} of {who} is not in {files} that could say it in {checkout.shown}"
    hint = "name the file that sets it in 'configured_in', or take the service out of the map"
    return warning("not-found", message, service.endpoint_place(endpoint), hint=hint)


def _usual(service: Service, endpoint: Endpoint) -> bool:
    """Whether its program takes that number when nobody tells it one."""
    kind = service.kind
    if kind is None:
        return False
    ports = {kind.port, kind.container_port, *(each.container_port for each in kind.ports.values())}
    return endpoint.port in ports


def _looked_at(checkout: Checkout, gathered: Gathered, service: Service) -> list[str]:
    """The files that speak of the service, as far as they are there.

    Those that it names, and those of its folder; for a container also the compose files that have
    it; for a service that names nothing, all.
    """
    # What a file with a region of ours ought to say, `install --check` tells.
    paths = {each for each in gathered.paths if not checkout.is_shared(each)}
    named = {posixpath.normpath(each).lstrip("/") for each in service.configured_in}
    if there := named & paths:
        return sorted(there)
    if service.contained and slug(service.compose_name) in gathered.composed:
        return sorted(paths)
    folder = posixpath.normpath(service.directory or ".")
    if folder == ".":
        return sorted(paths)
    return sorted(each for each in paths if each.startswith(f"{folder}/"))


class _Numbers:
    """The numbers that stand in each file, as words of their own."""

    def __init__(self, checkout: Checkout) -> None:
        self.checkout = checkout
        self.read: dict[str, frozenset[str]] = {}

    def stand_in(self, endpoint: Endpoint, paths: set[str]) -> bool:
        return any(str(endpoint.port) in self.of(path) for path in paths)

    def of(self, path: str) -> frozenset[str]:
        if path not in self.read:
            source = self.checkout.source(path)
            text = source.text if source else ""
            self.read[path] = frozenset(re.findall(r"(?<!\d)\d{1,5}(?!\d)", text))
        return self.read[path]
