"""What the map says about its own past."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Check, Finding, Subject, check_of
from portbook.model.portmap import HistoryEntry, PortMap, Service


def dangling_history(subject: Subject) -> Iterator[Finding]:
    """A history whose newest move does not lead to today's port.

    Either the port was changed without being told, or the entry is wrong; whoever follows the
    history ends at a number where nothing listens. Entries stand oldest first; where all have a
    date, the dates decide. Each endpoint and environment has its own line of moves.

    Add the missing entry (`portbook move` writes it), or put the number right.

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
    for service in subject.bases:
        if not service.history or not service.claims:
            continue
        for index, entry in _newest(service):
            today = _port(subject.portmap, service, entry)
            if today is not None and today != entry.after:
                name = f"{service.project}/{service.name}"
                yield Finding(
                    f"the history of {name} ends at {entry.after}, but its port is {today}",
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


CHECKS: tuple[Check, ...] = (check_of("dangling-history", "warning", dangling_history),)
