"""Merges what several files say of one service.

A file tells its own services apart, so two of its names never become one; across files a service
is known by its name, its number, or by being the only one of its kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter

from portbook.draft.names import folded_name
from portbook.draft.sources import DOCUMENT, rank
from portbook.model.catalogue import CATALOGUE
from portbook.sources.found import FoundClaim, FoundService
from portbook.sources.kinds import kind_of, may_be_one_thing
from portbook.sources.naming import is_sentence, slug
from portbook.sources.reconcile import PROXIES
from portbook.text.grouping import grouped

Key = tuple[object, ...]

STACKS = "stacks of the checkout"
"""Stands among the paths of what stacks declare: none of them is another one of them."""

MANY = 40
"""Names and facts that a kind is looked for in: the best believed files have told it by then."""

_EVERYWHERE = frozenset(("PORT", "HTTP_PORT"))
"""Variables that every service has for itself."""


@dataclass(slots=True, eq=False)
class Party:
    """A service as one file or, once joined, as several files tell of it, best believed first.

    `titles` is what each file calls it first, `names` everything it is called.
    """

    name: str
    paths: list[str] = field(default_factory=list)
    claims: list[FoundClaim] = field(default_factory=list)
    facts: list[FoundService] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    _kind: tuple[str | None] | None = None

    @property
    def kind(self) -> str | None:
        if self._kind is None:
            self._kind = (kind_of(self.names[:MANY], self.facts[:MANY]),)
        return self._kind[0]

    def absorb(self, other: Party) -> None:
        """Merge what another file says of the same service."""
        self._kind = None
        self.claims += other.claims
        self.facts += other.facts
        self.names += [name for name in other.names if name not in self.names]
        if other.paths != self.paths:
            self.titles += other.titles
        self.paths += [path for path in other.paths if path not in self.paths]


def join(
    claims: Iterable[FoundClaim], facts: Iterable[FoundService], default: str
) -> tuple[list[Party], list[FoundClaim]]:
    """The services of one project, first those of the file that is believed first, and the numbers
    that a text alone has, behind a piece of a sentence, which are nobody's.

    `default` is the environment that claims without one are of.
    """
    parties = _by_file(claims, facts)

    def numbers(party: Party) -> Iterator[Key]:
        return _numbers(party, default)

    parties = _united(parties, numbers, _is_alias)
    order = {path: at for at, path in enumerate(dict.fromkeys(p.paths[0] for p in parties))}
    parties.sort(key=lambda party: (_rank(party), order[party.paths[0]]))
    parties = _united(parties, _names, _may_be_one)
    parties = _united(parties, _labels, _may_be_one)
    parties = _united(parties, _variables, _may_be_one)
    parties = _united(parties, numbers, _alike)
    parties = _united(parties, _lone_numbers(parties), _is_row_of)
    parties = _united(parties, _lone_kinds(parties), _may_be_one)
    parties = _united(parties, numbers, _is_endpoint)
    kept: list[Party] = []
    spoken: list[FoundClaim] = []
    for party in parties:
        if _is_prose(party):
            spoken += party.claims
        elif not _is_mere_name(party):
            kept.append(party)
    known = {number for party in kept for each in party.claims for number in _numbers_of(each)}
    _assign_to_publishers(kept)
    return kept, [each for each in spoken if known.isdisjoint(_numbers_of(each))]


def _numbers_of(claim: FoundClaim) -> set[int]:
    """The first numbers of a claim, on the host and inside."""
    return {number for number in (claim.port, claim.container_port) if number is not None}


def _assign_to_publishers(parties: list[Party]) -> None:
    """A number of the host that a document gives to what Compose runs, and that Compose publishes
    from another service, is that one's: of a proxy before it, as a rule."""
    publishers = grouped(
        (port, party)
        for party in parties
        for port in {claim.port for claim in party.claims if claim.published}
    )
    for party in parties:
        if STACKS not in party.paths or any(claim.published for claim in party.claims):
            continue
        for claim in [c for c in party.claims if c.port and rank(c.path) == DOCUMENT]:
            others = publishers.get(claim.port, [])
            if len(others) == 1:
                party.claims.remove(claim)
                if claim.container_port:
                    party.claims.append(replace(claim, port=None, port_end=None))
                _let_use(others[0], party)


