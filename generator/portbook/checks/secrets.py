"""Secrets that the map gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.checks.subject import Check, Finding, Subject, check_of
from portbook.model.portmap import EnvValue, Secret, Service

__all__ = ["CHECKS"]

_SECRET_NAME = re.compile(
    r".*(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|SECRET_KEY|PRIVATE_KEY|ACCESS_KEY)",
    re.IGNORECASE,
).fullmatch
# The user information of a URL (RFC 3986, 3.2.1); in braces stands a reference, not a password.
_PASSWORD_IN_URL = re.compile(r"://[^\s/@:{}]*:([^\s/@{}]+)@").search


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
        if service.hosted is not None and _PASSWORD_IN_URL(service.hosted.url or ""):
            yield Finding(_message(service, "a URL"), service.place("hosted", "url"), (service,))
        for key, text in (("start", service.start), ("stop", service.stop)):
            if text is not None and "://" in text and _PASSWORD_IN_URL(text):
                yield Finding(_message(service, f"'{key}'"), service.place(key), (service,))


def _message(service: Service, where: str) -> str:
    return f"a password stands in {where} of {service.project}/{service.name}"


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
    text = value.text
    literal = len(value.parts) == 1 and isinstance(value.parts[0], str)
    if "://" not in text and not (literal and text):
        return
    where = f"{variable.name} of {service.project}/{service.name}"
    if _PASSWORD_IN_URL(text):
        found = f"a password stands in the URL that is {where}"
        hint = "list it under 'secrets' and write {service.secret.NAME} in its place"
    elif literal and _SECRET_NAME(variable.name):
        found = f"the value of {where} stands in the map"
        hint = f"write 'secrets: [{variable.name}]' and keep the value outside"
    else:
        return
    yield Finding(found, service.place("env", variable.name, "value"), (service,), hint=hint)


CHECKS: tuple[Check, ...] = (check_of("plain-secret", "error", plain_secret),)
