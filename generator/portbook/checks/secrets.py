"""Secrets that the map gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.checks.subject import Check, Finding, Subject, check_of
from portbook.model.portmap import EnvValue, Secret, Service
from portbook.text.secrets import secret_spans

_SECRET_NAME = re.compile(
    r".*(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|SECRET_KEY|PRIVATE_KEY|ACCESS_KEY)",
    re.IGNORECASE,
).fullmatch


def plain_secret(subject: Subject) -> Iterator[Finding]:
    """A secret's value, written in the map.

    The map is committed, generated files are made from it, and a site may publish it. A value in
    it is known to everybody who ever had the repository, and stays in its history.

    List the secret's name under `secrets`, and keep the value outside. A value that protects
    nothing, such as the password of a database on the developer's own machine, is admitted with
    its environments and a reason. Change a real one that has stood here.

    Fails:

        projects:
          shop:
            services:
              api: {port: 8000, env: {MAIL_PASSWORD: tr0ub4dor}}
        #                                            ^^^^^^^^^

    Passes:

        projects:
          shop:
            services:
              api: {port: 8000, secrets: [MAIL_PASSWORD]}
              db:
                kind: postgres
                secrets:
                  POSTGRES_PASSWORD:
                    value: postgres
                    environments: [development]
                    reason: Holds made-up data on the developer's machine
    """
    for _, service in subject.deployments:
        for secret in service.secrets:
            if secret.value is not None:
                yield from _admitted(service, secret)
        for variable in service.env:
            yield from _literal(service, variable)
        yield from _written(service)
    for project in subject.portmap.projects.values():
        for key, commands in (("start", project.start), ("stop", project.stop)):
            for title, command in commands:
                if secret_spans(command):
                    message = f"a secret stands in '{key}' of {project.name}"
                    yield Finding(message, project.place(key, title), hint=OUTSIDE)


OUTSIDE = "keep the value outside: in a variable that the command reads, or a file of its own"


def _written(service: Service) -> Iterator[Finding]:
    who = f"{service.project}/{service.name}"
    for path, text in _texts(service):
        if text and secret_spans(text):
            message = f"a secret stands in '{path[0]}' of {who}"
            yield Finding(message, service.place(*path), (service,), hint=OUTSIDE)
    for key, prose in (("description", service.description), ("notes", service.notes)):
        if prose and secret_spans(prose):
            message = f"'{key}' of {who} seems to tell a secret"
            place = service.place(key)
            yield Finding(message, place, (service,), hint=OUTSIDE, severity="warning")


def _texts(service: Service) -> Iterator[tuple[tuple[str | int, ...], str | None]]:
    """What is run, asked or opened, with the keys that lead to it."""
    yield ("start",), service.start
    yield ("stop",), service.stop
    yield ("build",), service.build
    yield ("repository",), service.repository
    if service.hosted is not None:
        yield ("hosted", "url"), service.hosted.url
    if service.health is not None:
        command = service.health.command
        yield ("health",), service.health.path or (command.text if command else None)
    for endpoint in service.endpoints:
        yield ("ports", endpoint.name, "public"), endpoint.public


def _admitted(service: Service, secret: Secret) -> Iterator[Finding]:
    missing = [
        key
        for key, given in (("environments", secret.environments), ("reason", secret.reason))
        if not given
    ]
    if missing:
        yield Finding(
            f"the value of {secret.name} stands in the map without {' and '.join(missing)}",
            service.place("secrets", secret.name, "value"),
            (service,),
            hint="take the value out, or say in which environments it may be known, and why",
        )


def _literal(service: Service, variable: EnvValue) -> Iterator[Finding]:
    value = variable.value
    literal = len(value.parts) == 1 and isinstance(value.parts[0], str)
    where = f"{variable.name} of {service.project}/{service.name}"
    if literal and value.text and _SECRET_NAME(variable.name):
        found = f"the value of {where} stands in the map"
        hint = f"write 'secrets: [{variable.name}]' and keep the value outside"
    elif secret_spans(value.text):
        found = f"a password or key stands in {where}"
        hint = "list it under 'secrets' and write {service.secret.NAME} in its place"
    else:
        return
    yield Finding(found, service.place("env", variable.name, "value"), (service,), hint=hint)


CHECKS: tuple[Check, ...] = (check_of("plain-secret", "error", plain_secret),)
