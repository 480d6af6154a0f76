"""Drafts everything that was found: project by project, each service once, on its machine."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from portbook.draft.company_list import assign_to_checkouts
from portbook.draft.draft import (
    Draft,
    DraftHost,
    DraftProject,
    DraftRange,
    DraftService,
    DraftStack,
)
from portbook.draft.exclusive import without_conflicts
from portbook.draft.links import Call, Holder, across, linked, unanswered
from portbook.draft.merge_services import Party, join
from portbook.draft.names import (
    Names,
    adds_information,
    environment_name,
    fitting,
    folded_name,
    sentence,
)
from portbook.draft.proxies import drafted_proxies, with_upstream_numbers
from portbook.draft.services import Surroundings, draft_service, without_collisions
from portbook.draft.sources import is_compose, rank, where
from portbook.language.keys.values import DOMAIN, STATUSES
from portbook.model.portmap import DEFAULT_ENVIRONMENT
from portbook.model.ports import HIGHEST, LOWEST
from portbook.sources.found import (
    Found,
    FoundChange,
    FoundClaim,
    FoundProject,
    FoundRange,
    FoundRoute,
    FoundService,
    FoundStack,
)
from portbook.sources.naming import slug
from portbook.text.wording import few

_HERE = frozenset(("localhost", "127.0.0.1", "0.0.0.0", "::1", "[::1]", "host.docker.internal"))


_ELSEWHERE = frozenset(("production", "staging", "preproduction", "qa", "uat", "demo"))
"""Environments that are not on the machine at hand unless a file says so."""


class Hosts:
    """Names for the machines of all projects; what runs right here is on the map's first host.

    An environment beside the default one gets a host of its own name where no file says another:
    on one machine its numbers would clash with the default's.
    """

    def __init__(self, *, several: bool) -> None:
        self.names = Names(frozenset(("localhost",)))
        self.drafted: dict[str, DraftHost] = {}
        self._known: dict[str, str] = {}
        self.several = several

    def name(self, text: str | None) -> str | None:
        """The name of what a file calls a host; None for the machine at hand."""
        if text is None or text.strip().casefold() in _HERE:
            return None
        key = text.strip().casefold()
        if key not in self._known:
            title = sentence(text)
            name = self.names.unique(text, "host")
            address = fitting(DOMAIN, text) if "." in text else None
            shown = title if title and not address and adds_information(title, name) else None
            self.drafted[name] = DraftHost(name, shown, address)
            self._known[key] = name
        return self._known[key]

    def of_environments(
        self, environments: tuple[str, ...], claims: list[FoundClaim], project: str
    ) -> dict[str, str | None]:
        """The host of each environment; None is the map's first, where all are but those that
        are known to be of other machines."""
        default = environments[0]
        found: dict[str, str | None] = {}
        for environment in environments:
            here = [
                self.name(claim.host)
                for claim in claims
                if (claim.environment or default) == environment
            ]
            named = {host for host in here if host}
            if len(named) == 1 and (environment != default or None not in here):
                found[environment] = named.pop()
            elif environment == default or environment not in _ELSEWHERE:
                found[environment] = None
            else:
                found[environment] = self.of(environment, project)
        return found

    def of(self, environment: str, project: str) -> str:
        """The host that bears an environment's name, each project's own: nothing says that two
        projects' productions are one machine."""
        key = f"environment {environment} of {project}"
        environment = f"{project}-{environment}" if self.several else environment
        if key not in self._known:
            name = slug(environment) or "environment"
            if name not in self.drafted:
                name = self.names.unique(name, "environment")
                self.drafted[name] = DraftHost(name)
            self._known[key] = name
        return self._known[key]


@dataclass(slots=True, kw_only=True)
class _Material(Found):
    """What is found of one project."""

    name: str
    checkout: FoundProject | None = None


def make_draft(
    found: Found, project: str, home: str = ".", holders: dict[int, list[Holder]] | None = None
) -> Draft:
    """`project` is whose the facts are that name none; `home` the map's folder, written from the
    folder that the facts' paths are written from; `holders` those of a map that is there."""
    materials = _materials(assign_to_checkouts(found, project), project)
    shared = []
    if len(materials) > 1:
        shared = [each for each in found.of(FoundRange) if each.project is None]
    names, hosts = Names(frozenset(("self",))), Hosts(several=len(materials) > 1)
    done = [_draft_project(each, names, hosts, home, shared) for each in materials]
    calls = {project.name: unopened for project, unopened in done}
    drafted = across([project for project, _ in done], calls, holders or {})
    kept = [each for each in drafted if each.services or each.ranges or each.remarks]
    return Draft(kept, list(draft_ranges(shared)), list(hosts.drafted.values()))


