"""Renames one entity of the map, and everything that refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from portbook.edit.change import Change, Texts
from portbook.edit.entries import add_entries
from portbook.edit.mentions import (
    Entity,
    Mention,
    address_parts,
    entities,
    mentions,
    reference_parts,
)
from portbook.language.keys.values import (
    ENDPOINT_NAME,
    ENVIRONMENT_NAME,
    HOST_NAME,
    PROJECT_NAME,
    RANGE_NAME,
    SERVICE_NAME,
)
from portbook.language.problems import Problems
from portbook.language.services import title_of
from portbook.model.portmap import (
    Endpoint,
    Environment,
    HistoryEntry,
    Instances,
    Member,
    PortMap,
    Project,
    Proxy,
    Range,
    Service,
)
from portbook.model.reference import Target, Value, parse_target, parse_value
from portbook.text.nodes import Mapping, Scalar
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import Source, Splice

SHAPES = {
    "endpoint": ENDPOINT_NAME,
    "environment": ENVIRONMENT_NAME,
    "host": HOST_NAME,
    "project": PROJECT_NAME,
    "range": RANGE_NAME,
    "service": SERVICE_NAME,
}


@dataclass(frozen=True)
class Rename(Change):
    entity: Entity
    new: str

    @property
    def touches(self) -> tuple[str, str | None]:
        return (self.entity[1], self.entity[2] if len(self.entity) > 2 else None)

    @property
    def refusal(self) -> str:
        return f"the {self.entity[0]} '{self.entity[-1]}' cannot be renamed"

    def expected(self, was: PortMap, made: PortMap) -> PortMap:
        """A title follows where it was made from the name."""
        return _Renaming(was, self.entity, self.new).map()

    def strategies(self, portmap: PortMap) -> Iterator[Texts]:
        """One: the name in every place; a text that aliases share is written once."""
        texts: Texts = self.unwritten(portmap)
        for each in {(m.node.source, m.start): m for m in self.found(portmap)}.values():
            texts.setdefault(each.node.source, []).append(respelled(each, self.new))
        if texts:
            yield texts

    def found(self, portmap: PortMap) -> list[Mention]:
        return [each for each in mentions(portmap) if each.entity == self.entity]

    def unwritten(self, portmap: PortMap) -> Texts:
        """What says the environment of a project that names none."""
        if self.entity[0] != "environment":
            return {}
        node = portmap.projects[self.entity[1]].origin.nodes[0]
        if not isinstance(node, Mapping) or node.get("environments") is not None:
            return {}
        return {node.source: [add_entries(node, [("environments", f"[{self.new}]")])]}

    def reworded(self, message: str) -> str:
        old = re.escape(self.entity[-1])
        return re.sub(rf"(?<![a-z0-9-]){old}(?![a-z0-9-])", self.new, message)


def respelled(mention: Mention, new: str) -> Splice:
    """The name; quoted where it stands alone and bare, and a reader could misread it."""
    node = mention.node
    alone = isinstance(node, Scalar) and node.text == mention.entity[-1] and node.plain
    return Splice(mention.start, mention.end, yaml_string(new) if alone else new)


def unfit(what: str, name: str) -> str | None:
    """Why nothing of the sort can bear a name, and what one looks like."""
    problems = Problems()
    SHAPES[what].read(Scalar(Source("", name), 0, len(name), name, False), problems)
    return f"{problems[0].message}; {problems[0].hint}" if problems else None


def collision(portmap: PortMap, entity: Entity, new: str) -> str | None:
    """Who bears the name already where the entity would."""
    what, *scope, _ = entity
    here = portmap.projects[scope[0]].environments.values() if what == "service" else ()
    proxied = any(new in environment.services for environment in here)
    if not proxied and (what, *scope, new) not in entities(portmap):
        return None
    where = f" in '{'/'.join(scope)}'" if any(scope) else ""
    return f"there is {what} '{new}' already{where}"


T = TypeVar("T")


class _Renaming:
    def __init__(self, portmap: PortMap, entity: tuple[str, ...], new: str) -> None:
        self.portmap = portmap
        self.entity = entity
        self.new = new

    def name(self, *entity: str) -> str:
        return self.new if entity == self.entity else entity[-1]

    def keys(self, given: dict[str, T], *scope: str) -> dict[str, T]:
        return {self.name(*scope, key): value for key, value in given.items()}

    def map(self) -> PortMap:
        was = self.portmap
        hosts = {key: replace(each, name=self.name("host", key)) for key, each in was.hosts.items()}
        return replace(
            was,
            hosts=self.keys(hosts, "host"),
            ranges=tuple(map(self.range, was.ranges)),
            settings=replace(was.settings, instances=self.instances(was.settings.instances, "")),
            exclusive=tuple(
                replace(each, members=tuple(map(self.member, each.members)))
                for each in was.exclusive
            ),
            projects=self.keys(
                {key: self.project(each) for key, each in was.projects.items()}, "project"
            ),
        )

    def range(self, given: Range) -> Range:
        return replace(
            given,
            name=self.name("range", given.project or "", given.name),
            host=given.host and self.name("host", given.host),
            project=given.project and self.name("project", given.project),
        )

    def instances(self, given: Instances | None, project: str) -> Instances | None:
        if given is None or given.range is None:
            return given
        return replace(given, range=self.range_name(project, given.range))

    def member(self, given: Member) -> Member:
        project, environment, service = given
        return Member(
            self.name("project", project),
            environment and self.name("environment", project, environment),
            service and self.name("service", project, service),
        )

    def project(self, given: Project) -> Project:
        name = given.name
        environments = {key: self.environment(each) for key, each in given.environments.items()}
        services = {key: self.service(each) for key, each in given.services.items()}
        return replace(
            given,
            name=self.name("project", name),
            title=self.title(given, "project", name),
            environments=self.keys(environments, "environment", name),
            services=self.keys(services, "service", name),
            ranges=tuple(map(self.range, given.ranges)),
            instances=self.instances(given.instances, name),
            history=tuple(self.history_entry(each, name, "") for each in given.history),
        )

    def title(self, given: Project | Service, *entity: str) -> str:
        """A title that nobody wrote is made of the name."""
        made = given.title == title_of(entity[-1]) and given.origin.node("title") is None
        return title_of(self.name(*entity)) if made else given.title

    def environment(self, given: Environment) -> Environment:
        services = {key: self.service(each) for key, each in given.services.items()}
        return replace(
            given,
            project=self.name("project", given.project),
            name=self.name("environment", given.project, given.name),
            host=self.name("host", given.host),
            services=self.keys(services, "service", given.project),
            proxies=tuple(map(self.proxy, given.proxies)),
        )

    def proxy(self, given: Proxy) -> Proxy:
        by = given.project, given.service
        return replace(
            given,
            project=self.name("project", given.project),
            environment=self.name("environment", given.project, given.environment),
            service=self.name("service", *by),
            endpoints=tuple(self.endpoint(each, by) for each in given.endpoints),
            routes=tuple(
                replace(each, target=self.target(each.target, by)) for each in given.routes
            ),
            to=given.to and self.target(given.to, by),
        )

    def service(self, given: Service) -> Service:
        project, by = given.project, (given.project, given.name)
        changed: dict[str, Any] = {each.name: getattr(given, each.name) for each in fields(given)}
        health = given.health
        if health is not None:
            command = health.command and self.value(health.command, by)
            endpoint = health.endpoint and self.name("endpoint", *by, health.endpoint)
            changed["health"] = replace(health, command=command, endpoint=endpoint)
        if given.only is not None:
            changed["only"] = self.environments(given.only, project)
        changed |= {
            "project": self.name("project", project),
            "name": self.name("service", *by),
            "title": self.title(given, "service", *by),
            "environment": given.environment
            and self.name("environment", project, given.environment),
            "endpoints": tuple(self.endpoint(each, by) for each in given.endpoints),
            "range": given.range and self.range_name(project, given.range),
            "hosts": tuple(self.name("host", each) for each in given.hosts),
            "uses": tuple(self.target(each, by) for each in given.uses),
            "same_as": given.same_as and self.target(given.same_as, by),
            "env": tuple(each._replace(value=self.value(each.value, by)) for each in given.env),
            "secrets": tuple(
                replace(each, environments=self.environments(each.environments, project))
                for each in given.secrets
            ),
            "history": tuple(self.history_entry(each, *by) for each in given.history),
        }
        return Service(**changed)

    def environments(self, given: tuple[str, ...], project: str) -> tuple[str, ...]:
        return tuple(self.name("environment", project, each) for each in given)

    def endpoint(self, given: Endpoint, by: tuple[str, str]) -> Endpoint:
        return replace(given, name=self.name("endpoint", *by, given.name))

    def range_name(self, project: str, name: str) -> str:
        found = self.portmap.range_named(project, name)
        return self.name("range", (found and found.project) or "", name)

    def history_entry(self, given: HistoryEntry, project: str, service: str) -> HistoryEntry:
        return replace(
            given,
            environment=given.environment and self.name("environment", project, given.environment),
            endpoint=given.endpoint and self.name("endpoint", project, service, given.endpoint),
        )

    def target(self, given: Target, by: tuple[str, str]) -> Target:
        text = str(given)
        parts = list(address_parts(self.portmap, text, by))
        return parse_target(self.spliced(text, parts))

    def value(self, given: Value, by: tuple[str, str]) -> Value:
        parts = list(reference_parts(self.portmap, given.text, by))
        text = self.spliced(given.text, parts)
        return given if text == given.text else parse_value(text)

    def spliced(self, text: str, parts: list[tuple[tuple[str, ...], int, int]]) -> str:
        for entity, start, end in reversed(parts):
            if entity == self.entity:
                text = text[:start] + self.new + text[end:]
        return text
