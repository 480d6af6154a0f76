"""Numbers that files call: by whom they are opened, in this project or in another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from generator.drafting.draft import DraftProject, DraftService
from generator.drafting.kinds import kind_of
from generator.drafting.links import by_name
from generator.drafting.names import Names, same
from generator.drafting.sources import where
from generator.drafting.texts import sentence
from generator.importers.found import FoundClaim

__all__ = ["Call", "across", "unanswered"]


class Call(NamedTuple):
    """A line that calls a number; `name` is what it makes of whoever answers."""

    port: int
    name: str
    place: str


def unanswered(
    services: list[DraftService], claims: Iterable[FoundClaim]
) -> tuple[list[DraftService], list[Call]]:
    """The services with remarks where they are called by another number than they have, and the
    calls that none of them answers."""
    known = by_name(services)
    opened = {number for service in services for number in _numbers(service)}
    objections: dict[str, list[str]] = {}
    calls = []
    for claim in claims:
        if claim.port is None or claim.port in opened:
            continue
        call = Call(claim.port, claim.service, where(claim.path, claim.line))
        service = _meant(claim.service, services, known)
        own = _published(service) if service else None
        if service is None or own is None:
            calls.append(call)
        else:
            remark = f"decide: {own} ({_place(service)}) or {call.port} (called in {call.place})"
            objections.setdefault(service.name, []).append(remark)
    return [_remarked(each, objections.get(each.name, ())) for each in services], calls


def across(projects: list[DraftProject], calls: dict[str, list[Call]]) -> list[DraftProject]:
    """A number that one other project opens is that project's service, seen from here."""
    holders: dict[int, list[tuple[str, str]]] = {}
    for project in projects:
        for service in project.services:
            for endpoint in service.endpoints:
                if endpoint.port is not None:
                    holders.setdefault(endpoint.port, []).append((project.name, service.name))
    return [_answered(project, calls.get(project.name, ()), holders) for project in projects]


def _answered(
    project: DraftProject, calls: Iterable[Call], holders: dict[int, list[tuple[str, str]]]
) -> DraftProject:
    services = list(project.services)
    remarks: dict[int, list[str]] = {}
    for call in calls:
        others = [each for each in holders.get(call.port, ()) if each[0] != project.name]
        index = _without_port(services, call.name)
        if len(others) == 1:
            answer = "/".join(others[0])
            if index is not None:
                services[index] = replace(services[index], same_as=answer)
            elif all(service.same_as != answer for service in services):
                services.append(_elsewhere(services, call, answer))
        elif index is not None:
            remark = f"decide: {call.port} is called in {call.place}, and opened by nothing read"
            services[index] = _remarked(services[index], (remark,))
        else:
            name = sentence(call.name)
            remarks.setdefault(call.port, []).append(
                f"{call.place}, as {name}" if name else call.place
            )
    return replace(
        project,
        services=tuple(services),
        remarks=(*project.remarks, *_unopened(remarks)),
    )


def _unopened(calls: dict[int, list[str]]) -> Iterator[str]:
    for port, places in calls.items():
        named = "; ".join(dict.fromkeys(places))
        yield f"decide: {port} is called ({named}), and opened by nothing read"


def _without_port(services: list[DraftService], name: str) -> int | None:
    """The service that is meant, where all that is known of it is that it is called."""
    for index, service in enumerate(services):
        if not service.endpoints and same(name) in map(same, (service.name, *service.called)):
            return index
    return None


def _elsewhere(services: list[DraftService], call: Call, answer: str) -> DraftService:
    names = Names(frozenset(("self", *(service.name for service in services))))
    name = names.take(call.name, answer.partition("/")[2])
    return DraftService(name, same_as=answer, called=(call.name,), places=(call.place,))


def _remarked(service: DraftService, remarks: Iterable[str]) -> DraftService:
    new = tuple(each for each in dict.fromkeys(remarks) if each not in service.remarks)
    return replace(service, remarks=(*service.remarks, *new)) if new else service


def _meant(
    name: str, services: list[DraftService], known: dict[str, DraftService]
) -> DraftService | None:
    """The service of the name, else the only one of the kind that the name is."""
    if same(name) in known:
        return known[same(name)]
    kind = kind_of((name,), ())
    alike = [each for each in services if each.kind == kind] if kind else []
    return alike[0] if len(alike) == 1 else None


def _numbers(service: DraftService) -> Iterator[int]:
    overlaid = [each for _, endpoints in service.overlays for each in endpoints]
    for endpoint in (*service.endpoints, *overlaid):
        if endpoint.port is not None:
            yield from range(endpoint.port, (endpoint.port_end or endpoint.port) + 1)
        if endpoint.container is not None:
            yield endpoint.container


def _published(service: DraftService) -> int | None:
    """Its number, where it has only one."""
    ports = [each.port for each in service.endpoints if each.port is not None]
    return ports[0] if len(ports) == 1 and not service.overlays else None


def _place(service: DraftService) -> str:
    return next(each.place for each in service.endpoints if each.port is not None)
