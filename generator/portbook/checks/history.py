"""Checks the history of ports, and references to deprecated or retired services."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Finding, Subject, check
from portbook.derive.calls import Call
from portbook.model.address import Problem, locate
from portbook.model.portmap import HistoryEntry, PortMap, Service
from portbook.text.source import Place


@check("dangling-history", "warning")
def dangling_history(subject: Subject) -> Iterator[Finding]:
    """A history whose newest move does not lead to today's port.

    Either the port was changed without an entry, or the entry is wrong; somebody who follows the
    history ends at a number where nothing listens. Entries are listed oldest first; if all have
    dates, the dates decide. Each endpoint and environment has its own sequence of moves.

    Add the missing entry (`portbook move` writes it), or correct the number.

    Fails:

        projects:
          shop:
            services:
              api:
                port: 8002
                history: [{from: 8000, to: 8001}]
        #                                  ^^^^

    Passes:

        projects:
          shop:
            services:
              api:
                port: 8002
                history: [{from: 8000, to: 8001}, {from: 8001, to: 8002}]
    """
    projects = subject.portmap.projects.values()
    for service in (service for project in projects for service in project.services.values()):
        for index, entry in _newest(service) if service.claims else ():
            today = _port(subject.portmap, service, entry)
            if today is not None and today != entry.after:
                yield Finding(
                    f"the history of {service.who} ends at {entry.after}, but its port is {today}",
                    service.place("history", index, "to"),
                    (service,),
                    hint=f"add an entry that leads to {today}, or correct this one",
                )


def _newest(service: Service) -> Iterator[tuple[int, HistoryEntry]]:
    """The last move of each endpoint in each environment, with its index."""
    moves = [(index, entry) for index, entry in enumerate(service.history) if entry.after]
    if all(entry.date for _, entry in moves):
        moves.sort(key=lambda move: move[1].date or "")
    newest = {}
    for index, entry in moves:
        endpoint = service.endpoint(entry.endpoint)
        newest[endpoint.name if endpoint else entry.endpoint, entry.environment] = index, entry
    yield from newest.values()


def _port(portmap: PortMap, service: Service, entry: HistoryEntry) -> int | None:
    """Today's number of what moved; None where there is none to compare with."""
    where: Service | None = service
    if entry.environment is not None:
        environment = portmap.projects[service.project].environments.get(entry.environment)
        where = environment.services.get(service.name) if environment else None
    endpoint = where.endpoint(entry.endpoint) if where else None
    return endpoint.port if endpoint else None


LEAVING = frozenset(("deprecated", "retired"))


@check("deprecated-in-use", "warning")
def deprecated_in_use(subject: Subject) -> Iterator[Finding]:
    """Something refers to a deprecated or retired service.

    A retired service holds no port any more, so its address may lead to another service; a
    deprecated one will be removed, and whatever still refers to it will fail. References from
    services that are deprecated or retired themselves do not matter.

    Refer to its successor, or change the status back.

    Fails:

        projects:
          shop:
            services:
              web: {port: 3000, uses: [old-api]}
        #                              ^^^^^^^
              old-api: {port: 8000, status: deprecated}

    Passes:

        projects:
          shop:
            services:
              web: {port: 3000, uses: [api]}
              api: {port: 8001}
              old-api: {port: 8000, status: deprecated}
    """
    for environment, service in subject.deployments:
        if service.status in LEAVING:
            for call in subject.wiring.callers(environment, service):
                if call.caller.service.status not in LEAVING:
                    yield _finding(call.caller.service, service, _place(call))
        if service.same_as is not None and service.status not in LEAVING:
            found = locate(subject.portmap, environment, service.same_as)
            if not isinstance(found, Problem) and found.service.status in LEAVING:
                yield _finding(service, found.service, service.place("same_as"))


def _finding(caller: Service, called: Service, place: Place) -> Finding:
    return Finding(
        f"{caller.project}/{caller.name} refers to {called.project}/{called.name}, "
        f"which is {called.status}",
        place,
        (caller, called),
        ((called.place("status"), "said here"),),
        "refer to its successor, or set its status back",
    )


def _place(call: Call) -> Place:
    service = call.caller.service
    if call.via == "uses":
        names = [str(target) for target in service.uses]
        return service.place("uses", names.index(call.name))
    if call.via == "env":
        return service.place("env", call.name, "value")
    for proxy in call.caller.environment.proxies:
        for route in proxy.routes:
            if proxy.service == service.name and route.path == call.name:
                return proxy.place("routes", route.path, "to")
    return service.place()
