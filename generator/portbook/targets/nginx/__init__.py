"""nginx: a file for the `http` block, or for raw TCP the `stream` block, of each proxy."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Environment, Files, Project, Proxy
from portbook.model.reference import Target
from portbook.targets import proxying
from portbook.targets.context import Context, Output
from portbook.targets.nginx.listens import Listens, listens_of, server_name, upstream_name, variable
from portbook.targets.nginx.locations import (
    File,
    Location,
    Map,
    Server,
    Upstream,
    View,
    files_of,
    locations_of,
)
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.proxies import nginx_address


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/nginx/<environment>[-<name>].conf`, and `....stream.conf` for raw TCP."""
    for environment in project.environments.values():
        for proxy in environment.proxies:
            path = f"{project.name}/nginx/{proxy.stem}"
            if proxy.to is not None:
                file = _stream_file(context, environment, proxy, proxy.to)
                text = context.templates.render("nginx.stream.conf.j2", file=file)
                yield Output(f"{path}.stream.conf", text)
            elif proxy.routes or proxy.files:
                file = _http_file(context, environment, proxy)
                yield Output(f"{path}.conf", context.templates.render("nginx.conf.j2", file=file))


def _http_file(context: Context, environment: Environment, proxy: Proxy) -> File:
    """The file of one proxy; without a name or a number to serve under it holds only notes."""
    listens = listens_of(environment, proxy)
    names, omissions = [], list(listens.omissions)
    for name in dict.fromkeys(proxy.server_names or ("_",)):
        try:
            names.append(server_name(name))
        except ValueError as failure:
            omissions.append(proxying.Omission("a server name", str(failure)))
    notice = hash_comment(context.notice)
    if not names or not (listens.plain or listens.secure):
        omissions.append(
            proxying.Omission("the server", "no name or no number is left to serve under")
        )
        return File(notice, _notes(omissions))
    routes = _Routes(context, environment, proxy, listens)
    servers = _servers(listens, tuple(names), routes, context.portmap.settings.nginx)
    upstreams = tuple(sorted(routes.upstreams.values(), key=lambda each: each.name))
    return File(notice, _notes(omissions), routes.maps(), upstreams, servers)


class _Routes:
    """Collects what the routes of one proxy need, each piece once."""

    def __init__(
        self, context: Context, environment: Environment, proxy: Proxy, listens: Listens
    ) -> None:
        self.proxy = proxy
        self.listens = listens
        self.upstreams: dict[str, Upstream] = {}
        self.locations: list[Location] = []
        self.grpc = False
        self.view = _view(environment, proxy, listens)
        found, self.omissions = proxying.resolve_routes(
            context.portmap, environment, proxy, secure=bool(listens.secure)
        )
        routed = {each.path for each in found}
        for each in found:
            self.add(each)
        for files in proxy.files:
            self.add_files(files, routed)
        if "/" not in {location.match for location in self.locations}:
            # Else nginx would answer with files from its own html folder.
            self.locations.append(Location("/", answer="404"))

    def add(self, resolved: proxying.ResolvedRoute) -> None:
        try:
            upstream = _upstream(self.proxy, resolved.backend)
            locations = list(locations_of(resolved, upstream.name, self.view))
        except ValueError as failure:
            self.omissions.append(proxying.Omission(resolved.route.path, str(failure)))
            return
        self.grpc = self.grpc or resolved.backend.grpc
        self.upstreams[upstream.name] = upstream
        self.locations += locations

    def add_files(self, files: Files, routed: set[str]) -> None:
        taken = {location.match for location in self.locations}
        try:
            found = list(files_of(files, routed))
        except ValueError as failure:
            self.omissions.append(proxying.Omission(files.path, str(failure)))
            return
        if found[-1].match in taken:
            self.omissions.append(proxying.Omission(files.path, "the path is routed already"))
        else:
            self.locations += [each for each in found if each.match not in taken]

    def maps(self) -> tuple[Map, ...]:
        """The maps that something asks for."""
        maps = []
        used = {value for each in self.locations for _, value in each.headers}
        if self.view.connection in used:
            # An empty header is not sent, which keeps the connection to the upstream open.
            entries = (("default", "upgrade"), ("''", "''"))
            about = "Whether the client asks for a websocket."
            maps.append(Map(about, "$http_upgrade", self.view.connection, entries))
        if self.listens.published and self.locations:
            pairs = tuple((str(inner), str(outer)) for inner, outer in self.listens.published)
            about = "The number that clients know, where the container's is another."
            numbers = (("default", "$server_port"), *pairs)
            maps.append(Map(about, "$server_port", self.view.port, numbers))
        if self.view.host in used and _mixed(self.listens):
            outer = dict(self.listens.published)
            hosts = [
                (str(inner), "$host" if usual else f"$host:{outer.get(inner, inner)}")
                for inner, usual in dict(self.listens.numbers).items()
            ]
            about = "The host that clients ask for, with its port where that is not the usual one."
            named = (("default", "$host"), *hosts)
            maps.append(Map(about, "$server_port", self.view.host, named))
        return tuple(sorted(maps, key=lambda each: each.variable))


