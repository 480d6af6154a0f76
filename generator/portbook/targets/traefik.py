"""Traefik: routers, services and middlewares for its file provider, and the entry points they need.

https://doc.traefik.io/traefik/reference/routing-configuration/. WebSocket and event streams pass by
themselves. Traefik does not believe a client's X-Forwarded headers and sets its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from portbook.model.bind import bracketed
from portbook.model.portmap import Environment, Project, Proxy
from portbook.targets import proxying
from portbook.targets.context import Context, Output, file_name
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.proxies import nginx_path, nginx_server_name
from portbook.text.quoting.yaml import yaml_lines

Section = dict[str, Any]


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`dynamic.yaml`, which Traefik may read again at any time, and `traefik.yaml`, which names it
    and which it reads once; `.<environment>` before the ending for others than the default."""
    for environment in project.environments.values():
        if not environment.proxies:
            continue
        made = _Configuration(context, environment)
        for proxy in environment.proxies:
            made.add(proxy)
        notice = hash_comment(context.notice)
        notes = [hash_comment(note) for note in made.notes]
        dynamic = file_name(environment, "dynamic", ".yaml")
        static = {
            "entryPoints": made.entry_points,
            "providers": {"file": {"filename": dynamic, "watch": True}},
        }
        for path, head, body in (
            (dynamic, [notice, *notes], made.sections),
            (file_name(environment, "traefik", ".yaml"), [notice], static),
        ):
            text = "\n".join([*head, *yaml_lines(body)]) + "\n"
            # Before it reads YAML, Traefik takes the file for a template of Go's.
            text = re.sub(r"\{(?=\{)", r"\\x7b", text)
            yield Output(f"{project.name}/traefik/{path}", text)


