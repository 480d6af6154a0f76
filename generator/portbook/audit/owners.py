"""Finds the service that a mention is about."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from portbook.audit.mention import Mention
from portbook.model.catalogue import CATALOGUE
from portbook.model.portmap import Project, Service
from portbook.sources.dotenv.prefixes import ENDPOINTS
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import names, slug
from portbook.sources.readers import sort_of_name
from portbook.sources.reconcile import PROXIES
from portbook.sources.walking import BARE
from portbook.text.grouping import alone, grouped


def routed(project: Project) -> dict[tuple[str | None, str], str]:
    """The service behind each path of the project's proxies, by environment, where it is one."""
    return alone(
        ((name, route.path.strip("/")), route.target.service)
        for environment in project.environments.values()
        for proxy in environment.proxies
        for route in proxy.routes
        if route.target.project in (None, project.name)
        for name in (environment.name, None)
    )


def configured(project: Project) -> dict[str, list[str]]:
    """The services that each file configures; a file beside the service's folder as well."""
    return grouped(
        (os.path.normpath(path).replace(os.sep, "/").lstrip("/"), service.name)
        for service in project.services.values()
        for path in service.configured_in
    )


_PADDING = names(
    "server service services app application container main the port ports http https instance "
    "host node url"
)
"""Words that a name keeps its meaning without."""
_STAGES = names("dev development local prod production")
"""Words without which a file's name for a thing keeps its meaning; `production-db` of the map is no
`db` of another environment."""
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
_PROGRAMS = names("backend frontend worker other")
"""Roles of kinds that any number of services may be: a name such as `grpc` says not which."""
Found = frozenset[str]
_NONE: Found = frozenset()


class Labels:
    """Finds services of one project by what files call them."""

    def __init__(self, project: Project, services: dict[str, Service]) -> None:
        self.services = services
        self._compose = _index(_composed(services.values()))
        self._named = _index((each.name, each.name) for each in services.values())
        self._further = _index(_further(services.values()))
        self._plain = _index((_core(label), name) for label, name in self._all())
        self._project = slug(project.name)

    def _all(self) -> Iterator[tuple[str, str]]:
        for each in self.services.values():
            for label in (each.name, each.compose_name, each.container, each.title):
                if label and (label != each.title or not _is_role(label)):
                    yield label, each.name

    def exact(self, name: str, *, compose: bool) -> Found:
        """By name: a compose file's is first the one that the map has for such files."""
        key = slug(name)
        first = (self._compose, self._named) if compose else (self._named, self._compose)
        for tier in (*first, self._further, self._plain):
            if found := tier.get(key):
                return found
        for key in (_core(name), stem_of(name)):
            own = key.removeprefix(f"{self._project}-")
            if found := self._plain.get(key) or self._plain.get(own) or self._named.get(own):
                return found
        return _NONE

    def alike(self, name: str) -> Found:
        """By another word for the same: `db` for the only database."""
        key = stem_of(name).removeprefix(f"{self._project}-")
        for words in _ALIKE:
            if key and words.issuperset(key.split("-")):
                return frozenset(each for each in self.services if stem_of(each) in words)
        found = {
            each.name
            for role, words in _ROLES.items()
            if key in words
            for each in self.services.values()
            if each.role == role
        }
        kind = kind_of_name(name)
        if kind is None or CATALOGUE[kind].role in _PROGRAMS:
            return frozenset(found)
        return frozenset(found) or self.of_kind(kind)

    def of_kind(self, kind: str) -> Found:
        """Those that the map says are of a kind, or of one that stands in for it."""
        services = self.services.values()
        return frozenset(each.name for each in services if may_be_of_kind(each, kind))


def may_be_of_kind(service: Service, kind: str) -> bool:
    """Whether a service may be what a file says is of a kind: by its kind, image or scheme."""
    if service.kind_name is None:
        return kind_of_name(service.name) == kind
    return service.kind_name == kind or kind_of_name(service.kind_name) == kind


def _composed(services: Iterable[Service]) -> Iterator[tuple[str, str]]:
    """Names that the map gives for compose files; the names of others only where none has it."""
    listed = list(services)
    said = {slug(each.compose_name) for each in listed if each.compose}
    for each in listed:
        if each.compose:
            yield each.compose_name, each.name
        elif each.contained and slug(each.name) not in said:
            yield each.name, each.name
        if each.container:
            yield each.container, each.name


def _further(services: Iterable[Service]) -> Iterator[tuple[str, str]]:
    for each in services:
        if not _is_role(each.title):
            yield each.title, each.name
        if each.directory:
            yield posixpath.basename(each.directory.rstrip("/")), each.name


def _is_role(title: str) -> bool:
    """Whether a title is what any service of its sort may be called: `Frontend`, `Database`."""
    return any(slug(title) in words for words in (*_ALIKE, *_ROLES.values()))


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, Found]:
    found = grouped((key, name) for label, name in pairs if (key := slug(label)))
    return {key: frozenset(listed) for key, listed in found.items()}


def stem_of(name: str) -> str:
    """A name without the words that mean nothing by themselves, and without numbers."""
    kept = [word for word in _core(name).split("-") if word not in _STAGES]
    return "-".join(kept)


def _core(name: str) -> str:
    kept = [word for word in slug(name).split("-") if word not in _PADDING and not word.isdecimal()]
    return "-".join(kept)