def _materials(found: Found, project: str) -> list[_Material]:
    materials: dict[str, _Material] = {}

    def material(name: str | None) -> _Material:
        chosen = name if name and folded_name(name) else project
        return materials.setdefault(folded_name(chosen), _Material(name=chosen))

    for checkout in found.of(FoundProject):
        own = material(checkout.name)
        own.checkout = own.checkout or checkout
    kinds = (FoundClaim, FoundService, FoundRange, FoundChange, FoundStack, FoundRoute)
    for kind in kinds:
        for fact in found.of(kind):
            material(fact.project).facts.append(fact)
    return list(materials.values())


def _draft_project(
    material: _Material, names: Names, hosts: Hosts, home: str, shared: list[FoundRange]
) -> tuple[DraftProject, list[Call]]:
    claims = [replace(c, environment=environment_name(c.environment)) for c in material.claims]
    opened = [claim for claim in claims if not claim.reference]
    called = [claim for claim in claims if claim.reference]
    facts = [replace(s, environment=environment_name(s.environment)) for s in material.services]
    environments = _environments(opened, facts, material.of(FoundStack))
    parties, spoken = join(_on_shared_networks(opened, facts), facts, environments[0])
    checkout = material.checkout
    folder = (checkout.folder if checkout else None) or home
    known = {claim.host: name for claim in opened if (name := hosts.name(claim.host))}
    machines = hosts.of_environments(tuple(environments), opened, material.name)
    around = Surroundings(tuple(environments), folder, _hosts_to_name(known, machines, opened))
    drafted = _without_lone_group(_named(parties, around))
    drafted = with_upstream_numbers(drafted, material.of(FoundRoute))
    joined, history = linked(drafted, parties, material.of(FoundChange), called)
    slugs = dict(zip(environments, _slugs(environments), strict=True))
    stacks = _stacks(material, claims, folder, slugs)
    services, calls = unanswered(without_collisions(joined), called)
    staged = _staged(material.of(FoundStack), folder, environments[0])
    proxies = drafted_proxies(material.of(FoundRoute), drafted, parties, environments, staged)
    title = sentence(checkout.title) if checkout and checkout.title else sentence(material.name)
    name = names.unique(material.name, "project")
    plain = list(environments) == [DEFAULT_ENVIRONMENT] and machines[DEFAULT_ENVIRONMENT] is None
    project = DraftProject(
        name,
        title=title if title and adds_information(title, name) else None,
        path=_relative(checkout.folder, home) if checkout and checkout.folder else None,
        stacks=stacks,
        environments=() if plain else tuple((slugs[e], machines[e]) for e in environments),
        ranges=draft_ranges(each for each in material.of(FoundRange) if each not in shared),
        services=tuple(
            _declared(_with_slugs(each, slugs), stacks, known=any(fact.stack for fact in facts))
            for each in services
        ),
        proxies=tuple(replace(each, environment=slugs[each.environment]) for each in proxies),
        history=history,
        sources=_sources(material),
        remarks=(*_unset(claims), *_unnamed(spoken)),
    )
    return without_conflicts(project), calls


def _staged(stacks: list[FoundStack], folder: str, default: str) -> dict[str, set[str]]:
    """The environments of each compose file."""
    found: dict[str, set[str]] = {}
    for stack in stacks:
        for file in stack.files:
            path = posixpath.normpath(posixpath.join(folder, file))
            found.setdefault(path, set()).add(environment_name(stack.environment) or default)
    return found


def _stacks(
    material: _Material, claims: list[FoundClaim], folder: str, slugs: dict[str, str]
) -> tuple[DraftStack, ...]:
    found = tuple(
        DraftStack(
            each.name,
            each.files,
            slugs.get(environment_name(each.environment) or "") if each.environment else None,
        )
        for each in material.of(FoundStack)
    )
    file = None if found else _compose_file(material.services, claims, folder)
    return (DraftStack("default", (file,)),) if file else found


def _declared(
    service: DraftService, stacks: tuple[DraftStack, ...], *, known: bool
) -> DraftService:
    """Its stacks in the shortest form: nothing where it is in the only one under its own name, or
    where it is not `known` what stacks declare."""
    names = service.compose
    contained = bool(service.image or service.build or service.container)
    contained = contained or any(each.container for each in service.endpoints)
    if names is None or (known and not service.stacked):
        # A document's block is no stack.
        return replace(service, compose=() if contained and known else None)
    if len(stacks) == 1:
        plain = tuple(name.rpartition("/")[2] for name in names)
        if plain == (service.name,) and contained:
            return replace(service, compose=None)
        return replace(service, compose=plain)
    return service


def _environments(
    claims: list[FoundClaim], services: list[FoundService], stacks: list[FoundStack]
) -> list[str]:
    """All that are named, in that order, the default first; `development` is what needs no name,
    unless a stack beside the plain one is for development."""
    named = [claim.environment for claim in claims]
    named += [environment_name(service.environment) for service in services]
    found = list(dict.fromkeys(each for each in named if each))
    beside = {environment_name(each.environment) for each in stacks}
    beside |= {environment_name(each.environment) for each in services if each.stack}
    if beside >= {DEFAULT_ENVIRONMENT, None}:
        return ["default", *found]
    if DEFAULT_ENVIRONMENT in found:
        found.remove(DEFAULT_ENVIRONMENT)
    elif found and None not in beside and all(claim.environment for claim in claims):
        return found
    return [DEFAULT_ENVIRONMENT, *found]


