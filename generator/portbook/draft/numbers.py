"""Makes endpoints of the claims of one service in one environment, with disagreements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from portbook.draft.draft import DraftEndpoint
from portbook.draft.names import endpoint_names, sentence
from portbook.draft.sources import DOCUMENT, is_compose, rank, where
from portbook.model.bind import EVERY, is_loopback, parse_bind
from portbook.model.kinds import Kind
from portbook.model.ports import HIGHEST, LOWEST
from portbook.sources.found import FoundClaim


def with_intervals(claims: Iterable[FoundClaim]) -> list[FoundClaim]:
    """A compose file in the long form has a line for each number of `8000-8002`."""
    found = list(claims)
    for first, last in {(c.port, c.port_end) for c in found if c.port and c.port_end}:
        for path in dict.fromkeys(claim.path for claim in found):
            found = _joined(found, path, first, last)
    return found


def _joined(claims: list[FoundClaim], path: str, first: int, last: int) -> list[FoundClaim]:
    """With the numbers of one file as one claim, where it has all of them."""
    inside = [
        claim
        for claim in claims
        if claim.path == path and claim.port and claim.port_end is None
        if first <= claim.port <= last
    ]
    if len({claim.port for claim in inside}) != last - first + 1:
        return claims
    lowest = min(inside, key=lambda claim: claim.port or 0)
    inner = lowest.container_port
    whole = replace(lowest, port_end=last, container_end=inner + last - first if inner else None)
    at = claims.index(inside[0])
    rest = [claim for claim in claims if claim not in inside]
    return [*rest[:at], whole, *rest[at:]]


_SCHEMES = {80: "http", 443: "https", 8443: "https", 9443: "https"}
"""What a container port is known to speak, as a name for its endpoint (IANA's registry)."""

MANY = 60
"""A service of more numbers than this has no endpoint that a file could contradict."""

_TRANSPORTS = ("tcp", "udp", "sctp")
"""What a map can say; another one is told in a remark."""


@dataclass(slots=True)
class _Number:
    """One endpoint in the making: the claim that it is taken from, and what others add."""

    claim: FoundClaim
    container: int | None
    container_end: int | None
    transports: list[str] = field(default_factory=list)
    binds: dict[str, dict[str, int]] = field(default_factory=dict)
    scheme: str | None = None
    endpoint: str | None = None
    rivals: list[FoundClaim] = field(default_factory=list)

    def confirm(self, claim: FoundClaim) -> None:
        """Another mention of the same number; what it alone knows is kept."""
        if self.container is None:
            self.container, self.container_end = claim.container_port, claim.container_end
        if claim.transport in _TRANSPORTS and claim.transport not in self.transports:
            self.transports.append(claim.transport)
        if claim.port is not None and (bind := known_bind(claim)):
            self.binds.setdefault(claim.path, {}).setdefault(bind, claim.line)
        self.scheme = self.scheme or claim.scheme
        self.endpoint = self.endpoint or claim.endpoint

    @property
    def bound(self) -> tuple[str, ...]:
        """The addresses of the file that says the narrowest ones: none is loosened."""
        narrowest = min(self.binds.values(), key=lambda each: max(map(exposure, each)), default={})
        return tuple(narrowest)


def settle(
    claims: Iterable[FoundClaim], kind: Kind | None
) -> tuple[list[DraftEndpoint], list[str]]:
    """One number for each endpoint, the best believed file's, and what a person should look at."""
    joined = with_intervals(claim for claim in claims if _is_port(claim))
    # A number on the host tells more than one inside a container, as Dockerfiles give it.
    ordered = sorted(joined, key=lambda c: (c.assumed, rank(c.path), c.port is None))
    choice = _Choice(is_proxy=kind is not None and kind.role == "proxy")
    for claim in ordered:
        choice.listed.setdefault(claim.path, set()).add(_sort_number(claim))
    for claim in ordered:
        choice.place(claim)
    return list(_endpoints(choice.chosen, kind)), list(_remarks(choice.chosen))


def _is_port(claim: FoundClaim) -> bool:
    number = claim.port if claim.port is not None else claim.container_port
    return number is not None and LOWEST <= number <= (claim.port_end or number) <= HIGHEST


def _sort_number(claim: FoundClaim) -> int:
    """The number, those inside containers below nought."""
    return claim.port if claim.port is not None else -(claim.container_port or 0)


@dataclass(slots=True)
class _Choice:
    """The numbers that are chosen so far; `listed` are those that each file gives. Of a proxy one
    file draws in another: their numbers stand beside each other."""

    is_proxy: bool = False
    chosen: list[_Number] = field(default_factory=list)
    listed: dict[str, set[int]] = field(default_factory=dict)
    _known: dict[tuple[int | None, int | None], list[_Number]] = field(default_factory=dict)

    def place(self, claim: FoundClaim) -> None:
        """Take the claim for a new number, one that is known, or an objection to it."""
        key = claim.port, claim.port_end
        same = next((each for each in self._known.get(key, ()) if _is_same(each, claim)), None)
        if same is not None:
            same.confirm(claim)
            return
        if claim.assumed and any(
            each.claim.endpoint == claim.endpoint or each.claim.path != claim.path
            for each in self.chosen
        ):
            # What a program takes when nobody tells it is no objection to what somebody does.
            return
        if len(self.chosen) <= MANY and any(_is_exposed(claim, each) for each in self.chosen):
            return
        if len(self.listed) > 1 and len(self.chosen) <= MANY:
            level = rank(claim.path) if self.is_proxy else None
            others = [each for each in self.chosen if each.claim.path != claim.path]
            others = [each for each in others if rank(each.claim.path) != level]
            if any(_is_inside(claim, each) for each in others):
                # A document is taken at its word: it may well mean the host's number.
                return
            rival = _rival(claim, others, self.listed[claim.path])
            if rival is not None:
                rival.rivals.append(claim)
                return
        number = _Number(claim, claim.container_port, claim.container_end)
        number.confirm(claim)
        self.chosen.append(number)
        self._known.setdefault(key, []).append(number)


def _is_same(number: _Number, claim: FoundClaim) -> bool:
    first = number.claim
    if first.port is None and claim.port is None:
        return number.container == claim.container_port
    if (first.port, first.port_end) != (claim.port, claim.port_end):
        return False
    inner = number.container, claim.container_port
    return first.path != claim.path or None in inner or inner[0] == inner[1]


def _is_exposed(claim: FoundClaim, number: _Number) -> bool:
    """Whether the claim tells no more than the container's side of a number that is published."""
    return claim.port is None and claim.container_port in (number.container, number.claim.port)


def _is_inside(claim: FoundClaim, number: _Number) -> bool:
    """Whether another file only tells the port that the program has in its container."""
    told = claim.port is not None and number.container == claim.port
    return told and rank(claim.path) < DOCUMENT


def _rival(claim: FoundClaim, others: list[_Number], listed: set[int]) -> _Number | None:
    """The number that this claim contradicts; None where it speaks of another endpoint. `listed`
    are all that the claim's file gives."""
    open_ = [each for each in others if _sort_number(each.claim) not in listed]
    known = {_sort_number(each.claim) for each in others}
    known |= {-each.container for each in others if each.container}
    for each in open_:
        inner = each.container is not None and each.container == claim.container_port
        named = claim.endpoint is not None and claim.endpoint == each.endpoint
        if inner or named:
            return each
    alone = len(open_) == 1 and len(listed - known) == 1 and len(listed & known) == 0
    return open_[0] if alone else None


def known_bind(claim: FoundClaim) -> str | None:
    """Compose publishes on all addresses unless told otherwise
    (https://docs.docker.com/reference/compose-file/services/#ports)."""
    if not claim.bind and is_compose(claim.path) and None not in (claim.port, claim.container_port):
        return EVERY
    try:
        return parse_bind(claim.bind) if claim.bind else None
    except ValueError:
        return None


def exposure(bind: str) -> int:
    """How many can come in at an address: this machine, one network, every one of a family, all."""
    if bind == EVERY:
        return 3
    if bind in ("0.0.0.0", "::"):
        return 2
    return 0 if is_loopback(bind) else 1


def _endpoints(chosen: list[_Number], kind: Kind | None) -> Iterator[DraftEndpoint]:
    names = endpoint_names()
    parted = [
        (number, together or None)
        for number in sorted(chosen, key=lambda each: each.endpoint is not None)
        for together in list(sayable(number.transports)) or [()]
    ]
    several = len(parted) > 1
    # The one without a name of its own, the service's usual one, stands first.
    for index, (number, transports) in enumerate(parted):
        claim = number.claim
        apart = transports == ("sctp",) and len(number.transports) > 1
        inner = number.container or claim.port
        known = number.endpoint or endpoint_name(inner, claim.port, number.scheme, kind, index)
        called = "sctp" if apart else known
        name = names.unique(called, "port") if several else "default"
        wide = _width(number.container, number.container_end)
        fits = wide == _width(claim.port, claim.port_end) or claim.port is None
        yield DraftEndpoint(
            name,
            claim.port,
            claim.port_end,
            number.container if fits else None,
            number.container_end if fits else None,
            transports,
            number.scheme,
            next(iter(number.bound), None),
            where(claim.path, claim.line),
            number.bound[1:],
            assumed=claim.assumed,
        )


def sayable(transports: list[str]) -> Iterator[tuple[str, ...]]:
    """tcp and udp can be said together, sctp alone."""
    plain = tuple(sorted(each for each in transports if each != "sctp"))
    if plain:
        yield plain
    if "sctp" in transports:
        yield ("sctp",)


def _width(first: int | None, last: int | None) -> int:
    return (last or first or 0) - (first or 0)


def endpoint_name(
    inner: int | None, port: int | None, scheme: str | None, kind: Kind | None, index: int
) -> str:
    """By what the kind, the scheme or the container's number `inner` is known as."""
    for name, known in kind.ports.items() if kind else ():
        if known.container_port == inner:
            return name
    if index == 0:
        return "default"
    return scheme or _SCHEMES.get(inner or 0) or f"port-{port or inner}"


def _remarks(chosen: list[_Number]) -> Iterator[str]:
    for number in chosen:
        first = number.claim
        if first.transport and first.transport not in _TRANSPORTS:
            yield f"decide: {_described(first)} is {sentence(first.transport)}; written as tcp"
        if len({frozenset(each) for each in number.binds.values()}) > 1:
            said = [
                f"{' and '.join(each)} ({where(path, min(each.values()))})"
                for path, each in number.binds.items()
            ]
            yield f"decide: {first.port} at {' or '.join(said)}; the narrowest is written"
        if number.rivals:
            said = [_described(each) for each in (first, *number.rivals)]
            yield f"decide: {' or '.join(dict.fromkeys(said))}"


def _described(claim: FoundClaim) -> str:
    number = claim.port if claim.port is not None else f"only {claim.container_port} inside"
    span = f"-{claim.port_end}" if claim.port_end else ""
    return f"{number}{span} ({where(claim.path, claim.line)})"
