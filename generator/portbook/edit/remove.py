"""A service or a project taken out of the map, and who refers to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from portbook.edit.change import Change, Texts
from portbook.edit.cutting import cuts, parent_of
from portbook.edit.mentions import Mention, mentions
from portbook.model.portmap import Environment, PortMap
from portbook.text.nodes import Mapping, Scalar

__all__ = ["Remove", "referring"]


class Remove(NamedTuple):
    """A service, or (None) the whole project."""

    project: str
    service: str | None

    @property
    def touches(self) -> tuple[str, str | None]:
        return self.project, self.service

    @property
    def name(self) -> str:
        return f"{self.project}/{self.service}" if self.service else self.project

    @property
    def refusal(self) -> str:
        return f"{self.name} cannot be removed"

    def variants(self) -> Sequence[Change]:
        return (self,)

    def retold(self, message: str) -> str:
        return message

    def meant(self, was: PortMap, made: PortMap) -> PortMap:
        projects = dict(was.projects)
        if self.service is None:
            del projects[self.project]
            return replace(was, projects=projects)
        owner = projects[self.project]
        services = {key: each for key, each in owner.services.items() if key != self.service}
        there = made.projects.get(self.project)
        environments = {
            name: self.without(each, there.environments.get(name) if there else None)
            for name, each in owner.environments.items()
        }
        projects[self.project] = replace(owner, services=services, environments=environments)
        return replace(was, projects=projects)

    def without(self, environment: Environment, made: Environment | None) -> Environment:
        """What a proxy listens on remains, held by a service that stands for the proxy."""
        left = {key: each for key, each in environment.services.items() if key != self.service}
        held = made.services.get(self.service or "") if made else None
        if held is not None and held.implicit:
            left[held.name] = held
        return replace(environment, services=left)

    def ways(self, portmap: PortMap) -> Iterator[Texts]:
        for above, node in self.parents(portmap):
            for splices in cuts(above, node, self.service or self.project):
                yield {node.source: splices}

    def parents(self, portmap: PortMap) -> Iterator[tuple[Scalar, Mapping]]:
        if self.service is not None:
            roots, key = portmap.projects[self.project].origin.nodes, "services"
        else:
            roots, key = portmap.origin.nodes, "projects"
        for root in roots:
            found = parent_of(root, key)
            if found is not None:
                yield found


def referring(portmap: PortMap, remove: Remove) -> list[Mention]:
    """Where others name what is to go, each place once."""
    found: dict[tuple[object, ...], Mention] = {}
    for each in mentions(portmap):
        if each.via and _is_of(each, remove) and not _is_by(each, remove):
            # `shop/api.ws` names the project, the service and its endpoint.
            found.setdefault((each.by, each.via, each.node.source.name, each.node.start), each)
    return list(found.values())


def _is_of(mention: Mention, remove: Remove) -> bool:
    sort, *path = mention.thing
    if remove.service is None:
        return (
            sort in ("project", "service", "endpoint", "environment") and path[0] == remove.project
        )
    return sort in ("service", "endpoint") and path[:2] == [remove.project, remove.service]


def _is_by(mention: Mention, remove: Remove) -> bool:
    if remove.service is None:
        return mention.by[0] == remove.project
    return mention.by == (remove.project, remove.service)