class _Configuration:
    """Collects what the proxies of one environment need; names carry the proxy's."""

    def __init__(self, context: Context, environment: Environment) -> None:
        self.context = context
        self.environment = environment
        self.entry_points: Section = {}
        self.http: dict[str, Section] = {"routers": {}, "services": {}, "middlewares": {}}
        self.transports: Section = {}
        self.tcp: dict[str, Section] = {"routers": {}, "services": {}}
        self.certificates: list[Section] = []
        self.notes: list[str] = []

    @property
    def sections(self) -> Section:
        http: Section = {name: each for name, each in self.http.items() if each}
        if self.transports:
            http["serversTransports"] = self.transports
        found: Section = {"http": http} if http else {}
        if self.tcp["routers"]:
            found["tcp"] = dict(self.tcp)
        if self.certificates:
            found["tls"] = {"certificates": self.certificates}
        return found

    def add(self, proxy: Proxy) -> None:
        plain, secure = self.listens(proxy)
        if proxy.tls is not None:
            pair = {"certFile": proxy.tls.certificate, "keyFile": proxy.tls.key}
            if pair not in self.certificates:
                self.certificates.append(pair)
        if proxy.to is not None:
            self.add_tcp(proxy, plain + secure)
            return
        if plain and secure:
            self.redirect(proxy, plain)
        portmap, has_tls = self.context.portmap, bool(secure)
        found, omissions = proxying.resolve_routes(portmap, self.environment, proxy, secure=has_tls)
        self.notes += [each.note for each in omissions]
        for resolved in found:
            try:
                self.route(proxy, resolved, secure or plain, has_tls)
            except ValueError as failure:
                self.notes.append(proxying.Omission(resolved.route.path, str(failure)).note)
        for files in proxy.files:
            self.notes.append(proxying.Omission(files.path, "Traefik sends no files").note)

    def listens(self, proxy: Proxy) -> tuple[list[str], list[str]]:
        """Names of the entry points without TLS and with it."""
        plain: list[str] = []
        secure: list[str] = []
        found, left_out = proxying.resolve_listens(self.environment, proxy)
        self.notes += [each.note for each in left_out]
        for each in found:
            for address in each.addresses:
                if address in ("::", "0.0.0.0", *proxying.LOOPBACKS):
                    suffix = "-v6" if address == "::1" else ""
                else:
                    suffix = "-" + re.sub("[^0-9a-z]+", "-", address).strip("-")
                # Traefik's own word for every address is none at all.
                host = "" if address == "::" else bracketed(address)
                name = f"port-{each.number}{suffix}"
                self.entry_points[name] = {"address": f"{host}:{each.number}"}
                (secure if each.encrypted else plain).append(name)
        return plain, secure

    def redirect(self, proxy: Proxy, plain: list[str]) -> None:
        port = proxying.https_port(proxy)
        name = f"{proxy.project}-{proxy.stem}-https"
        target: Section = {"scheme": "https", "permanent": True}
        if port not in (None, 443):
            target["port"] = str(port)
        self.http["middlewares"][name] = {"redirectScheme": target}
        self.http["services"]["noop"] = {"loadBalancer": {"servers": [{"url": "http://127.0.0.1"}]}}
        self.http["routers"][name] = {
            "rule": _named(proxy, "PathPrefix(`/`)"),
            "entryPoints": plain,
            "middlewares": [name],
            "service": "noop",
        }

    def route(
        self, proxy: Proxy, resolved: proxying.ResolvedRoute, entry_points: list[str], secure: bool
    ) -> None:
        path = nginx_path(resolved.path)
        prefix = path.rstrip("/")
        name = f"{proxy.project}-{proxy.stem}-{prefix.strip('/').replace('/', '-') or 'root'}"
        if name in self.http["routers"]:
            # Two paths may be one name, as /a-b/ and /a/b/ or /a and /a/.
            name += f"-{len(self.http['routers'])}"
        # A path with a slash at its end sends what comes without it there.
        rule = f"PathPrefix(`{prefix}/`)"
        if prefix and path.endswith("/") and not resolved.backend.websocket:
            slash = f"{name}-slash"
            self.http["middlewares"][slash] = {
                "redirectRegex": {
                    "regex": f"^(https?://[^/]+){prefix.replace('.', '[.]')}(\\?.*)?$",
                    "replacement": f"${{1}}{prefix}/${{2}}",
                    "permanent": True,
                }
            }
            self.router(proxy, slash, f"Path(`{prefix}`)", len(path), entry_points, secure=secure)
            self.http["routers"][slash] |= {"middlewares": [slash], "service": name}
        elif prefix:
            rule = f"Path(`{prefix}`) || {rule}"
        middlewares = list(self.middlewares(name, resolved, prefix))
        self.router(proxy, name, rule, len(path), entry_points, secure=secure)
        self.http["routers"][name] |= {"middlewares": middlewares} if middlewares else {}
        self.http["routers"][name]["service"] = name
        self.service(name, resolved)

    def router(
        self,
        proxy: Proxy,
        name: str,
        rule: str,
        priority: int,
        entry_points: list[str],
        *,
        secure: bool,
    ) -> None:
        found: Section = {
            "rule": _named(proxy, rule),
            "priority": priority,
            "entryPoints": entry_points,
        }
        self.http["routers"][name] = found | ({"tls": {}} if secure else {})

    def middlewares(
        self, name: str, resolved: proxying.ResolvedRoute, prefix: str
    ) -> Iterator[str]:
        route = resolved.route
        if route.max_body:
            reason = "Traefik has a bound only where it holds whole bodies back; it has none here"
            self.notes.append(proxying.Omission(f"max_body of {route.path}", reason).note)
        made: list[tuple[str, Section]] = []
        if route.strip and prefix:
            made.append(("strip", {"stripPrefix": {"prefixes": [prefix]}}))
        if resolved.backend.base:
            made.append(("base", {"addPrefix": {"prefix": nginx_path(resolved.backend.base)}}))
        headers: Section = {}
        if route.headers:
            headers["customResponseHeaders"] = dict(route.headers)
        if route.request_headers or route.websocket is False:
            # An empty value takes the header off.
            off = {"Upgrade": ""} if route.websocket is False else {}
            headers["customRequestHeaders"] = {**dict(route.request_headers), **off}
        if headers:
            made.append(("headers", {"headers": headers}))
        for purpose, middleware in made:
            self.http["middlewares"][f"{name}-{purpose}"] = middleware
            yield f"{name}-{purpose}"

    def service(self, name: str, resolved: proxying.ResolvedRoute) -> None:
        backend = resolved.backend
        balancer: Section = {
            "servers": [{"url": f"{backend.speaks}://{bracketed(backend.host)}:{backend.port}"}]
        }
        if backend.hosted:
            balancer["passHostHeader"] = False
        if resolved.route.timeout:
            timeouts = {"responseHeaderTimeout": resolved.route.timeout}
            self.transports[name] = {"forwardingTimeouts": timeouts}
            balancer["serversTransport"] = name
        self.http["services"][name] = {"loadBalancer": balancer}

    def add_tcp(self, proxy: Proxy, entry_points: list[str]) -> None:
        assert proxy.to is not None
        backend = proxying.backend_of(self.context.portmap, self.environment, proxy, proxy.to)
        if isinstance(backend, proxying.Omission):
            self.notes.append(backend.note)
            return
        name = f"{proxy.project}-{proxy.stem}"
        router: Section = {"rule": "HostSNI(`*`)", "entryPoints": entry_points, "service": name}
        self.tcp["routers"][name] = router | ({"tls": {}} if proxy.tls else {})
        address = f"{bracketed(backend.host)}:{backend.port}"
        self.tcp["services"][name] = {"loadBalancer": {"servers": [{"address": address}]}}


def _named(proxy: Proxy, rule: str) -> str:
    names = [nginx_server_name(name) for name in proxy.server_names if name != "_"]
    if not names:
        return rule
    hosts = " || ".join(_host(name) for name in names)
    return f"({hosts}) && ({rule})"


def _host(name: str) -> str:
    if not name.startswith("*."):
        return f"Host(`{name}`)"
    return f"HostRegexp(`^.+{name[1:].replace('.', '[.]')}$`)"
