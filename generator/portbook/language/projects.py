"""Builds a project, with its environments and proxies, from its canonical dict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from portbook.language.canonical import Canonical, apply_overlay
from portbook.language.services import build_service, history_of, title_of
from portbook.model import portmap as model
from portbook.model.bind import LOOPBACK
from portbook.model.catalogue import ALIASES
from portbook.model.kinds import Kind

EVERY_IPV4 = "0.0.0.0"
IMPLICIT = "proxy"
COPIED = ["description", "stack", "owner", "repository", "path", "notes", "variables"]


def build_project(
    name: str, given: Canonical, origin: model.Origin, kinds: dict[str, Kind], first_host: str
) -> model.Project:
    """`first_host` is where environments live that name none."""
    named = given.get("environments") or {model.DEFAULT_ENVIRONMENT: None}
    builder = _Services(name, given.get("services") or {}, origin, kinds, first_host)
    default = next(iter(named))
    proxies = given.get("proxy") or {}
    environments = {
        each: builder.environment(each, where or {}, each == default, proxies.get(each))
        for each, where in named.items()
    }
    return model.Project(
        name=name,
        title=given.get("title") or title_of(name),
        environments=environments,
        services=builder.bases,
        ranges=tuple(
            build_range(key, value, _below(origin, "ranges", key), name)
            for key, value in (given.get("ranges") or {}).items()
            if value.get("ports")
        ),
        start=tuple((given.get("start") or {}).items()),
        stop=tuple((given.get("stop") or {}).items()),
        rules=given.get("rules") or (),
        related=_related(given.get("related")),
        history=history_of(given.get("history") or ()),
        sections=tuple((given.get("sections") or {}).items()),
        targets=tuple(
            model.TargetChoice(each.get("name"), each.get("template"), each.get("to"))
            for each in given.get("targets") or ()
        ),
        install=given.get("install"),
        instances=build_instances(given.get("instances")),
        stacks=_stacks(given.get("compose") or {}),
        origin=origin,
        **{key: given[key] for key in COPIED if given.get(key) is not None},
    )


def build_range(
    name: str, given: Canonical, origin: model.Origin, project: str | None
) -> model.Range:
    """`given` holds `ports`; `project` is None for a range of the whole map."""
    step, status = given.get("step") or 1, given.get("status") or "active"
    same: Canonical = {
        key: given.get(key) for key in ("ports", "purpose", "first", "host", "notes")
    }
    return model.Range(name=name, step=step, status=status, project=project, origin=origin, **same)


def build_instances(given: Canonical | None) -> model.Instances | None:
    if given is None:
        return None
    return model.Instances(given.get("step"), given.get("count"), given.get("range"))


class _Services:
    """Builds a project's services, once as written and once for each environment."""

    def __init__(
        self,
        project: str,
        given: Canonical,
        origin: model.Origin,
        kinds: dict[str, Kind],
        host: str,
    ) -> None:
        self.first_host = host
        self.project = project
        self.given = {name: value or {} for name, value in given.items()}
        self.kinds = kinds
        below = _below(origin, "services")
        self.origins = {name: _below(below, name) for name in given}
        self.origin = origin
        self.bases = {name: self.build(name, "", value) for name, value in self.given.items()}

    def build(
        self, name: str, environment: str, given: Canonical, origin: model.Origin | None = None
    ) -> model.Service:
        kind = find_kind(self.kinds, given.get("kind"))
        return build_service(
            self.project, name, environment, given, kind, origin or self.origins[name]
        )

    def environment(
        self,
        name: str,
        given: Canonical,
        default: bool,
        proxies: Canonical | tuple[Canonical, ...] | None,
    ) -> model.Environment:
        services = {}
        offset = given.get("offset")
        for service, base in self.bases.items():
            if base.only is not None and name not in base.only:
                continue
            overlay = (self.given[service].get("environments") or {}).get(name) or {}
            if offset and "offset" not in overlay:
                overlay = overlay | {"offset": offset}
            if overlay:
                services[service] = self.laid_over(service, name, overlay)
            else:
                services[service] = base
        built = self.proxies(name, default, proxies, services)
        host = given.get("host") or self.first_host
        return model.Environment(self.project, name, host, default, services, built)

    def laid_over(self, service: str, environment: str, overlay: Canonical) -> model.Service:
        base = self.origins[service]
        laid = base.node("environments", environment)
        origin = model.Origin((laid, *base.nodes) if laid else base.nodes)
        return self.build(service, environment, apply_overlay(self.given[service], overlay), origin)

    def proxies(
        self,
        environment: str,
        default: bool,
        given: Canonical | tuple[Canonical, ...] | None,
        services: dict[str, model.Service],
    ) -> tuple[model.Proxy, ...]:
        """The environment's proxies; adds what they listen on to the services that hold it."""
        listed = given if isinstance(given, tuple) else (given,) if given else ()
        below = (_below(self.origin, "proxy", environment, at) for at in range(len(listed)))
        pairs = zip(listed, below, strict=True)
        return tuple(self.proxy(each, environment, default, at, services) for each, at in pairs)

    def proxy(
        self,
        given: Canonical,
        environment: str,
        default: bool,
        origin: model.Origin,
        services: dict[str, model.Service],
    ) -> model.Proxy:
        name, tls = given.get("name"), given.get("tls")
        holder = given.get("service") or IMPLICIT
        secure = bool(tls and tls.get("certificate") and tls.get("key"))
        bind = LOOPBACK if default else EVERY_IPV4
        service = services.get(holder) or self.implicit(holder, environment, origin)
        listens = given.get("listen") or _own_listens(service, secure)
        endpoints = []
        for listen in listens:
            if listen.get("number") is None:
                continue
            endpoint = self.listened(service, listen, name, secure, bool(given.get("to")), bind)
            if endpoint not in service.endpoints:
                service = replace(service, endpoints=(*service.endpoints, endpoint))
            endpoints.append(endpoint)
        services[holder] = service
        return model.Proxy(
            project=self.project,
            environment=environment,
            name=name,
            service=holder,
            endpoints=tuple(endpoints),
            server_names=given.get("server_name") or (),
            tls=model.Tls(tls["certificate"], tls["key"]) if secure and tls else None,
            routes=_routes(given),
            files=_files(given),
            underscores=any(
                each.get("underscores") for each in (given, *(given.get("routes") or {}).values())
            ),
            to=given.get("to"),
            origin=origin,
        )

    def implicit(self, name: str, environment: str, origin: model.Origin) -> model.Service:
        kind = self.kinds.get("nginx")
        return model.Service(
            project=self.project,
            name=name,
            environment=environment,
            title="Reverse proxy",
            kind=kind,
            role="proxy",
            implicit=True,
            origin=origin,
        )

    def listened(
        self,
        service: model.Service,
        listen: Canonical,
        proxy: str | None,
        secure: bool,
        raw: bool,
        default_bind: str,
    ) -> model.Endpoint:
        """The endpoint a proxy listens on: one the service has already, or a new one."""
        number = listen["number"]
        for endpoint in service.endpoints:
            if endpoint.port == number and listen.get("bind") in (None, endpoint.binds):
                return endpoint
        scheme = None if raw else "https" if secure and number != 80 else "http"
        names = {endpoint.name for endpoint in service.endpoints}
        name = proxy or "default"
        if name in names:
            name = f"{proxy}-{number}" if proxy else f"listen-{number}"
        return model.Endpoint(
            name, number, scheme=scheme, bind=(listen.get("bind") or (default_bind,))[0]
        )


