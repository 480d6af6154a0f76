"""Checks for secrets that are written in the map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from portbook.checks.subject import Finding, Subject, check
from portbook.model.portmap import EnvValue, Project, Secret, Service
from portbook.text.secrets import may_hold_secrets, secret_spans

_SECRET_NAME = re.compile(
    r".*(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|SECRET_KEY|PRIVATE_KEY|ACCESS_KEY)",
    re.IGNORECASE,
).fullmatch


@check("plain-secret", "error")
def plain_secret(subject: Subject) -> Iterator[Finding]:
    """A secret's value, written in the map.

    The map is committed, files are generated from it, and a site may publish it. A value in it is
    known to everybody who ever had access to the repository, and stays in its history.

    List the secret's name under `secrets`, and keep the value outside the map. A value that
    protects nothing, such as the password of a database on the developer's own machine, may be
    given with its environments and a reason. If a real secret was in the map, change it.

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
    for _, together in groupby(subject.deployments, lambda each: each[0].project):
        services = [service for _, service in together]
        suspect = may_hold_secrets(
            text for service in services for _, text in _texts(service) if text
        )
        for service in services:
            for secret in service.secrets:
                if secret.value is not None:
                    yield from _admitted(service, secret)
            for variable in service.env:
                yield from _literal(service, variable, suspect=suspect)
            if suspect:
                yield from _written(service)
    for project in subject.portmap.projects.values():
        yield from _commands(project)


OUTSIDE = "keep the value outside: in a variable that the command reads, or a file of its own"


def _commands(project: Project) -> Iterator[Finding]:
    for key, commands in (("start", project.start), ("stop", project.stop)):
        for title, command in commands:
            if secret_spans(command):
                message = f"there is a secret in '{key}' of {project.name}"
                yield Finding(message, project.place(key, title), hint=OUTSIDE)


def _written(service: Service) -> Iterator[Finding]:
    for path, text in _texts(service):
        if path[0] == "env" or not text or not secret_spans(text):
            continue
        prose = path[0] in ("description", "notes")
        said = f"there is a secret in '{path[0]}' of {service.who}"
        said = f"'{path[0]}' of {service.who} seems to contain a secret" if prose else said
        severity = "warning" if prose else None
        yield Finding(said, service.place(*path), (service,), hint=OUTSIDE, severity=severity)


def _texts(service: Service) -> Iterator[tuple[tuple[str | int, ...], str | None]]:
    """What is run, asked, opened or read, with the keys that lead to it."""
    yield ("start",), service.start
    yield ("stop",), service.stop
    yield ("build", "context"), service.build.context if service.build else None
    yield ("repository",), service.repository
    if service.hosted is not None:
        yield ("hosted", "url"), service.hosted.url
    if service.health is not None:
        command = service.health.command
        yield ("health",), service.health.path or (command.text if command else None)
    for endpoint in service.endpoints:
        yield ("ports", endpoint.name, "public"), endpoint.public
    yield ("description",), service.description
    yield ("notes",), service.notes
    for variable in service.env:
        yield ("env", variable.name, "value"), variable.value.text


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


def _literal(service: Service, variable: EnvValue, *, suspect: bool) -> Iterator[Finding]:
    value = variable.value
    literal = len(value.parts) == 1 and isinstance(value.parts[0], str)
    where = f"{variable.name} of {service.who}"
    if literal and value.text and _SECRET_NAME(variable.name):
        found = f"the value of {where} stands in the map"
        hint = f"write 'secrets: [{variable.name}]' and keep the value outside"
    elif suspect and secret_spans(value.text):
        found = f"there is a password or key in {where}"
        hint = "list it under 'secrets' and write {service.secret.NAME} in its place"
    else:
        return
    yield Finding(found, service.place("env", variable.name, "value"), (service,), hint=hint)
