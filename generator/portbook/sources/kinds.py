"""Finds the kind of a program by its name, its image or its packages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from portbook.model.catalogue import ALIASES, CATALOGUE, kind_of_image
from portbook.sources.found import FoundService
from portbook.sources.naming import ENVIRONMENTS, names, slug

_PACKAGES: tuple[tuple[str, str], ...] = tuple(
    (package, kind.name)
    for kind in sorted(CATALOGUE.values(), key=lambda kind: kind.package_rank)
    for package in kind.packages
)
"""npm packages in the order in which they decide. What is built on another stands before it:
Next.js brings webpack, SvelteKit brings Vite."""

_SCHEMES = {scheme: kind.name for kind in CATALOGUE.values() for scheme in kind.url_schemes}


@lru_cache(maxsize=4096)
def kind_of_name(name: str) -> str | None:
    """The kind that a name is, or ends or begins with: `postgres`, `main-postgres`, `redis-1`."""
    whole = slug(name)
    if found := _exact(whole):
        return found
    parts = [part for part in whole.split("-") if not part.isdecimal()]
    while parts and parts[0] in ("my", "local", "dev", "the", "app", "main"):
        parts.pop(0)
    if found := _exact("-".join(parts)):
        return found
    if any(part in _NOT_ITSELF for part in parts):
        return None
    ends = [part for part in (parts[-1:] + parts[:1]) if part in _PLAIN]
    return _exact(ends[0]) if ends else None


# `postgres-exporter-ui` is no Postgres, and `redis-worker` only uses one.
_NOT_ITSELF = names(
    "exporter backup init migrate migration worker client proxy ui admin test tests dump "
    "setup seed volume data ready wait commander insight replica-manager operator"
)
_PLAIN = frozenset(
    name
    for name in (*CATALOGUE, *ALIASES)
    if CATALOGUE[ALIASES.get(name, name)].role in ("database", "cache", "queue", "search")
)


def _exact(name: str) -> str | None:
    name = ALIASES.get(name, name)
    return name if name in CATALOGUE else None


def kind_of_packages(names: Iterable[str]) -> str | None:
    """The kind of a package.json by what it depends on."""
    have = set(names)
    return next((kind for package, kind in _PACKAGES if package in have), None)


def kind_of_scheme(scheme: str | None) -> str | None:
    """The kind behind a URL's scheme, drivers left out: `postgresql+asyncpg` is postgres."""
    return _SCHEMES.get((scheme or "").lower().partition("+")[0])


_WORDS = {
    "database": "db database datenbank",
    "cache": "cache",
    "queue": "queue broker",
    "frontend": "frontend web ui",
    "backend": "backend api",
    "proxy": "proxy",
    "search": "search",
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split()}
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


def may_be_one_thing(one: str, other: str, *kinds: str | None) -> bool:
    """Whether two names that hold one number may be two names of one thing.

    One has all the words of the other, begins with it, or says what the other's kind is for.
    """
    first, second = _distinctive_words(one), _distinctive_words(other)
    if first and second and (set(first) <= set(second) or set(second) <= set(first)):
        return True
    joined = sorted(("".join(first), "".join(second)), key=len)
    rest = joined[1].removeprefix(joined[0])
    if len(joined[0]) > 2 and rest != joined[1] and not rest[:1].isdecimal():
        return True
    roles = {CATALOGUE[kind].role for kind in kinds if kind}
    return any(_ROLES.get(word) in roles for word in (*first, *second))


def _distinctive_words(name: str) -> list[str]:
    """The words that tell it from others: not what stands in brackets, nor that it serves."""
    words = slug(re.sub(r"\([^()]*\)", " ", name)).split("-")
    return [word for word in words if word and word not in _FILLING]


_FILLING = frozenset((*ENVIRONMENTS, "the", "server", "service", "main", "app"))