def _let_use(publisher: Party, party: Party) -> None:
    kind = CATALOGUE.get(publisher.kind or "")
    if kind is not None and kind.role == "proxy" and publisher.facts:
        first = publisher.facts[0]
        publisher.facts[0] = replace(first, uses=(*first.uses, party.name))


def _by_file(claims: Iterable[FoundClaim], facts: Iterable[FoundService]) -> list[Party]:
    parties: dict[Key, Party] = {}

    def party(name: str, path: str, stack: str | None) -> Party:
        if stack is None:
            key: Key = path, folded_name(name)
            return parties.setdefault(key, Party(name, [path], names=[name], titles=[name]))
        # All stacks of a checkout are read together, and tell their services apart.
        made = parties.setdefault((STACKS, name), Party(name, [path, STACKS], names=[name]))
        if path not in made.paths:
            made.paths.append(path)
        return made

    for fact in facts:
        party(fact.name, fact.path, fact.stack).facts.append(fact)
    for claim in claims:
        party(claim.service, claim.path, claim.stack).claims.append(claim)
    return [part for each in parties.values() for part in _separate_rows(each)]


def _separate_rows(party: Party) -> Iterator[Party]:
    """Rows of one name on two hosts, or under two headings, are two services unless they have a
    number in common."""
    if STACKS in party.paths:
        yield party
        return
    for labels in ([c.host for c in party.claims], [c.group for c in party.claims]):
        rows = grouped(zip(labels, party.claims, strict=True))
        if None not in rows and len(rows) > 1 and _are_distinct(list(rows.values())):
            for index, each in enumerate(rows.values()):
                facts = [] if index else party.facts
                names = party.names[:], party.titles[:]
                yield Party(party.name, party.paths[:], each, facts, *names)
            return
    yield party


def _are_distinct(rows: list[list[FoundClaim]]) -> bool:
    """Whether no two have a number in common, and they are not one in two environments."""
    numbers = [{claim.port for claim in each} for each in rows]
    environments = [{claim.environment for claim in each} for each in rows]
    shared = len(set().union(*environments)) < sum(map(len, environments))
    return shared and sum(map(len, numbers)) == len(set().union(*numbers))


def _united(
    parties: list[Party],
    keys: Callable[[Party], Iterable[Key]],
    fits: Callable[[Party, Party], bool],
) -> list[Party]:
    """Each party goes to the first that has a key with it, where the two fit."""
    known: dict[Key, list[Party]] = {}
    kept: list[Party] = []
    for party in parties:
        own = list(dict.fromkeys(keys(party)))
        near = (other for key in own for other in known.get(key, ())[:8])
        home = next((other for other in near if fits(other, party)), None)
        if home is None:
            home = party
            kept.append(party)
        else:
            home.absorb(party)
        for key in own:
            if home not in known.setdefault(key, []):
                known[key].append(home)
    return kept


def _names(party: Party) -> Iterator[Key]:
    yield from ((folded_name(name),) for name in party.names)


def _labels(party: Party) -> Iterator[Key]:
    yield from _names(party)
    for fact in party.facts:
        for label in (fact.compose, fact.container, fact.title):
            if label:
                yield (folded_name(label),)


def _variables(party: Party) -> Iterator[Key]:
    for claim in party.claims:
        if claim.variable and claim.variable not in _EVERYWHERE:
            yield (claim.variable,)


def _numbers(party: Party, default: str) -> Iterator[Key]:
    for claim in party.claims:
        # Two programs of one sort have one default: that makes them no one service.
        if claim.port is not None and not claim.assumed:
            scope = claim.environment or default, claim.host
            yield *scope, claim.port, claim.transport or "tcp"


def _lone_numbers(parties: list[Party]) -> Callable[[Party], Iterator[Key]]:
    """Keys of numbers that documents give to one thing on one host: a compose file names none, and
    publishes it there."""
    told = [dict.fromkeys(_ports(party)) for party in parties if _documented(party)]
    count = Counter(number for numbers in told for number in numbers)
    return lambda party: (number for number in _ports(party) if count[number] == 1)


