"""What still leans on something that is on its way out."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Check, Finding, Subject, check_of
from portbook.derive.calls import Call
from portbook.model.address import Problem, locate
from portbook.model.portmap import Service
from portbook.text.source import Place

LEAVING = frozenset(("deprecated", "retired"))


def deprecated_in_use(subject: Subject) -> Iterator[Finding]:
    """Something refers to a deprecated or retired service.

    A retired service holds no port any more, so an address of it may be anybody's; a deprecated
    one will go, and takes with it whoever was forgotten. Among services that are leaving
    themselves it does not matter.

    Let it refer to the successor, or set the status back.

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


CHECKS: tuple[Check, ...] = (check_of("deprecated-in-use", "warning", deprecated_in_use),)