def find_kind(kinds: dict[str, Kind], name: str | None) -> Kind | None:
    """The kind of a name or of an alias: `postgresql` is `postgres`."""
    if name is None:
        return None
    return kinds.get(name) or kinds.get(ALIASES.get(name, ""))


def _own_listens(service: model.Service, secure: bool) -> tuple[Canonical, ...]:
    """What a proxy listens on that does not say it: the endpoint of its service, with tls also
    those that speak https; else the number of its scheme."""
    own = [each for each in service.endpoints if each.port is not None and not service.implicit]
    chosen = [
        each for each in own if each is service.primary or (secure and each.scheme == "https")
    ]
    listed = tuple({"number": each.port, "bind": each.binds} for each in chosen)
    return listed or ({"number": 443 if secure else 80},)


def _routes(proxy: Canonical) -> tuple[model.Route, ...]:
    """The routes, each with what its proxy says for all of them."""
    return tuple(
        model.Route(
            path,
            route["to"],
            bool(route.get("strip")),
            bool(route.get("event_stream")),
            _of_route_or_proxy(proxy, route, "websocket"),
            _of_route_or_proxy(proxy, route, "max_body"),
            _of_route_or_proxy(proxy, route, "timeout"),
            _headers(proxy, route, "headers"),
            _headers(proxy, route, "request_headers"),
        )
        for path, route in (proxy.get("routes") or {}).items()
        if route.get("to")
    )


def _files(proxy: Canonical) -> tuple[model.Files, ...]:
    return tuple(
        model.Files(path, each["folder"], each.get("fallback"), _headers(proxy, each, "headers"))
        for path, each in (proxy.get("files") or {}).items()
        if each.get("folder")
    )


def _of_route_or_proxy(proxy: Canonical, route: Canonical, key: str) -> Any:
    return route[key] if route.get(key) is not None else proxy.get(key)


def _headers(proxy: Canonical, route: Canonical, key: str) -> tuple[tuple[str, str], ...]:
    """By name, without case; what the route says of a header wins."""
    found: dict[str, tuple[str, str]] = {}
    for given in (proxy.get(key) or {}, route.get(key) or {}):
        found.update((name.lower(), (name, value)) for name, value in given.items())
    return tuple(found[name] for name in sorted(found))


def _stacks(given: Canonical) -> tuple[model.Stack, ...]:
    return tuple(
        model.Stack(name, each["files"], each.get("environment"))
        for name, each in given.items()
        if each and each.get("files")
    )


def _below(origin: model.Origin, *path: str | int) -> model.Origin:
    node = origin.node(*path)
    return model.Origin((node,)) if node else origin


def _related(given: Canonical | Iterable[str] | None) -> tuple[tuple[str, str], ...]:
    if isinstance(given, dict):
        return tuple(given.items())
    return tuple((path, path) for path in given or ())
