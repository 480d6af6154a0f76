"""Checks for undeclared connections, and for services that wait for each other in a cycle."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from portbook.checks.subject import Finding, Subject, check
from portbook.derive.calls import FEW
from portbook.derive.order import circles
from portbook.model.address import Problem, locate
from portbook.model.portmap import Environment, Service
from portbook.model.reference import Target
from portbook.text.source import Place
from portbook.text.wording import few


@check("undeclared-flow", "off")
def undeclared_flow(subject: Subject) -> Iterator[Finding]:
    """A variable holds the address of a service that no `uses` names.

    Off by default, since a reference says the same. If `uses` is the list that is reviewed before a
    firewall is opened, turn it on with `settings: {checks: {undeclared-flow: error}}`.

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
                    f"{service.who} reaches {call.called.who} by {call.name}, "
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


@check("reference-cycle", "error")
def reference_cycle(subject: Subject) -> Iterator[Finding]:
    """Services that depend on each other in a cycle.

    With `uses`, each needs the other to be started first, so there is no start order. With
    `same_as`, each says that the other is the real service, so there is none. Two services whose
    variables hold each other's address are not a cycle: neither waits for the other.

    Remove a `uses` that is only about an address, and put the address into `env`.

    Fails:

        projects:
          shop:
            services:
              web: {port: 3000, uses: [api]}
        #                              ^^^
              api: {port: 8000, uses: [web]}

    Passes:

        projects:
          shop:
            services:
              web: {port: 3000, uses: [api]}
              api: {port: 8000, env: {SITE: "{web.url}"}}
    """
    using = {
        _node(environment, service.name): (environment, service)
        for environment, service in subject.deployments
        if service.uses
    }
    needs: dict[str, list[str]] = {}
    for node, (environment, service) in using.items():
        # A list that an alias hands to many services is a node of its own, and read once.
        shared = len(service.uses) > FEW
        listed = f"{id(environment)} {id(service.uses)}"
        if listed not in needs:
            used = [_used(environment, target) for target in service.uses]
            needs[listed if shared else node] = used
        if shared:
            needs[node] = [listed]
    for together in circles(needs):
        if circle := [node for node in together if node in using]:
            yield _circle([using[node] for node in circle], set(circle))
    for environment, service in subject.deployments:
        if service.same_as is not None:
            found = locate(subject.portmap, environment, service.same_as)
            if isinstance(found, Problem) and found.code == "reference-cycle":
                yield Finding(found.message, service.place("same_as"), (service,))


def _node(environment: Environment, service: str) -> str:
    return f"{environment.project}@{environment.name}/{service}"


def _used(environment: Environment, target: Target) -> str:
    project = target.project or environment.project
    return f"{project}@{target.environment or environment.name}/{target.service}"


def _circle(users: list[tuple[Environment, Service]], circle: Collection[str]) -> Finding:
    services = [service for _, service in users]
    steps = [_step(environment, service, circle) for environment, service in users[:6]]
    named = few([service.who for service in services], 6)
    if len(services) == 1:
        message = f"{named} needs itself"
    else:
        message = f"{named} depend on each other in a cycle"
    return Finding(
        message,
        steps[0],
        tuple(services),
        tuple((step, "and here") for step in steps[1:]),
        "remove a 'uses' that is only about an address, and put the address into 'env'",
    )


def _step(environment: Environment, service: Service, circle: Collection[str]) -> Place:
    """The first `uses` of a service that leads on around the circle."""
    for index, target in enumerate(service.uses):
        if _used(environment, target) in circle:
            return service.place("uses", index)
    return service.place("uses")