def _unset(claims: list[FoundClaim]) -> Iterator[str]:
    names = dict.fromkeys(c.variable for c in claims if c.random and c.variable)
    if names:
        listed = few([name for name in names if name])
        yield f"decide: no file here sets {listed}: Docker takes any number for them"


def _unnamed(spoken: list[FoundClaim]) -> Iterator[str]:
    """That numbers of texts are in no service, whose name nothing says."""
    for claim in spoken:
        number = claim.port if claim.port is not None else claim.container_port
        yield f"{where(claim.path, claim.line)} has {number} behind '{claim.service}', no name"


def _on_shared_networks(claims: list[FoundClaim], facts: list[FoundService]) -> list[FoundClaim]:
    """A container in another's network is reached at that one's ports, whoever writes of it."""
    shared = {folded_name(fact.name): fact.network_of for fact in facts if fact.network_of}
    held = {(claim.service, claim.port) for claim in claims if claim.published}
    moved = []
    for claim in claims:
        holder = None if claim.stack else shared.get(folded_name(claim.service))
        known = holder is not None and (holder, claim.port) in held
        moved.append(replace(claim, service=holder) if holder and known else claim)
    return moved


def _slugs(environments: Iterable[str]) -> Iterator[str]:
    names = Names()
    for environment in environments:
        yield names.unique(slug(environment), "environment")


def _with_slugs(service: DraftService, slugs: dict[str, str]) -> DraftService:
    return replace(
        service,
        only=tuple(slugs[each] for each in service.only),
        overlays=tuple((slugs[name], endpoints) for name, endpoints in service.overlays),
    )


def _hosts_to_name(
    known: dict[str | None, str], machines: dict[str, str | None], claims: list[FoundClaim]
) -> dict[str, str]:
    """Hosts that have to be said at a service: not where its environment is there anyway."""
    default = next(iter(machines))
    implied = {
        claim.host
        for claim in claims
        if claim.host and known.get(claim.host) == machines.get(claim.environment or default)
    }
    return {host: name for host, name in known.items() if host and host not in implied}


def _named(parties: list[Party], around: Surroundings) -> list[DraftService]:
    names = Names(frozenset(("self",)))
    drafted = []
    for party in parties:
        kind = party.kind or "service"
        numbers = [claim.port for claim in party.claims if claim.port]
        otherwise = kind if kind != "service" or not numbers else f"service-{numbers[0]}"
        drafted.append(draft_service(party, names.unique(party.name, otherwise), around))
    return drafted


def _without_lone_group(services: list[DraftService]) -> list[DraftService]:
    """A heading that every service stands under tells nothing of any of them."""
    if len({service.group for service in services}) > 1:
        return services
    return [replace(service, group=None) for service in services]


def _relative(folder: str, home: str) -> str:
    return os.path.relpath(folder, home).replace("\\", "/")


def _compose_file(
    services: list[FoundService], claims: list[FoundClaim], folder: str
) -> str | None:
    """The compose file nearest to the project's folder."""
    told = [service.path for service in services] + [claim.path for claim in claims]
    paths = dict.fromkeys(path for path in told if is_compose(path))
    inside = [posixpath.relpath(path.replace("\\", "/"), folder or ".") for path in paths]
    near = [path for path in inside if not path.startswith("..") and sentence(path) == path]
    # `docker-compose.prod.yml` lies beside the one that all environments begin with.
    return min(
        near, key=lambda path: (path.count("/"), posixpath.basename(path).count(".")), default=None
    )


def _sources(material: _Material) -> tuple[str, ...]:
    told = (material.claims, material.services, material.of(FoundRange), material.of(FoundChange))
    return tuple(dict.fromkeys(fact.path for facts in told for fact in facts))


def draft_ranges(found: Iterable[FoundRange]) -> tuple[DraftRange, ...]:
    """Names are made from purposes; of several mentions the first with a purpose is kept."""
    best: dict[tuple[int, int | None], FoundRange] = {}
    for each in sorted(found, key=lambda each: rank(each.path)):
        if LOWEST <= each.start <= (each.end or HIGHEST) <= HIGHEST:
            known = best.get((each.start, each.end))
            if known is None or (each.purpose and not known.purpose):
                best[each.start, each.end] = each
    return tuple(_named_ranges(best.values()))


def _named_ranges(found: Iterable[FoundRange]) -> Iterator[DraftRange]:
    names = Names()
    for each in found:
        purpose = sentence(each.purpose)
        status = each.status if each.status in STATUSES and each.status != "active" else None
        step = each.step if each.step and 1 < each.step <= 10000 else None
        head = re.split(r"[:;,(]", purpose or "")[0]
        name = names.unique(head, f"from-{each.start}")
        place = where(each.path, each.line)
        yield DraftRange(name, each.start, each.end, purpose, step, status, place)