def _servers(
    listens: Listens, names: tuple[str, ...], routes: _Routes, version: str | None
) -> tuple[Server, ...]:
    """HTTP/2 where gRPC needs it, and wherever it is known how this nginx spells it."""
    named = " ".join(names)
    known = tuple(int(part) for part in version.split(".")) if version else None
    # The directive is newer, and since then the word in `listen` warns
    # (https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2).
    directive = known is not None and known >= (1, 25, 1)
    options = " ssl http2" if not directive and (known or routes.grpc) else " ssl"
    secure = tuple(word + options for word in listens.secure)
    ordered = sorted(routes.locations, key=lambda each: (each.match.removeprefix("= "), each.match))
    served = Server(
        listens=secure or listens.plain,
        names=named,
        tls=listens.tls,
        http2=directive and bool(secure),
        underscores=routes.proxy.underscores,
        locations=tuple(ordered),
        notes=_notes(routes.omissions),
    )
    if not (secure and listens.plain):
        return (served,)
    shown = f":{listens.secure_port}" if listens.secure_port not in (443, None) else ""
    target = f"https://$host{shown}$request_uri"
    return (Server(listens.plain, named, redirect=target), served)


def _view(environment: Environment, proxy: Proxy, listens: Listens) -> View:
    """`$host` has no port: who builds addresses or checks origins misses it where it is not the
    usual one of its scheme."""
    port = variable(proxy, "port") if listens.published else "$server_port"
    host = "$host" if any(usual for _, usual in listens.numbers) else f"$host:{port}"
    edge = proxying.is_edge(environment, proxy)
    return View(
        host=variable(proxy, "host") if _mixed(listens) else host,
        port=port,
        # What a client claims to have come over is only believed of another proxy of this map.
        client="$remote_addr" if edge else "$proxy_add_x_forwarded_for",
        connection=variable(proxy, "connection"),
    )


def _mixed(listens: Listens) -> bool:
    """Whether only some of its numbers are the usual ones of their schemes."""
    return len({usual for _, usual in listens.numbers}) > 1


def _upstream(proxy: Proxy, backend: proxying.Backend) -> Upstream:
    """ValueError for a name or an address that nginx cannot take."""
    name = upstream_name(proxy, backend)
    return Upstream(name, backend.located.who, nginx_address(backend.host, backend.port))


def _notes(omissions: list[proxying.Omission]) -> tuple[str, ...]:
    return tuple(hash_comment(each.note) for each in omissions)


def _stream_file(context: Context, environment: Environment, proxy: Proxy, to: Target) -> File:
    """What the proxy leads to decides between TCP and UDP, or both."""
    listens = listens_of(environment, proxy)
    omissions = list(listens.omissions)
    notice = hash_comment(context.notice)
    backend = proxying.backend_of(context.portmap, environment, proxy, to)
    upstreams: tuple[Upstream, ...] = ()
    servers: tuple[Server, ...] = ()
    if isinstance(backend, proxying.Omission):
        omissions.append(backend)
    elif not (listens.plain or listens.secure):
        omissions.append(proxying.Omission("the server", "no number is left to listen on"))
    else:
        try:
            upstream = _upstream(proxy, backend)
            upstreams = (upstream,)
            endpoint = backend.located.endpoint
            plain = [
                f"{word} udp" if transport == "udp" else word
                for word in listens.plain
                for transport in (endpoint.transports if endpoint else ("tcp",))
            ]
            words = (*plain, *(f"{word} ssl" for word in listens.secure))
            servers = (Server(words, tls=listens.tls, to=upstream.name),)
        except ValueError as failure:
            omissions.append(proxying.Omission(str(to), str(failure)))
    return File(notice, _notes(omissions), (), upstreams, servers)
