"""Drafts `proxy` from what the proxies of a checkout hand on: routes from service to service.

Only what is certain is written: which service the proxy is, a number of the host where it is heard,
and the endpoint behind it. The rest stands in the proxy's own file as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from portbook.draft.draft import DraftEndpoint, DraftProxy, DraftService
from portbook.draft.links import by_name
from portbook.draft.merge_services import Party
from portbook.draft.names import Names, environment_name, fitting, folded_name
from portbook.draft.sources import is_compose, where
from portbook.language.canonical import primary_name
from portbook.language.keys.projects import ROUTE_PATH, SERVER_NAME
from portbook.model.bind import LOOPBACK, is_loopback
from portbook.sources.found import FoundRoute
from portbook.sources.naming import environment_of
from portbook.sources.urls import is_local
from portbook.text.grouping import grouped
from portbook.text.secrets import HIDDEN


class _Heard(NamedTuple):
    """A server of a proxy: by whom, under which names, at which numbers of the host."""

    service: str
    names: tuple[str, ...]
    ports: tuple[int, ...]
    certificate: tuple[str, str] | None


@dataclass(slots=True)
class _Site:
    """The services of one environment, with the endpoints that each has there."""

    environment: str
    services: dict[str, DraftService]
    known: Mapping[str, DraftService]
    found: dict[_Heard, dict[str, tuple[str, bool]]] = field(default_factory=dict)

    def endpoints(self, service: DraftService) -> list[DraftEndpoint]:
        made = {each.name: each for each in service.endpoints}
        laid = dict(service.overlays).get(self.environment, ())
        made |= {each.name: replace(made.get(each.name, each), port=each.port) for each in laid}
        return list(made.values())

    def add_route(self, route: FoundRoute, proxy: DraftService) -> None:
        heard, target = self.listener(route, proxy), self.target(route, proxy)
        path = fitting(ROUTE_PATH, route.prefix)
        if heard and target and path:
            self.found.setdefault(heard, {}).setdefault(path, (target, route.strip))

    def listener(self, route: FoundRoute, proxy: DraftService) -> _Heard | None:
        names = tuple(each for each in route.server_names if fitting(SERVER_NAME, each))
        if len(names) < len(route.server_names):
            return None
        own = [each for each in self.endpoints(proxy) if each.port and not each.port_end]
        own = [each for each in own if "tcp" in (each.transports or ("tcp",))]
        here = [each for each in own if not route.listen or _inner(each, proxy) in route.listen]
        if route.tls and route.certificate is None:
            # Who fetches certificates by himself sends those on who come without TLS.
            here = [each for each in own if _inner(each, proxy) == 80] or here
        ports = tuple(dict.fromkeys(each.port for each in here if each.port))
        tls = route.certificate if route.tls else None
        return _Heard(proxy.name, names, ports, tls) if ports else None

    def target(self, route: FoundRoute, proxy: DraftService) -> str | None:
        """As the language names it: the service, with its endpoint where it is not the first."""
        contained = _contained(proxy)
        for service in self.services.values():
            named = self.known.get(folded_name(route.target)) is service
            if service is proxy or not (named or is_local(route.target)):
                continue
            for each in self.endpoints(service):
                if named:
                    fits = contained and _contained(service) and each.container == route.port
                else:
                    # From a container, localhost is itself.
                    hidden = route.target != "host.docker.internal" or is_loopback(
                        each.bind or LOOPBACK
                    )
                    fits = each.port == route.port and not (contained and hidden)
                if fits and route.port is not None and not each.port_end:
                    first = primary_name([each.name for each in self.endpoints(service)])
                    return service.name if each.name == first else f"{service.name}.{each.name}"
        return None

    def proxies(self) -> Iterator[DraftProxy]:
        """Those that listen apart: of two for the same names and number, the first."""
        names = Names()
        taken: set[tuple[str, str, int]] = set()
        secure: dict[tuple[str, int], bool] = {}
        kept = []
        for heard, routes in self.found.items():
            keys = {(heard.service, n, p) for n in heard.names or ("",) for p in heard.ports}
            tls = heard.certificate is not None
            mixed = any(secure.setdefault((heard.service, p), tls) != tls for p in heard.ports)
            if not (keys & taken or mixed):
                taken |= keys
                kept.append((heard, routes))
        for heard, routes in kept:
            own = names.unique(heard.names[0] if heard.names else "", f"at-{heard.ports[0]}")
            service = self.services[heard.service]
            usual = [each.port for each in self.endpoints(service) if each.port][:1]
            yield DraftProxy(
                self.environment,
                heard.service,
                own if len(kept) > 1 else None,
                heard.names,
                () if list(heard.ports) == usual else heard.ports,
                heard.certificate,
                tuple((path, *told) for path, told in routes.items()),
            )


def _contained(service: DraftService) -> bool:
    return bool(service.image or service.build or service.container or service.stacked)


def _inner(endpoint: DraftEndpoint, service: DraftService) -> int | None:
    return endpoint.container or endpoint.port if _contained(service) else endpoint.port


def drafted_proxies(
    routes: Iterable[FoundRoute],
    services: list[DraftService],
    parties: list[Party],
    environments: list[str],
    staged: Mapping[str, set[str]],
) -> tuple[DraftProxy, ...]:
    """By environment; the services stand in the order of their `parties`. `staged` are the
    environments of compose files."""
    pairs = zip(services, parties, strict=True)
    paths = grouped((path, service.name) for service, party in pairs for path in party.paths)
    labelled = [each.name for each in services if each.kind == "traefik"]
    known = by_name(services)
    sites = [
        _Site(name, {s.name: s for s in services if not s.only or name in s.only}, known)
        for name in environments
    ]
    for route in routes:
        holders = labelled if is_compose(route.path) else paths.get(route.path, [])
        stage = environment_name(environment_of(route.path.rpartition("/")[2]))
        stages = staged.get(route.path) or ({stage} if stage else set(environments))
        if len(holders) != 1 or HIDDEN in route.prefix:
            continue
        for site in sites:
            if holders[0] in site.services and site.environment in stages:
                site.add_route(route, site.services[holders[0]])
    return tuple(proxy for site in sites for proxy in site.proxies())


def with_upstream_numbers(
    services: list[DraftService], routes: Iterable[FoundRoute]
) -> list[DraftService]:
    """A container of which nothing says where it listens does so where a proxy looks for it."""
    known = by_name(services)
    asked: dict[str, dict[int, DraftEndpoint]] = {}
    for route in routes:
        service = known.get(folded_name(route.target)) if not is_local(route.target) else None
        if service and route.port and service.stacked and not service.endpoints:
            place = where(route.path, route.line)
            inner = DraftEndpoint("default", None, container=route.port, place=place)
            asked.setdefault(service.name, {})[route.port] = inner
    alone = {name: tuple(each.values()) for name, each in asked.items() if len(each) == 1}
    return [replace(each, endpoints=alone.get(each.name, each.endpoints)) for each in services]
