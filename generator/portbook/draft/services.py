"""Drafts the entry of ports.yaml for a service that files tell of."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from portbook.draft.draft import DraftEndpoint, DraftService
from portbook.draft.merge_services import Party
from portbook.draft.names import adds_information, fitting, folded_name, sentence
from portbook.draft.overlays import by_environment, ports_of
from portbook.draft.published import published_by_environment
from portbook.draft.sources import DOCUMENT, TELLING, is_compose, rank, where
from portbook.language.canonical import primary_name
from portbook.language.keys.values import MOUNT, RELATIVE, ROLES, STATUSES, VARIABLE
from portbook.model.catalogue import CATALOGUE
from portbook.model.kinds import Kind
from portbook.sources.found import FoundClaim, Interpolated
from portbook.sources.naming import ENVIRONMENTS, slug
from portbook.text.secrets import HIDDEN, without_userinfo

_PLAIN = frozenset(
    (
        *("ports", "port-map", "port-list", "services", "overview"),
        *("puertos", "portas", "porte", "porty", "portlar", "dienste", "servicios", "servicos"),
    )
)
"""Headings of a document's only table, or of the one before all others."""

T = TypeVar("T")
_SPEAKING = re.compile(r"[^\W_]")


class Surroundings(NamedTuple):
    """The project's `environments`, the default first; its `folder` as files name it; what its
    `hosts` are called here, by what files call them."""

    environments: tuple[str, ...]
    folder: str
    hosts: dict[str, str]


def draft_service(party: Party, name: str, around: Surroundings) -> DraftService:
    """Everything but `uses` and `history`, which need the other services' names."""
    kind = CATALOGUE.get(party.kind) if party.kind else None
    held = [claim for claim in party.claims if claim.status != "retired"]
    gone = [claim for claim in party.claims if claim.status == "retired"] if held else []
    held = held or party.claims
    stacked = any(fact.stack for fact in party.facts)
    if stacked:
        found = published_by_environment(held, kind, around.environments, party.facts)
    else:
        found = by_environment(held, kind, around.environments)
    endpoints, overlays, only, remarks = found
    # What Compose runs is in use, whatever a heading above its row reserves or plans.
    said = [c for c in held if not (stacked and c.status in ("reserved", "planned"))]
    status, other = _status(said)
    ports = ports_of(endpoints, overlays)
    further = (*_differing_statuses(gone), *_unpublished(party, endpoints), *_unfit_to_print(party))
    return replace(
        _described(party, name, kind),
        status=status,
        configured_in=_configured(party, around.folder, ports),
        endpoints=endpoints,
        alternatives=_alternatives(held, ports),
        hosts=_hosts(party.claims, around),
        only=only,
        overlays=overlays,
        remarks=(*remarks, *other, *further),
        stacked=stacked,
        variables=tuple(_variables(endpoints)),
    )


def _described(party: Party, name: str, kind: Kind | None) -> DraftService:
    """What files tell of it beside its ports. Mounts and variables of what a stack declares stand
    in its files."""
    build = _first(sentence(_normal(f.build)) for f in party.facts)
    stacked = any(fact.stack for fact in party.facts)
    return DraftService(
        name,
        title=_title(party, name),
        description=_description(party),
        kind=party.kind,
        role=_role(party, kind),
        group=_group(party.claims),
        directory=fitting(RELATIVE, _first(_inside(f.directory) for f in party.facts)),
        image=_first(sentence(f.image) for f in party.facts),
        build=build,
        dockerfile=_dockerfile(party, build),
        container=_container(party),
        compose=_declared(party),
        start=_first(s for f in party.facts if HIDDEN not in (s := sentence(f.start) or "")),
        health=_health(party, kind),
        database=_database(party, kind),
        secrets=_secrets(party),
        volumes=() if stacked else _volumes(party),
        interpolated=() if stacked else _interpolated(party),
        called=tuple(party.names),
        places=_places(party),
        plain_in=tuple(f.stack for f in party.facts if f.stack and not f.profiles),
    )


def _dockerfile(party: Party, build: str | None) -> str | None:
    """From the folder of the build, where it is not the one that is taken there by itself."""
    told = next((f for f in party.facts if _normal(f.build) == build and f.dockerfile), None)
    if told is None or build is None or "://" in build:
        return None
    # A stack's is a path from the checkout, any other as its file has it.
    path = _normal(told.dockerfile) or ""
    path = posixpath.relpath(path, build) if told.stack else path
    return path if path != "Dockerfile" and sentence(path) == path else None


def _volumes(party: Party) -> tuple[str, ...]:
    told = _first(f.volumes for f in party.facts) or ()
    return tuple(each for each in told if fitting(MOUNT, each))


