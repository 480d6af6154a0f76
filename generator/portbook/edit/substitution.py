"""A map in which one thing bears another name, and everything that names it follows."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from portbook.edit.addresses import address_parts, reference_parts
from portbook.language.services import title_of
from portbook.model.portmap import (
    Endpoint,
    Environment,
    HistoryEntry,
    Member,
    PortMap,
    Project,
    Proxy,
    Range,
    Service,
)
from portbook.model.reference import Target, Value, parse_target, parse_value

__all__ = ["renamed"]

T = TypeVar("T")


def renamed(portmap: PortMap, thing: tuple[str, ...], new: str) -> PortMap:
    """The map with the thing's name replaced in the model; its title follows where it was made
    from the name."""
    return _Renaming(portmap, thing, new).map()


class _Renaming:
    def __init__(self, portmap: PortMap, thing: tuple[str, ...], new: str) -> None:
        self.portmap = portmap
        self.thing = thing
        self.new = new

    def name(self, *thing: str) -> str:
        return self.new if thing == self.thing else thing[-1]

    def keys(self, given: dict[str, T], *scope: str) -> dict[str, T]:
        return {self.name(*scope, key): value for key, value in given.items()}

    def map(self) -> PortMap:
        was = self.portmap
        hosts = {key: replace(each, name=self.name("host", key)) for key, each in was.hosts.items()}
        return replace(
            was,
            hosts=self.keys(hosts, "host"),
            ranges=tuple(map(self.range, was.ranges)),
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
            history=tuple(self.told(each, name, "") for each in given.history),
        )

    def title(self, given: Project | Service, *thing: str) -> str:
        """A title that nobody wrote is made of the name."""
        made = given.title == title_of(thing[-1]) and given.origin.node("title") is None
        return title_of(self.name(*thing)) if made else given.title

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
            "history": tuple(self.told(each, *by) for each in given.history),
        }
        return Service(**changed)

    def environments(self, given: tuple[str, ...], project: str) -> tuple[str, ...]:
        return tuple(self.name("environment", project, each) for each in given)

    def endpoint(self, given: Endpoint, by: tuple[str, str]) -> Endpoint:
        return replace(given, name=self.name("endpoint", *by, given.name))

    def range_name(self, project: str, name: str) -> str:
        own = any(each.name == name for each in self.portmap.projects[project].ranges)
        return self.name("range", project if own else "", name)

    def told(self, given: HistoryEntry, project: str, service: str) -> HistoryEntry:
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
        for thing, start, end in reversed(parts):
            if thing == self.thing:
                text = text[:start] + self.new + text[end:]
        return text
