"""Connections that the map makes without saying so."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Check, Finding, Subject, check_of
from portbook.model.address import Problem, locate
from portbook.model.portmap import Environment, Service


def undeclared_flow(subject: Subject) -> Iterator[Finding]:
    """A variable holds the address of a service that no `uses` names.

    Off by default: a reference says as much. Where `uses` is the list that somebody reviews before
    a firewall opens, turn it on with `settings: {checks: {undeclared-flow: error}}`.

    Name the service in `uses`.

    Fails:

        settings: {checks: {undeclared-flow: warning}}
        projects:
          shop:
            services:
              api: {port: 8000, env: {DB: "{db.url}"}}
        #                                 ^^^^^^^^^^
              db: {kind: postgres, port: 5433}

    Passes:

        settings: {checks: {undeclared-flow: warning}}
        projects:
          shop:
            services:
              api: {port: 8000, uses: [db], env: {DB: "{db.url}"}}
              db: {kind: postgres, port: 5433}
    """
    seen = set()
    for environment, service in subject.deployments:
        declared = set(_declared(subject, environment, service))
        for call in subject.wiring.calls(environment, service):
            called = call.called.service
            key = (service.project, service.name, called.project, called.name)
            own = (called.project, called.name) == (service.project, service.name)
            if call.via != "env" or not call.connects or own or key in seen:
                continue
            if (called.project, called.name) not in declared:
                seen.add(key)
                name = called.name if called.project == service.project else call.called.who
                yield Finding(
                    f"{service.project}/{service.name} reaches {call.called.who} by {call.name}, "
                    "and its 'uses' does not say so",
                    service.place("env", call.name),
                    (service,),
                    hint=f"add {name} to its 'uses'",
                )


def _declared(
    subject: Subject, environment: Environment, service: Service
) -> Iterator[tuple[str, str]]:
    for target in service.uses:
        found = locate(subject.portmap, environment, target)
        if not isinstance(found, Problem):
            yield found.service.project, found.service.name


CHECKS: tuple[Check, ...] = (check_of("undeclared-flow", "off", undeclared_flow),)
