"""What is known of the whole map and asked for by every document: gathered once."""

from __future__ import annotations

from functools import cached_property, lru_cache

from portbook.allocate.free import Numbers
from portbook.derive.calls import Call, Wiring
from portbook.model.claims import claims_of
from portbook.model.portmap import PortMap
from portbook.model.ports import PortSet, port_set

__all__ = ["Survey", "survey"]


class Survey:
    def __init__(self, wiring: Wiring) -> None:
        self.portmap: PortMap = wiring.portmap
        self.wiring = wiring

    @cached_property
    def taken(self) -> dict[str, PortSet]:
        """The numbers claimed on each host."""
        spans: dict[str, list[tuple[int, int]]] = {}
        for claim in claims_of(self.portmap):
            spans.setdefault(claim.host, []).append((claim.port, claim.last))
        return {host: port_set(list(set(found))) for host, found in spans.items()}

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.portmap, claims_of(self.portmap))

    @cached_property
    def residents(self) -> dict[str, list[str]]:
        """The projects whose default environment is on a host."""
        found: dict[str, list[str]] = {}
        for project in self.portmap.projects.values():
            found.setdefault(project.default.host, []).append(project.name)
        return found

    @cached_property
    def strangers(self) -> dict[str, list[Call]]:
        """Calls into each project that come from another."""
        found: dict[str, list[Call]] = {}
        for calls in self.wiring.out.values():
            for call in calls:
                called = call.called.service.project
                if called != call.caller.service.project:
                    found.setdefault(called, []).append(call)
        return found

    @cached_property
    def lenders(self) -> dict[str, list[tuple[str, str, str]]]:
        """For each project, who uses an instance of it: project, service, and the instance."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for project in self.portmap.projects.values():
            for service in project.services.values():
                target = service.same_as
                if target is not None and target.project and target.project != project.name:
                    entry = (project.name, service.title, target.service)
                    found.setdefault(target.project, []).append(entry)
        return found


@lru_cache(maxsize=1)
def survey(wiring: Wiring) -> Survey:
    """The survey of a map, the same one for as long as no other map is asked about."""
    return Survey(wiring)
