"""Checks the variables of .env files: names, values, and collisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from portbook.checks.subject import Finding, Subject, check
from portbook.derive.calls import is_browser_variable
from portbook.derive.variables import slots, value_of
from portbook.model.address import Asker, Problem
from portbook.model.expand import expand
from portbook.model.portmap import ENV_STATUSES, Environment, EnvValue, Project, Service
from portbook.model.reference import Reference
from portbook.text.dotenv import dotenv_portable, dotenv_value, reserved_variable
from portbook.text.grouping import grouped

# Nothing in such a text needs quotes in any file, and no reader changes it.
_PLAIN = re.compile(r"[A-Za-z0-9_./@%+,:-]*").fullmatch


class Asked(NamedTuple):
    """A variable with what it comes to for whoever reads it, or why it comes to nothing."""

    asker: Asker
    service: Service
    variable: EnvValue
    found: str | Problem


def doubtful_values(subject: Subject) -> Iterator[Asked]:
    """The variables worth a look: all but those that cannot fail and are plain text.

    Most hold nothing but the port or URL of a neighbour, and are settled without making them.
    A variable is asked for from where its service runs: in the container, where the map brings
    it up in one from `image` or `build`; what only containers reach is in reach then.
    """
    for environment, service in subject.deployments:
        if not service.env or service.status not in ENV_STATUSES:
            continue
        inside = service.contained and bool(service.image or service.build)
        for variable in service.env:
            browser = is_browser_variable(service, variable)
            viewpoint = "browser" if browser else "container" if inside else "process"
            if not _settled(environment, service, variable, viewpoint):
                asker = Asker(environment, service, viewpoint)
                found = expand(subject.portmap, asker, variable.value)
                yield Asked(asker, service, variable, found)


def _settled(
    environment: Environment, service: Service, variable: EnvValue, viewpoint: str
) -> bool:
    """Whether the value is known to be a plain text, without working it out."""
    for part in variable.value.parts:
        if isinstance(part, str):
            if _PLAIN(part) is None:
                return False
        elif viewpoint == "container" or not _is_local(environment, service, part):
            return False
    return viewpoint == "process"


def _is_local(environment: Environment, service: Service, reference: Reference) -> bool:
    """Whether it asks for the port or URL of something plain in the same environment and place."""
    name, endpoint_name, project, named = reference.target
    if project is not None or named is not None or reference.attribute not in ("port", "url"):
        return False
    other = service if name == "self" else environment.services.get(name)
    if other is None or other.hosts != service.hosts or other.database is not None:
        return False
    if other.hosted is not None or other.same_as is not None:
        return False
    endpoint = other.endpoint(endpoint_name)
    if endpoint is None or endpoint.port is None or endpoint.public is not None:
        return False
    return reference.attribute == "port" or (
        endpoint.scheme is not None and endpoint.port_end is None
    )


@check("env-collision", "error")
def env_collision(subject: Subject) -> Iterator[Finding]:
    """One variable of one file with two values.

    Services without a `directory`, or with the same one, share their .env file, and the project's
    own variables (`API_PORT`, `API_URL` ...) are in it too. Of two lines with the same name most
    readers use the last, some the first. The same value twice is not a collision.

    Rename one of the variables, give the services directories or an `env_file` of their own, or
    remove the variable if the project's file has it anyway.

    Fails:

        projects:
          shop:
            services:
              web: {port: 3000, env: {PORT: "{self.port}"}}
              api: {port: 8000, env: {PORT: "{self.port}"}}
        #                             ^^^^

    Passes:

        projects:
          shop:
            services:
              web: {port: 3000, directory: web, env: {PORT: "{self.port}"}}
              api: {port: 8000, directory: api, env: {PORT: "{self.port}"}}
    """
    for project, environment in subject.portmap.environments():
        if _may_collide(environment):
            yield from _collisions(subject, project, environment)


def _may_collide(environment: Environment) -> bool:
    """Not where every service has one endpoint and a plain folder to itself."""
    services = environment.services.values()
    folders = {
        service.directory
        for service in services
        if service.directory is not None and "." not in service.directory
    }
    return len(folders) < len(services) or any(
        len(service.endpoints) > 1 or service.same_as is not None for service in services
    )


def _collisions(subject: Subject, project: Project, environment: Environment) -> Iterator[Finding]:
    every = slots(subject.portmap, project, environment)
    found = grouped(((slot.path, slot.name), slot) for slot in every)
    for _, listed in sorted((key, each) for key, each in found.items() if len(each) > 1):
        first = None
        for slot in listed:
            variable = value_of(subject.wiring, environment, slot)
            if variable is None or variable.value is None:
                continue
            if first is None:
                first = variable
            elif first.value != variable.value:
                yield Finding(
                    f"{slot.name} in {slot.path} of {project.name} is {first.value} and "
                    f"{variable.value}",
                    slot.place,
                    (first.slot.service, slot.service),
                    ((first.place, "first given here"),),
                    "rename one of them, or give the services directories of their own",
                )


@check("reserved-variable", "error")
def reserved_variable_name(subject: Subject) -> Iterator[Finding]:
    """A variable that belongs to the shell or a tool.

    `PATH` in a .env file leaves the shell that reads it without commands; `UID` stops bash;
    `NODE_OPTIONS`, `COMPOSE_FILE` or `GIT_DIR` change the behaviour of programs that have nothing
    to do with the service.

    Rename it, for instance with the project's or service's name as a prefix.

    Fails:

        projects:
          shop: {services: {api: {port: 8000, env: {PATH: /srv/shop}}}}
        #                                           ^^^^

    Passes:

        projects:
          shop: {services: {api: {port: 8000, env: {SHOP_PATH: /srv/shop}}}}
    """
    owners: dict[str, str | None] = {}
    for _, service in subject.deployments:
        named = [(variable.name, "env") for variable in service.env]
        named += [(secret.name, "secrets") for secret in service.secrets]
        for name, section in named:
            if name not in owners:
                owners[name] = reserved_variable(name)
            if owners[name] is not None:
                yield Finding(
                    f"{name} of {service.who} belongs to {owners[name]}",
                    service.place(section, name, key=True),
                    (service,),
                    hint="give it another name",
                )


@check("unportable-value", "error")
def unportable_value(subject: Subject) -> Iterator[Finding]:
    """A value that readers of .env files do not agree about.

    Shells, Docker Compose and the libraries of each language follow different rules for quotes,
    backslashes, `$` and line breaks. Most values can be written so that all of them read the same
    value; this one cannot. For non-ASCII characters, which only a few readers garble, this is a
    warning.

    `env_format: raw` at a service is for readers that keep quotes (`docker run --env-file`, the
    `format: raw` of Compose, systemd, make): there the value must be one that all of these read
    unchanged.

    Choose a value without these characters, or pass it in another way than a .env file.

    Fails:

        projects:
          shop: {services: {api: {port: 8000, env: {PRICE: "costs $5"}}}}
        #                                                  ^^^^^^^^^^

    Passes:

        projects:
          shop: {services: {api: {port: 8000, env: {PRICE: "costs 5 dollars"}}}}
    """
    for asked in subject.once(doubtful_values):
        found = asked.found
        if any(reference.attribute == "secret" for reference in asked.variable.value.references):
            # Only Compose sees a secret's ${NAME:?}; the .env file has an admitted value or none.
            asker = replace(asked.asker, viewpoint="process")
            found = expand(subject.portmap, asker, asked.variable.value)
        if isinstance(found, str):
            path = "env", asked.variable.name, "value"
            yield from _unportable(found, asked.asker.environment, asked.service, *path)
    for environment, service in subject.deployments:
        for secret in service.secrets:
            if secret.value is not None and environment.name in secret.environments:
                path = "secrets", secret.name, "value"
                yield from _unportable(secret.value, environment, service, *path)


def _unportable(
    value: str, environment: Environment, service: Service, *path: str
) -> Iterator[Finding]:
    file = service.directory, service.env_file
    raw = any(
        each.env_format == "raw" and (each.directory, each.env_file) == file
        for each in environment.services.values()
    )
    reason = dotenv_portable(value, raw=raw)
    if reason is not None:
        yield Finding(
            f"the value of {path[1]} of {service.who} {reason}",
            service.place(*path),
            (service,),
            hint="choose a value without it, or pass it in another way",
            severity=None if dotenv_value(value, raw=raw) is None else "warning",
        )
