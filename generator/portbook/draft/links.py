"""What files say of services by name, brought to them: whom they use, and what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from portbook.draft.draft import DraftService
from portbook.draft.merge_services import Party
from portbook.draft.names import same
from portbook.draft.texts import sentence
from portbook.model.ports import HIGHEST, LOWEST
from portbook.sources.found import FoundChange

__all__ = ["Linked", "by_name", "linked"]

Item = tuple[tuple[str, str], ...]
"""Keys and values of a history entry."""

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


class Linked(NamedTuple):
    """The services with `uses` and `history`; the history of what is no service."""

    services: list[DraftService]
    history: tuple[Item, ...]


def linked(
    services: list[DraftService],
    parties: list[Party],
    changes: Iterable[FoundChange],
) -> Linked:
    """What is told of services by their names, brought to them."""
    known = by_name(services)
    uses = _uses(services, parties, known)
    history, others = _histories(changes, known)
    found = [
        replace(
            service,
            uses=tuple(uses[service.name]),
            history=tuple(history.get(service.name, ())),
        )
        for service in services
    ]
    return Linked(found, tuple(others))


def by_name(services: list[DraftService]) -> dict[str, DraftService]:
    """Who is meant by a name; where two could be, the first."""
    known: dict[str, DraftService] = {}
    for service in services:
        for name in (service.name, *service.called, service.compose, service.container):
            if name:
                known.setdefault(same(name), service)
    return known


def _uses(
    services: list[DraftService], parties: list[Party], known: dict[str, DraftService]
) -> dict[str, list[str]]:
    """Who needs whom, without circles: what closes one is left out."""
    uses: dict[str, list[str]] = {}
    for service, party in zip(services, parties, strict=True):
        named = dict.fromkeys(each for fact in party.facts for each in fact.uses)
        others = (known.get(same(name)) for name in named)
        uses[service.name] = list(dict.fromkeys(other.name for other in others if other))
    return _without_circles(uses)


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
        service = known.get(same(change.service)) if change.service else None
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
        date = change.date if change.date and _DATE.fullmatch(change.date) else None
        yield (("date", date), ("change", said)) if date else (("change", said),)


def _entry(change: FoundChange) -> Iterator[tuple[str, str]]:
    date = change.date if change.date and _DATE.fullmatch(change.date) else None
    reason = sentence(change.reason)
    before, after = (
        n if n and LOWEST <= n <= HIGHEST else None for n in (change.before, change.after)
    )
    if after is None:
        said = f"no longer {before}" if before else None
        said = "; ".join(part for part in (said, reason) if part)
        if said:
            yield from (("date", date),) if date else ()
            yield "change", said
        return
    if date:
        yield "date", date
    if before:
        yield "from", str(before)
    yield "to", str(after)
    if reason:
        yield "reason", reason
