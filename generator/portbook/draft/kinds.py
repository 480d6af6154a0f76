"""Which kind of the catalogue a service is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portbook.model.catalogue import ALIASES, CATALOGUE, kind_of_image
from portbook.sources.found import FoundService
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import ENVIRONMENTS, slug

__all__ = ["akin", "kind_of"]

_ROLES = {
    "db": "database",
    "database": "database",
    "datenbank": "database",
    "cache": "cache",
    "queue": "queue",
    "broker": "queue",
    "frontend": "frontend",
    "web": "frontend",
    "ui": "frontend",
    "backend": "backend",
    "api": "backend",
    "proxy": "proxy",
    "search": "search",
}
"""Words that name a part of a project by what it does."""


def kind_of(names: Iterable[str], facts: Iterable[FoundService]) -> str | None:
    """The kind's name: what a file says of it, what its image is, or what it is called.

    None where an image is run that the catalogue does not know: its name may be anybody's.
    """
    told = list(facts)
    for fact in told:
        kind = ALIASES.get(fact.kind or "", fact.kind)
        if kind in CATALOGUE:
            return kind
    images = [fact.image for fact in told if fact.image]
    for image in images:
        if kind := kind_of_image(image):
            return kind
    if images:
        return None
    titles = (fact.title for fact in told if fact.title)
    return next((kind for name in (*names, *titles) if (kind := kind_of_name(name))), None)


def akin(one: str, other: str, *kinds: str | None) -> bool:
    """Whether two names that hold one number may be two names of one thing.

    One has all the words of the other, begins with it, or says what the other's kind is for.
    """
    first, second = _telling(one), _telling(other)
    if first and second and (set(first) <= set(second) or set(second) <= set(first)):
        return True
    joined = sorted(("".join(first), "".join(second)), key=len)
    rest = joined[1].removeprefix(joined[0])
    if len(joined[0]) > 2 and rest != joined[1] and not rest[:1].isdigit():
        return True
    roles = {CATALOGUE[kind].role for kind in kinds if kind}
    return any(_ROLES.get(word) in roles for word in (*first, *second))


def _telling(name: str) -> list[str]:
    """The words that tell it from others: not what stands in brackets, nor that it serves."""
    words = slug(re.sub(r"\([^()]*\)", " ", name)).split("-")
    return [word for word in words if word and word not in _FILLING]


_FILLING = frozenset((*ENVIRONMENTS, "the", "server", "service", "main", "app"))