def _interpolated(party: Party) -> tuple[Interpolated, ...]:
    told = _first(f.interpolated for f in party.facts) or ()
    return tuple(e for e in told if HIDDEN not in e.default and fitting(VARIABLE, e.name))


def _variables(endpoints: tuple[DraftEndpoint, ...]) -> Iterator[tuple[str, str]]:
    """What moves its ports in a .env file, by the keys of `variables`."""
    first = primary_name([each.name for each in endpoints]) if endpoints else ""
    for each in endpoints:
        if each.moved_by and fitting(VARIABLE, each.moved_by):
            yield "port" if each.name == first else f"{each.name}.port", each.moved_by


def _declared(party: Party) -> tuple[str, ...] | None:
    """`stack/name` for each stack whose overlay may say its ports: all of them are known there,
    and are published by Compose. None where no stack was read."""
    known = [f for f in party.facts if f.stack]
    if not known:
        plain = _first(f.compose for f in party.facts)
        return (plain,) if plain and re.fullmatch(r"[a-zA-Z0-9._-]+", plain) else None
    sure = [f for f in known if not (f.unsure or f.host_network)]
    return tuple(dict.fromkeys(f"{f.stack}/{f.compose}" for f in sure))


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value), None)


def _title(party: Party, name: str) -> str | None:
    """What documents call it, where that says more than the name."""
    told = [sentence(fact.title) for fact in party.facts]
    kind = CATALOGUE.get(party.kind or "")
    if kind is None or kind.role != "proxy":
        # What a document calls a proxy's number is what stands behind it.
        told += [sentence(each) for each in party.titles]
    return next(
        (each for each in told if each and _is_title(each) and adds_information(each, name)), None
    )


def _is_title(text: str) -> bool:
    """Whether it is what somebody calls a thing: no sentence and no piece of one, and not what any
    program or stage is called."""
    whole = all(text.count(one) == text.count(other) for one, other in ("()", "[]"))
    said = slug(text) not in {"app", "main", *ENVIRONMENTS, *ENVIRONMENTS.values()}
    return whole and said and not text.endswith(".") and _SPEAKING.search(text) is not None


def _description(party: Party) -> str | None:
    """What files say that are written for people; of a mere number there is no use."""
    said = [sentence(fact.description) for fact in party.facts]
    said += [sentence(claim.description) for claim in party.claims if rank(claim.path) >= TELLING]
    names = {folded_name(name) for name in party.names}
    kept = (
        each for each in said if each and not each.isdecimal() and folded_name(each) not in names
    )
    return next(kept, None)


def _group(claims: list[FoundClaim]) -> str | None:
    """The heading; the name of an environment is said by that."""
    for claim in claims:
        group = sentence(claim.group)
        if group and slug(group) not in ENVIRONMENTS and slug(group) not in _PLAIN:
            return group
    return None


def _role(party: Party, kind: Kind | None) -> str | None:
    role = _first(fact.role for fact in party.facts)
    usual = kind.role if kind else "other"
    return role if role in ROLES and role != usual else None


def _status(claims: list[FoundClaim]) -> tuple[str | None, tuple[str, ...]]:
    """The status of all its numbers; others than that become remarks.

    A line that says nothing of it leaves it to the others that give the same number.
    """
    told: dict[tuple[int | None, int | None], FoundClaim] = {}
    for claim in claims:
        key = claim.port, None if claim.port else claim.container_port
        if key not in told or told[key].status is None:
            told[key] = claim
    statuses = [claim.status or "active" for claim in told.values()]
    first = "active" if "active" in statuses else next(iter(statuses), "active")
    others = [claim for claim in told.values() if (claim.status or "active") != first]
    known = first if first in STATUSES and first != "active" else None
    return known, tuple(_differing_statuses(others))


def _alternatives(claims: list[FoundClaim], own: set[int | None]) -> tuple[int, ...]:
    """Numbers that lines keep for when its own is taken; a service without a number needs none."""
    kept = dict.fromkeys(number for claim in claims for number in claim.alternatives)
    return tuple(number for number in kept if own and number not in own)


def _differing_statuses(claims: list[FoundClaim]) -> Iterator[str]:
    for claim in claims:
        number = claim.port if claim.port is not None else claim.container_port
        yield f"decide: {where(claim.path, claim.line)} calls {number} {claim.status}"


def _normal(folder: str | None) -> str | None:
    """A folder from the project's, without the `./` that files put before it; an address without
    who may fetch from it."""
    if folder and "://" in folder:
        return without_userinfo(folder)
    return posixpath.normpath(folder.replace("\\", "/")) if folder else None


def _inside(folder: str | None) -> str | None:
    """A folder below the project's; None for that itself, and for what is none."""
    path = _normal(folder)
    if path is None or path == "." or (" " in path and "/" not in path):
        # A column of folders also holds remarks such as `Local process`.
        return None
    return path


