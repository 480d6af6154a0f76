"""Checks for generated files with the same path."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

from portbook.checks.subject import Finding, Subject, check
from portbook.derive.variables import file_of
from portbook.model.portmap import ENV_STATUSES, Environment, Project, Proxy, Service, TargetChoice
from portbook.model.targets import DOTENV, TARGETS, Target, environment_path
from portbook.text.paths import folders_above
from portbook.text.source import Place

_PLAIN = re.compile(r"[a-z0-9/_-]+").fullmatch
_FILLED_IN = re.compile(r"\{(\w+)\}").findall


class Written(NamedTuple):
    """A file below the project's output: what it is, and where the map asks for it.

    Files of one `kind` that meet are one file.
    """

    path: str
    what: str
    kind: str
    asked: Project | Service | Proxy
    keys: tuple[str | int, ...] = ()
    services: tuple[Service, ...] = ()

    @property
    def place(self) -> Place:
        return self.asked.place(*self.keys)


@check("output-collision", "error")
def output_collision(subject: Subject) -> Iterator[Finding]:
    """Two things that are generated into one file.

    Only the second one would be kept. Names that differ only in case collide too: on macOS and
    Windows `Api/.env` and `api/.env` are the same file. A file also cannot have the path of a
    folder. Variables of services that share a directory go into one file and do not collide.

    Choose another `to`, `env_file` or `directory`, or give the proxies of an environment names.

    Fails:

        projects:
          shop:
            services: {web: 3000}
            targets: [{template: report.j2, to: ports.md}]
        #                                       ^^^^^^^^

    Passes:

        projects:
          shop:
            services: {web: 3000}
            targets: [{template: report.j2, to: report.md}]
    """
    asked_of_all = subject.portmap.settings.targets
    for project in subject.portmap.projects.values():
        if asked_of_all or _unusual(project):
            yield from _collisions(project, asked_of_all)


def _unusual(project: Project) -> bool:
    """Whether any path can meet another's: plain lower-case folders of .env files cannot."""
    if project.targets or any(each.proxies for each in project.environments.values()):
        return True
    return any(
        service.env_file != ".env"
        or not ((directory := service.directory) is None or _PLAIN(directory))
        for environment in project.environments.values()
        for service in environment.services.values()
    )


def _collisions(project: Project, asked_of_all: Collection[str]) -> Iterator[Finding]:
    taken: dict[str, Written] = {}
    folders: dict[str, Written] = {}
    for written in _written(project, asked_of_all):
        key = written.path.casefold()
        if not key.isascii():
            # macOS takes both spellings of an accented letter for one name.
            key = unicodedata.normalize("NFC", key)
        first = taken.setdefault(key, written)
        if first is not written and (first.kind, first.path) != (written.kind, written.path):
            yield _finding(project, written, first)
        for folder in folders_above(key):
            folders.setdefault(folder, written)
    for folder in folders.keys() & taken.keys():
        both = taken[folder], folders[folder]
        first, later = sorted(both, key=lambda each: each.place.start)
        yield _finding(project, later, first)


def _finding(project: Project, later: Written, first: Written) -> Finding:
    return Finding(
        f"{later.what} and {first.what} of {project.name} are both written to {later.path}",
        later.place,
        later.services + first.services,
        ((first.place, "the other is here"),),
        "give one of them another path",
    )


def _written(project: Project, asked_of_all: Collection[str]) -> Iterator[Written]:
    """Every file of a project that the map can bring to another's path, its own ones first."""
    for target in TARGETS:
        # The .env files follow with the services whose variables are in them.
        if (not target.asked and target.install != DOTENV) or target.name in asked_of_all:
            for path, what in _paths(project, target):
                yield Written(path, what, what, project)
    for environment in project.environments.values():
        kind = f"env {environment.name}"
        own = file_of(environment, None, ".env")
        yield Written(own, f"the .env file of {environment.name}", kind, project)
        for service in environment.services.values():
            if service.status in ENV_STATUSES and _has_variables(service):
                yield _env_file(environment, service, kind)
        for proxy in environment.proxies:
            yield _proxy_file(environment, proxy)
    for index, choice in enumerate(project.targets):
        keys = ("targets", index, "to") if choice.to is not None else ("targets", index)
        for path, what in _chosen(project, choice):
            # What the map's settings ask for as well is one and the same file.
            kind = f"target {index}" if choice.name not in asked_of_all else what
            yield Written(path, what, kind, project, keys)


def _chosen(project: Project, choice: TargetChoice) -> Iterator[tuple[str, str]]:
    if choice.to is not None:
        yield choice.to, f"the template {choice.template}"
    for target in TARGETS:
        if target.name == choice.name:
            yield from _paths(project, target)


def _paths(project: Project, target: Target) -> Iterator[tuple[str, str]]:
    """Where a target writes in each environment, but for what services and proxies decide."""
    for pattern, what in target.files.items():
        if not set(_FILLED_IN(pattern)) <= {"environment"}:
            continue
        paths = {
            environment_path(pattern, each.name, default=each.default)
            for each in project.environments.values()
        }
        yield from ((path, what) for path in sorted(paths))


def _has_variables(service: Service) -> bool:
    """Whether a file of the service's own may be written: it has variables or reads origins."""
    listed = service.cors.variable or (service.kind and service.kind.cors_variable)
    return bool(service.env or service.secrets or listed)


def _env_file(environment: Environment, service: Service, kind: str) -> Written:
    path = file_of(environment, service.directory, service.env_file)
    what = f"the env file of {service.name} in {environment.name}"
    key = "directory" if service.env_file == ".env" else "env_file"
    return Written(path, what, kind, service, (key,), (service,))


def _proxy_file(environment: Environment, proxy: Proxy) -> Written:
    path = f"nginx/{proxy.stem}{'.stream' if proxy.to else ''}.conf"
    what = f"the proxy {proxy.name or '(without a name)'} of {environment.name}"
    service = environment.services[proxy.service]
    return Written(path, what, f"proxy {id(proxy)}", proxy, ("name",), (service,))
