"""What a file calls a program to the kind that the catalogue knows it as."""

from __future__ import annotations

from collections.abc import Iterable

from portbook.model.catalogue import ALIASES, CATALOGUE
from portbook.sources.naming import names, slug

__all__ = ["kind_of_name", "kind_of_packages", "kind_of_scheme"]

_PACKAGES: tuple[tuple[str, str], ...] = tuple(
    (package, kind.name)
    for kind in sorted(CATALOGUE.values(), key=lambda kind: kind.package_rank)
    for package in kind.packages
)
"""npm packages in the order in which they decide. What is built on another stands before it:
Next.js brings webpack, SvelteKit brings Vite."""

_SCHEMES = {scheme: kind.name for kind in CATALOGUE.values() for scheme in kind.url_schemes}


def kind_of_name(name: str) -> str | None:
    """The kind that a name is, or ends or begins with: `postgres`, `main-postgres`, `redis-1`."""
    whole = slug(name)
    if found := _exact(whole):
        return found
    parts = [part for part in whole.split("-") if not part.isdigit()]
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