def _configured(party: Party, folder: str, numbers: set[int | None]) -> tuple[str, ...]:
    """Files that hold its port, from the project's folder; the compose file is the project's."""
    paths = []
    for claim in party.claims:
        told = rank(claim.path) == DOCUMENT or is_compose(claim.path)
        if told or claim.assumed or claim.port not in numbers:
            continue
        path = posixpath.relpath(claim.path.replace("\\", "/"), folder.replace("\\", "/") or ".")
        if not path.startswith("..") and sentence(path) == path:
            paths.append(path)
    return tuple(dict.fromkeys(paths))


def _container(party: Party) -> str | None:
    """A name that a file gives, not the one that Compose would make."""
    name = _first(sentence(fact.container) for fact in party.facts)
    return name if name and not name.isdecimal() else None


def _hosts(claims: list[FoundClaim], around: Surroundings) -> tuple[str, ...]:
    named = (around.hosts.get(claim.host) for claim in claims if claim.host)
    return tuple(dict.fromkeys(host for host in named if host))


_FETCHED = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::[0-9]+)?(/[A-Za-z0-9._~/?=&%*-]*)"
)


def _health(party: Party, kind: Kind | None) -> str | None:
    """A path, `tcp`, or the path that a command in the container fetches.

    Other commands are for inside the container, where ports and programs are not the host's:
    the kind's own check says more.
    """
    for fact in party.facts:
        given = sentence(fact.health)
        if not given:
            continue
        fetched = _FETCHED.search(given)
        path = fetched[1] if fetched else given if given == "tcp" or given[0] == "/" else None
        if path and HIDDEN in path:
            path = path.partition("?")[0]
        if path and not re.search(r"[\s{}]", path) and path != (kind.health if kind else None):
            return path
    return None


def _unpublished(party: Party, endpoints: tuple[DraftEndpoint, ...]) -> Iterator[str]:
    """Numbers of the host that others give to what a compose file runs and does not publish."""
    told = [f for f in party.facts if f.compose and not f.stack and is_compose(f.path)]
    told = [f for f in told if not f.host_network]
    if not told or any(is_compose(c.path) and c.port is not None for c in party.claims):
        return
    for each in endpoints:
        if each.port is not None:
            beside = where(told[0].path, told[0].line)
            yield f"decide: {each.port} ({each.place}), which {beside} does not publish"


def _unfit_to_print(party: Party) -> Iterator[str]:
    """A map is committed: a command that holds a secret is not for it."""
    for fact in party.facts:
        if fact.start and HIDDEN in (sentence(fact.start) or ""):
            yield f"decide: its start ({where(fact.path, fact.line)}) holds a secret; left out"


def _database(party: Party, kind: Kind | None) -> tuple[tuple[str, str], ...]:
    """Name and user, from the variables that the kind's image takes them from."""
    env = {name: value for fact in party.facts for name, value in reversed(fact.env)}
    found = []
    for key, variable in (kind.database_variables if kind else {}).items():
        value = sentence(env.get(variable))
        if key in ("name", "user") and value and not re.search(r"[${}]", value):
            found.append((key, value))
    return tuple(found) if any(key == "name" for key, _ in found) else ()


def _secrets(party: Party) -> tuple[str, ...]:
    names = (name for fact in party.facts for name in fact.secrets)
    return tuple(name for name in dict.fromkeys(names) if fitting(VARIABLE, name))


def _places(party: Party) -> tuple[str, ...]:
    places = [(claim.path, claim.line) for claim in party.claims]
    places += [(fact.path, fact.line) for fact in party.facts]
    return tuple(dict.fromkeys(where(*place) for place in places))


def without_collisions(services: list[DraftService]) -> list[DraftService]:
    """A name that is also made from another service's stays a variable of the compose files; of two
    services that one is made of, the second gives it up."""
    made: dict[str, set[str]] = {}
    for service in services:
        for name in _derived(service):
            made.setdefault(name, set()).add(service.name)
    taken: set[str] = set()
    unnamed = set()
    for service in sorted(services, key=lambda each: not each.stacked):
        if taken & {*_derived(service)}:
            unnamed.add(service.name)
        else:
            taken.update(_derived(service))
    return [
        replace(
            each,
            variables=tuple(v for v in each.variables if made.get(v[1], set()) <= {each.name}),
            unnamed=each.name in unnamed,
        )
        for each in services
    ]


def _derived(service: DraftService) -> Iterator[str]:
    for end in ("", *(f"_{endpoint.name}" for endpoint in service.endpoints)):
        yield f"{service.name}{end}_port".upper().replace("-", "_")