def _ports(party: Party) -> Iterator[Key]:
    for claim in party.claims:
        if claim.port is not None and (claim.published or claim.host):
            yield claim.port, claim.transport or "tcp"


def _lone_kinds(parties: list[Party]) -> Callable[[Party], Iterator[Key]]:
    """Keys of those that are the only one of their kind in the documents, and in all that is no
    document: a document that says "Redis" means the one that there is."""
    kinds = {id(party): party.kind for party in parties}
    count = Counter((kinds[id(party)], _documented(party)) for party in parties)

    def keys(party: Party) -> Iterator[Key]:
        kind = kinds[id(party)]
        if kind and count[kind, True] == 1 == count[kind, False]:
            yield (kind,)

    return keys


def _is_mere_name(party: Party) -> bool:
    """A name in a document's snippet, of which it tells nothing."""
    told = any(any(_TOLD(each)) for each in party.facts)
    return not party.claims and _documented(party) and not told


_TOLD = attrgetter("title", "description", "kind", "image", "build", "container", "start")


def _is_prose(party: Party) -> bool:
    """Whether only texts speak of it, and call it by a piece of a sentence: `4200 here`."""
    spoken = all(rank(path) == DOCUMENT for path in party.paths) and not party.facts
    return spoken and all(map(is_sentence, party.names))


def _documented(party: Party) -> bool:
    return rank(party.paths[0]) == DOCUMENT


def _is_alias(one: Party, other: Party) -> bool:
    """One file that gives a number to two names that mean the same: `Phoenix backend` of a table,
    and `Backend` of a list below."""
    if one.paths != other.paths or STACKS in one.paths:
        return False
    kinds = one.kind, other.kind
    if kinds[0] != kinds[1] and None not in kinds:
        return False
    return any(may_be_one_thing(a, b, *kinds) for a in one.names[:4] for b in other.names[:4])


def _is_row_of(one: Party, other: Party) -> bool:
    """A text may have several rows for what Compose runs: `Pi-hole DNS` beside `Pi-hole web`."""
    if _alike(one, other):
        return True
    within = STACKS in one.paths and set(_ports(other)) <= set(_ports(one))
    return within and may_be_one_thing(one.name, other.name, one.kind, other.kind)


def _is_endpoint(one: Party, other: Party) -> bool:
    """A file that names endpoints like services: `WEB_ADMIN_PORT` beside `WEB_PORT`, where `web`
    has that number among others."""
    name, longer = (slug(each.name) for each in (one, other))
    if not name or not longer.startswith(f"{name}-") or other.facts:
        return False
    if not {claim.port for claim in other.claims} <= {claim.port for claim in one.claims}:
        return False
    endpoint = longer.removeprefix(f"{name}-")
    other.claims = [replace(c, endpoint=c.endpoint or endpoint) for c in other.claims]
    return True


def _may_be_one(one: Party, other: Party) -> bool:
    """No file tells them apart, and they are not two that run from two folders."""
    if set(one.paths) & set(other.paths):
        return False
    if one.kind == other.kind and one.kind in PROXIES and not (one.facts and other.facts):
        # What a proxy's file draws in says nothing of a program of its own.
        return True
    if STACKS in one.paths:
        # Where its files lie, and what it is built from.
        folders = {path.rpartition("/")[0] for path in one.paths}
        return _folder(other) in folders or not _runs(other) or _shares(one, other)
    if not (_runs(one) and _runs(other)) or _folder(one) == _folder(other):
        return True
    ours, theirs = (set(_numbers(each, "")) for each in (one, other))
    return not ours or not theirs or bool(ours & theirs)


def _shares(one: Party, other: Party) -> bool:
    """Whether two of a name have a number in common, on the host or in a container."""
    ours, theirs = ({n for c in each.claims for n in _numbers_of(c)} for each in (one, other))
    return not theirs or bool(ours & theirs)


def _rank(party: Party) -> int:
    return 0 if STACKS in party.paths else rank(party.paths[0])


def _runs(party: Party) -> bool:
    return _rank(party) in (0, 2)


def _folder(party: Party) -> str:
    return party.paths[0].rpartition("/")[0]


def _alike(one: Party, other: Party) -> bool:
    kinds = one.kind, other.kind
    return _may_be_one(one, other) and (None in kinds or kinds[0] == kinds[1])