class Owners:
    """Settles the mentions of one project's checkout.

    `services` are the project's, those that stand for proxies included; `variables` give a
    service to each variable of the map.
    """

    def __init__(
        self, project: Project, services: dict[str, Service], variables: dict[str, str]
    ) -> None:
        self.labels = Labels(project, services)
        self.services = services
        self.variables = variables

    def settled(self, mentions: Iterable[Mention]) -> list[Mention]:
        """The mentions, `owner` filled in where it is certain.

        A word that may mean a service is not taken for it in a file that calls another thing by
        the service's own name.
        """
        first = [self._named(each) for each in mentions]
        direct = {(each.path, each.owner) for each in first if each.owner}
        certain = (each.owner or each.fallback for each in first)
        pairs = zip(first, certain, strict=True)
        return [each if sure else self._guessed(each, direct) for each, sure in pairs]

    def _named(self, mention: Mention) -> Mention:
        if mention.owner is not None:
            return mention
        named = self.variables.get(mention.variable or "") if not mention.compose else None
        if named is not None and self._fitting((named,), mention):
            return replace(mention, owner=named)
        for name in mention.names:
            found = self._fitting(self.labels.exact(name, compose=mention.compose), mention)
            if found is not None and not self._is_other(found, mention):
                further = _further_endpoint(mention, name)
                return replace(mention, owner=found, endpoint=mention.endpoint or further)
        return mention

    def _guessed(self, mention: Mention, direct: set[tuple[str, str]]) -> Mention:
        among = [each for each in mention.among if not self._is_other(each, mention)]
        left = [each for each in among if (mention.path, each) not in direct]
        if len(among) == 1 or len(left) == 1:
            return replace(mention, owner=(left or among)[0])
        if mention.own:
            return replace(mention, owner=self._housed(mention))
        # In a Procfile `web` is whatever takes requests from outside, often the backend
        # (https://devcenter.heroku.com/articles/procfile, "The web process type").
        web = sort_of_name(mention.path) == "procfile" and "web" in mention.names
        for name in () if web else mention.names:
            found = self._fitting(self.labels.alike(name), mention)
            if found is not None and (mention.path, found) not in direct:
                return replace(mention, owner=found)
        if mention.kind is None:
            return mention
        found = self._fitting(self.labels.of_kind(mention.kind), mention)
        # Of two Redis one may be a thing that the map does not know.
        if found is None or (mention.path, found) in direct:
            return mention
        return replace(mention, owner=found)

    def _housed(self, mention: Mention) -> str | None:
        """The service whose folder the file lies in, where there is one alone."""
        inside = [
            each
            for each in self.services.values()
            if not each.hosted and not each.image and folder_of(each) == mention.folder
        ]
        if mention.kind and len(inside) > 1:
            inside = [each for each in inside if may_be_of_kind(each, mention.kind)]
        found = inside[0].name if len(inside) == 1 else None
        return None if found and self._is_other(found, mention) else found

    def _is_other(self, name: str, mention: Mention) -> bool:
        """Whether a file of the service's folder starts another program: Vite's own server, where
        the map has the nginx that serves what it builds."""
        service = self.services[name]
        if mention.variable in BARE and not may_read_port(service):
            return True
        if mention.own and not _is_in_folder(service, mention.folder):
            return True
        if mention.kind is None or may_be_of_kind(service, mention.kind):
            return False
        # An nginx file tells of the nginx in an image, where the map has the dev server alone.
        return mention.kind in PROXIES or (
            mention.own
            and service.kind is not None
            and (service.contained or service.kind_name in PROXIES)
        )

    def _fitting(self, found: Iterable[str], mention: Mention) -> str | None:
        """The one of them that may be meant; None for none, and for several."""
        listed = [each for each in found if mention.stacked is None or each in mention.stacked]
        if len(listed) > 1:
            having = [
                name
                for name in listed
                if any(
                    (mention.port is not None and each.port == mention.port)
                    or (mention.inner is not None and each.container_port == mention.inner)
                    for each in self.services[name].endpoints
                )
            ]
            listed = having or listed
        return listed[0] if len(listed) == 1 else None


BESIDE = ENDPOINTS - names("http ui console admin dashboard proxy native transport preview")
"""What a program listens for beside that which the map has one number for: gRPC, metrics ..."""


def _further_endpoint(mention: Mention, name: str) -> str | None:
    """`grpc` where a variable speaks of `api-grpc`, which the map knows as `api` alone."""
    said = slug(mention.names[0]).split("-") if mention.variable else []
    return next((word for word in said if word in BESIDE - {*slug(name).split("-")}), None)


_SERVERS = frozenset(("database", "cache", "queue", "search", "proxy"))


def may_read_port(service: Service) -> bool:
    """Whether it may be what PORT speaks of: no store or proxy that never looks at it."""
    kind = service.kind
    return kind is None or kind.role not in _SERVERS or "PORT" in kind.port_variables


def _is_in_folder(service: Service, folder: str) -> bool:
    """Whether a folder is the service's own, or in or above it; of one without a folder it may."""
    own = folder_of(service)
    return not own or f"{own}/".startswith(f"{folder}/") or f"{folder}/".startswith(f"{own}/")


def folder_of(service: Service) -> str:
    """Its folder from the checkout's root, "" for the root itself."""
    folder = posixpath.normpath(service.directory or ".")
    return "" if folder == "." else folder


def is_within(path: str, service: Service) -> bool:
    """Whether a file lies in a folder that is the service's own."""
    folder = folder_of(service)
    return folder != "" and path.startswith(f"{folder}/")
