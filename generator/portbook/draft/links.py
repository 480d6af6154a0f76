"""Resolves what files say of services by name or number: uses, changes and calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from portbook.draft.draft import DraftEndpoint, DraftProject, DraftService
from portbook.draft.merge_services import Party
from portbook.draft.names import Names, folded_name, sentence
from portbook.draft.sources import where
from portbook.model.portmap import DEFAULT_ENVIRONMENT, PortMap
from portbook.model.ports import HIGHEST, LOWEST
from portbook.sources.found import FoundChange, FoundClaim
from portbook.sources.kinds import kind_of
from portbook.sources.packagejson import BESIDE
from portbook.text.grouping import grouped

Item = tuple[tuple[str, str], ...]
"""Keys and values of a history entry."""
Pair = tuple[DraftService, Party]

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def linked(
    services: list[DraftService],
    parties: list[Party],
    changes: Iterable[FoundChange],
    called: Iterable[FoundClaim],
) -> tuple[list[DraftService], tuple[Item, ...]]:
    """Facts about services by name, and calls by number (`called`), assigned to the services as
    `uses` and `history`; and the history of what is no service."""
    known = by_name(services)
    pairs = list(zip(services, parties, strict=True))
    uses = _uses(pairs, known, _callers(pairs, called, known))
    history, others = _histories(changes, known)
    found = [
        replace(
            service, uses=tuple(uses[service.name]), history=tuple(history.get(service.name, ()))
        )
        for service in services
    ]
    return found, tuple(others)


def by_name(services: list[DraftService]) -> dict[str, DraftService]:
    """Who is meant by a name; where two could be, the first."""
    known: dict[str, DraftService] = {}
    for service in services:
        for name in (service.name, *service.called, service.container):
            if name:
                known.setdefault(folded_name(name), service)
    return known


def _callers(
    pairs: list[Pair], called: Iterable[FoundClaim], known: dict[str, DraftService]
) -> dict[str, list[DraftService]]:
    """Whom a service calls by number or name in a file of its own, or of its own folder."""
    holders = grouped((n, service) for service, _ in pairs for n in _ports(service))
    owners = grouped((path, service) for service, party in pairs for path in party.paths)
    folders = [service for service, _ in pairs if service.directory]
    found: dict[str, list[DraftService]] = {}
    for claim in called:
        folder = claim.path.replace("\\", "/").rpartition("/")[0]
        near = [each for each in folders if f"/{folder}".endswith(f"/{each.directory}")]
        if len(near) > 1:
            # Storybook beside an application calls nobody.
            near = [each for each in near if each.kind not in BESIDE]
        own = near if len(near) == 1 else owners.get(claim.path) or near
        named = known.get(folded_name(claim.service)) if claim.port is None else None
        those = [named] if named else holders.get(claim.port or 0, [])
        if len(own) == 1 == len(those) and own[0] is not those[0]:
            found.setdefault(own[0].name, []).append(those[0])
    return found


def _uses(
    pairs: list[Pair], known: dict[str, DraftService], callers: dict[str, list[DraftService]]
) -> dict[str, list[str]]:
    """Who needs whom, without circles: what closes one is left out."""
    uses: dict[str, list[str]] = {}
    for service, party in pairs:
        named = dict.fromkeys(each for fact in party.facts for each in fact.uses)
        others = [known.get(folded_name(name)) for name in named] + callers.get(service.name, [])
        uses[service.name] = list(
            dict.fromkeys(other.name for other in others if other and _in_reach(service, other))
        )
    return _without_circles(uses)


def _ports(service: DraftService) -> dict[int, None]:
    return dict.fromkeys(each.port for each in service.endpoints if each.port is not None)


def _in_reach(service: DraftService, other: DraftService) -> bool:
    """Whether the other one is in every environment of the service."""
    return not other.only or (bool(service.only) and set(service.only) <= set(other.only))


def _without_circles(uses: dict[str, list[str]]) -> dict[str, list[str]]:
    """A walk into the depth, each service once: what leads back to where it comes from closes a
    circle."""
    kept: dict[str, list[str]] = {name: [] for name in uses}
    done: set[str] = set()
    for start, first in uses.items():
        if start in done:
            continue
        path = {start: iter(first)}
        while path:
            name, rest = next(reversed(path.items()))
            other = next(rest, None)
            if other is None:
                done.add(name)
                del path[name]
            elif other not in path:
                kept[name].append(other)
                if other not in done:
                    path[other] = iter(uses[other])
    return kept


def _histories(
    changes: Iterable[FoundChange], known: dict[str, DraftService]
) -> tuple[dict[str, list[Item]], list[Item]]:
    found: dict[str, list[Item]] = {}
    others: dict[Item, None] = {}
    for change in changes:
        service = known.get(folded_name(change.service)) if change.service else None
        if service is None:
            others.update(dict.fromkeys(_without_service(change)))
        elif entry := tuple(_entry(change)):
            entries = found.setdefault(service.name, [])
            if entry not in entries:
                entries.append(entry)
    for entries in found.values():
        entries.sort(key=lambda entry: dict(entry).get("date", ""))
    return found, list(others)


def _without_service(change: FoundChange) -> Iterator[Item]:
    numbers = " to ".join(str(n) for n in (change.before, change.after) if n is not None)
    text = ": ".join(part for part in (sentence(change.service), numbers) if part)
    said = sentence("; ".join(part for part in (text, sentence(change.reason)) if part))
    if said:
        yield (*_date(change), ("change", said))


def _date(change: FoundChange) -> Item:
    return (("date", change.date),) if change.date and _DATE.fullmatch(change.date) else ()


def _entry(change: FoundChange) -> Iterator[tuple[str, str]]:
    reason = sentence(change.reason)
    before, after = (
        n if n and LOWEST <= n <= HIGHEST else None for n in (change.before, change.after)
    )
    if after is None:
        said = f"no longer {before}" if before else None
        said = "; ".join(part for part in (said, reason) if part)
        if said:
            yield from (*_date(change), ("change", said))
        return
    yield from _date(change)
    if before:
        yield "from", str(before)
    yield "to", str(after)
    if reason:
        yield "reason", reason


SHOWN = 4
"""Services that a remark names; of more, the rest is counted."""


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
        service = _service_named(claim.service, services, known)
        own = _published(service) if service else None
        if service is None or own is None:
            calls.append(call)
        else:
            remark = f"decide: {own.port} ({own.place}) or {call.port} (called in {call.place})"
            objections.setdefault(service.name, []).append(remark)
    return [_remarked(each, objections.get(each.name, ())) for each in services], calls


class Holder(NamedTuple):
    """Who opens a number, and in which environments, the default first."""

    project: str
    service: str
    environments: tuple[str, ...]

    def seen_from(self, environments: Iterable[str]) -> str:
        """As `same_as` names it: where it has not all of these environments, with one of its."""
        if set(environments) <= set(self.environments):
            return f"{self.project}/{self.service}"
        return f"{self.project}@{self.environments[0]}/{self.service}"


def holders_of(portmap: PortMap) -> dict[int, list[Holder]]:
    """Who opens which number in a map that is there."""
    found = grouped(
        ((port, service.project, service.name), environment.name)
        for environment, service in portmap.deployments()
        if service.status != "retired" and service.same_as is None
        for port in {each.port for each in service.endpoints if each.port is not None}
    )
    return grouped(
        (port, Holder(project, name, tuple(dict.fromkeys(environments))))
        for (port, project, name), environments in found.items()
    )


def across(
    projects: list[DraftProject], calls: dict[str, list[Call]], holders: dict[int, list[Holder]]
) -> list[DraftProject]:
    """A number that one other project opens is that project's service, seen from here. `holders`
    are those of the projects that are no drafts."""
    drafted = {project.name for project in projects}
    known = {
        port: [each for each in those if each.project not in drafted]
        for port, those in holders.items()
    }
    for project in projects:
        for service in project.services:
            holder = Holder(project.name, service.name, service.only or _environments(project))
            for port in _ports(service):
                known.setdefault(port, []).append(holder)
    return [_answered(project, calls.get(project.name, ()), known) for project in projects]


def _environments(project: DraftProject) -> tuple[str, ...]:
    return tuple(name for name, _ in project.environments) or (DEFAULT_ENVIRONMENT,)


def _answered(
    project: DraftProject, calls: Iterable[Call], holders: dict[int, list[Holder]]
) -> DraftProject:
    services = list(project.services)
    without = _without_port(services)
    elsewhere = {service.same_as for service in services}
    names = Names(frozenset(("self", *(service.name for service in services))))
    remarks: dict[int, list[str]] = {}
    for call in calls:
        others = [each for each in holders.get(call.port, ()) if each.project != project.name]
        index = without.get(folded_name(call.name))
        if len(others) == 1:
            answer = others[0].seen_from(_environments(project))
            if answer in elsewhere:
                continue
            elsewhere.add(answer)
            if index is not None and services[index].same_as is None:
                services[index] = replace(services[index], same_as=answer)
            else:
                name = names.unique(call.name, answer.partition("/")[2])
                made = DraftService(name, same_as=answer, called=(call.name,), places=(call.place,))
                services.append(made)
        elif index is not None:
            remark = f"decide: {call.port} is called in {call.place}, and {_opened(others)}"
            services[index] = _remarked(services[index], (remark,))
        else:
            said = sentence(call.name)
            remarks.setdefault(call.port, []).append(
                f"{call.place}, as {said}" if said else call.place
            )
    return replace(
        project,
        services=tuple(services),
        remarks=(*project.remarks, *_unanswered_calls(remarks, project.name, holders)),
    )


def _unanswered_calls(
    calls: dict[int, list[str]], project: str, holders: dict[int, list[Holder]]
) -> Iterator[str]:
    for port, places in calls.items():
        named = "; ".join(dict.fromkeys(places))
        others = [each for each in holders.get(port, ()) if each.project != project]
        yield f"decide: {port} is called ({named}), and {_opened(others)}"


def _opened(holders: list[Holder]) -> str:
    named = [f"{each.project}/{each.service}" for each in holders[:SHOWN]]
    if not named:
        return "opened by nothing read"
    more = f" and {len(holders) - SHOWN} more" if len(holders) > SHOWN else ""
    return f"opened by {', '.join(named)}{more}"


def _without_port(services: list[DraftService]) -> dict[str, int]:
    """Services of which all that is known is that they are called, by every name of theirs."""
    found: dict[str, int] = {}
    for index, service in enumerate(services):
        if not service.endpoints:
            for name in (service.name, *service.called):
                found.setdefault(folded_name(name), index)
    return found


def _remarked(service: DraftService, remarks: Iterable[str]) -> DraftService:
    new = tuple(each for each in dict.fromkeys(remarks) if each not in service.remarks)
    return replace(service, remarks=(*service.remarks, *new)) if new else service


def _service_named(
    name: str, services: list[DraftService], known: dict[str, DraftService]
) -> DraftService | None:
    """The service of the name, else the only one of the kind that the name is."""
    if folded_name(name) in known:
        return known[folded_name(name)]
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


def _published(service: DraftService) -> DraftEndpoint | None:
    """What has its number, where it has only one."""
    published = [each for each in service.endpoints if each.port is not None]
    return published[0] if len(published) == 1 and not service.overlays else None
