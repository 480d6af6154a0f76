"""What the services of a project may be called in a file, the surest names first."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from portbook.model.portmap import Project, Service
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import names, slug

__all__ = ["Labels", "akin"]

_PADDING = names(
    "server service services app application container dev development local main the port ports "
    "http https prod production instance host node url"
)
"""Words that a name keeps its meaning without."""
_ALIKE = (
    names("api backend server rest"),
    names("web frontend ui client webapp site www spa"),
    names("worker jobs queue-worker background"),
)
_ROLES = {
    "database": names("db database databases sql repo datasource pg postgres pgsql"),
    "cache": names("cache redis kv"),
    "proxy": names("proxy nginx gateway ingress lb"),
    "queue": names("queue broker mq amqp"),
    "search": names("search"),
}
Found = frozenset[str]
_NONE: Found = frozenset()


class Labels:
    """Finds services of one project by what files call them."""

    def __init__(self, project: Project, services: dict[str, Service]) -> None:
        self.services = services
        self._compose = _index(_composed(services.values()))
        self._named = _index((each.name, each.name) for each in services.values())
        self._further = _index(_further(services.values()))
        self._plain = _index((_stripped(label), name) for label, name in self._all())
        self._project = slug(project.name)

    def _all(self) -> Iterator[tuple[str, str]]:
        for each in self.services.values():
            for label in (each.name, each.compose, each.container, each.title):
                if label:
                    yield label, each.name

    def exact(self, name: str, *, compose: bool) -> Found:
        """By name: a compose file's is first the one that the map has for such files."""
        key = slug(name)
        tiers = [self._named, self._compose, self._further]
        if compose:
            tiers = [self._compose, self._named, self._further]
        tiers.append(self._plain)
        for tier in tiers:
            if found := tier.get(key):
                return found
        key = _stripped(name)
        own = key.removeprefix(f"{self._project}-")
        return self._plain.get(key) or self._plain.get(own) or self._named.get(own) or _NONE

    def alike(self, name: str) -> Found:
        """By another word for the same: `db` for the only database."""
        key = _stripped(name).removeprefix(f"{self._project}-")
        for words in _ALIKE:
            if key and words.issuperset(key.split("-")):
                return frozenset(each for each in self.services if _stripped(each) in words)
        found = {
            each.name
            for role, words in _ROLES.items()
            if key in words
            for each in self.services.values()
            if each.role == role
        }
        kind = kind_of_name(name)
        if kind is None:
            return frozenset(found)
        return frozenset(found) or self.of_kind(kind)

    def of_kind(self, kind: str) -> Found:
        """Those that the map says are of a kind, or of one that stands in for it."""
        services = self.services.values()
        return frozenset(each.name for each in services if akin(each, kind))


def akin(service: Service, kind: str) -> bool:
    """Whether a service may be what a file says is of a kind: by its kind, image or scheme."""
    if service.kind_name is None:
        return kind_of_name(service.name) == kind
    return service.kind_name == kind or kind_of_name(service.kind_name) == kind


def _composed(services: Iterable[Service]) -> Iterator[tuple[str, str]]:
    """Names that the map gives for compose files; the names of others only where none has it."""
    listed = list(services)
    said = {slug(each.compose) for each in listed if each.compose}
    for each in listed:
        if each.compose:
            yield each.compose, each.name
        elif each.contained and slug(each.name) not in said:
            yield each.name, each.name
        if each.container:
            yield each.container, each.name


def _further(services: Iterable[Service]) -> Iterator[tuple[str, str]]:
    for each in services:
        yield each.title, each.name
        if each.directory:
            yield posixpath.basename(each.directory.rstrip("/")), each.name


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, Found]:
    found: dict[str, set[str]] = {}
    for label, name in pairs:
        if key := slug(label):
            found.setdefault(key, set()).add(name)
    return {key: frozenset(listed) for key, listed in found.items()}


def _stripped(name: str) -> str:
    kept = [word for word in slug(name).split("-") if word not in _PADDING and not word.isdigit()]
    return "-".join(kept)
