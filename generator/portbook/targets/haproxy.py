"""HAProxy: a whole configuration for the proxies of an environment.

https://docs.haproxy.org/2.6/configuration.html. WebSocket turns a connection into a tunnel by
itself, and nothing is held back, so that event streams arrive as they are sent.
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Environment, Project, Proxy
from portbook.targets import proxying
from portbook.targets.context import Context, Output, file_name
from portbook.text.grouping import grouped
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.proxies import (
    haproxy_value,
    nginx_address,
    nginx_file,
    nginx_host,
    nginx_path,
    nginx_server_name,
)

DEFAULTS = """
defaults
    mode http
    timeout connect 5s
    timeout client 1h
    timeout server 1h
    timeout tunnel 1h
    timeout http-request 10s
""".rstrip()
"""An hour of silence, as with our other proxies: a websocket or an event stream may be quiet."""
_UNITS = {"k": 1024, "m": 1024**2, "g": 1024**3}


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`haproxy/haproxy.cfg`, else `haproxy.<environment>.cfg`."""
    for environment in project.environments.values():
        if not environment.proxies:
            continue
        lines = [hash_comment(context.notice), DEFAULTS]
        web = [proxy for proxy in environment.proxies if proxy.to is None]
        # A name is looked for before what answers to every name.
        web.sort(key=lambda proxy: not _names(proxy))
        lines += _frontends(environment, [_ProxyRules(context, environment, each) for each in web])
        for proxy in environment.proxies:
            lines += ["", *_tcp(context, environment, proxy)] if proxy.to is not None else []
        path = f"{project.name}/haproxy/{file_name(environment, 'haproxy', '.cfg')}"
        yield Output(path, "\n".join(lines) + "\n")


class _ProxyRules:
    """A proxy's rules for a frontend, which several may share, and the back ends they name."""

    def __init__(self, context: Context, environment: Environment, proxy: Proxy) -> None:
        self.proxy = proxy
        self.name = f"{proxy.project}_{proxy.stem}"
        self.edge = proxying.is_edge(environment, proxy)
        found, left_out = proxying.resolve_listens(environment, proxy)
        plain, secure = (list(_binds(proxy, found, secure=each)) for each in (False, True))
        self.serving, self.redirecting = (secure, plain) if secure else (plain, [])
        left_out += [proxying.Omission(each.path, "HAProxy sends no files") for each in proxy.files]
        all_resolved, others = proxying.resolve_routes(
            context.portmap, environment, proxy, secure=bool(secure)
        )
        self.notes = [each.note for each in (*left_out, *others)]
        self.names = list(_acl(proxy, f"is_{self.name}"))
        self.condition = f"is_{self.name} " if self.names else ""
        self.backends: list[str] = []
        self.rules = list(_routes(self.name, all_resolved, self.condition, self.backends))

    def redirect(self) -> str:
        port = proxying.https_port(self.proxy) or 443
        shown = "" if port == 443 else f":{port}"
        target = f"https://%[req.hdr(host),field(1,:)]{shown}%[capture.req.uri]"
        rule = f"    http-request redirect code 308 location {target}"
        return f"{rule} if {self.condition}".rstrip() if self.condition else rule


def _frontends(environment: Environment, proxies: list[_ProxyRules]) -> Iterator[str]:
    stem = f"{environment.project}_{environment.name}"
    for each in proxies:
        yield from (hash_comment(note) for note in each.notes)
    users: dict[str, list[tuple[int, bool]]] = {}
    for at, each in enumerate(proxies):
        for redirects, binds in ((False, each.serving), (True, each.redirecting)):
            for bind in binds:
                users.setdefault(bind, []).append((at, redirects))
    # By which proxies listen there, and whether they send those who come there to https: addresses
    # that the same proxies listen on are one frontend, since a socket has one owner.
    groups = list(grouped((tuple(using), bind) for bind, using in users.items()).items())
    for number, (using, binds) in enumerate(groups):
        yield from ("", f"frontend {stem}_{number}", *binds)
        edge = all(proxies[at].edge for at, _ in using)
        yield from (FORWARDED_FOR[edge], *FORWARDED)
        rules = []
        for at, redirects in using:
            yield from proxies[at].names
            rules += [proxies[at].redirect()] if redirects else proxies[at].rules
        # HAProxy takes them in this order in any case, and warns of any other.
        yield from sorted(rules, key=lambda rule: rule.startswith("    use_backend"))
        yield f"    default_backend {stem}_none"
    for each in proxies:
        yield from each.backends
    if groups:
        yield from ("", f"backend {stem}_none", "    http-request return status 404")


def _binds(proxy: Proxy, found: list[proxying.Listen], *, secure: bool) -> Iterator[str]:
    """HAProxy takes a certificate and its key from one file, or the key from the file beside it
    whose name has `.key` behind."""
    end = ""
    if proxy.tls is not None and secure:
        end = f" ssl crt {nginx_file(proxy.tls.certificate)} alpn h2,http/1.1"
    for listen in found:
        for each in listen.addresses if listen.encrypted is secure else ():
            host = ":::{} v4v6" if each == "::" else f"{nginx_host(each)}:{{}}"
            yield f"    bind {host.format(listen.number)}{end}"


def _names(proxy: Proxy) -> list[str]:
    return [nginx_server_name(each).lower() for each in proxy.server_names if each != "_"]


def _acl(proxy: Proxy, name: str) -> Iterator[str]:
    host = "req.hdr(host),field(1,:),lower"
    exact = " ".join(each for each in _names(proxy) if not each.startswith("*."))
    if exact:
        yield f"    acl {name} {host} -m str {exact}"
    for each in _names(proxy):
        if each.startswith("*."):
            yield f"    acl {name} {host} -m end {each[1:]}"


FORWARDED_FOR = {
    True: "    http-request set-header X-Forwarded-For %[src]",
    False: "    option forwardfor",
}
"""By whether clients reach all of its proxies themselves."""
FORWARDED = (
    "    http-request set-header X-Real-IP %[src]",
    "    http-request set-header X-Forwarded-Proto http unless { ssl_fc }",
    "    http-request set-header X-Forwarded-Proto https if { ssl_fc }",
    "    http-request set-header X-Forwarded-Host %[req.hdr(host)]",
    "    http-request set-header X-Forwarded-Port %[dst_port]",
)


def _routes(
    name: str, all_resolved: list[proxying.ResolvedRoute], named: str, backends: list[str]
) -> Iterator[str]:
    """The rules that choose a back end, those of redirects first as HAProxy takes them; adds the
    back ends that they name."""
    ordered = sorted(all_resolved, key=lambda each: (-len(each.path), each.path))
    chosen = []
    for at, resolved in enumerate(ordered):
        prefix = nginx_path(resolved.path).rstrip("/")
        target = f"{name}_{at}"
        below, alone = f"{named}{{ path_beg {prefix}/ }}", f"{named}{{ path {prefix} }}"
        if resolved.slash:
            slash = f"    http-request redirect code 308 location {prefix}/"
            yield f"{slash}?%[query] if {alone} {{ query -m found }}"
            yield f"{slash} if {alone}"
        elif resolved.exact:
            chosen.append(f"    use_backend {target} if {alone}")
        if resolved.below:
            chosen.append(f"    use_backend {target} if {below}")
        backends += [
            "",
            hash_comment(resolved.backend.located.who),
            *_backend(resolved, target, prefix),
        ]
    yield from chosen


def _backend(resolved: proxying.ResolvedRoute, target: str, prefix: str) -> Iterator[str]:
    route, backend = resolved.route, resolved.backend
    yield f"backend {target}"
    if route.timeout:
        yield f"    timeout server {route.timeout}"
    if route.max_body and route.max_body != "0":
        size = int(route.max_body.rstrip("kmg")) * _UNITS.get(route.max_body[-1], 1)
        yield f"    http-request deny deny_status 413 if {{ req.body_size gt {size} }}"
    if route.strip and prefix:
        # The path is compared and cut as it was sent, so that %2F stays one.
        yield f"    http-request set-header X-Forwarded-Prefix {prefix}"
        pattern = prefix.replace(".", "[.]")
        yield f"    http-request replace-path {pattern}/?(.*) {backend.base}/\\1"
    if not resolved.upgrades and not backend.grpc:
        yield "    http-request del-header Upgrade"
    if backend.hosted:
        yield f"    http-request set-header Host {nginx_host(backend.host)}"
    for name, value in route.request_headers:
        yield f"    http-request set-header {name} {haproxy_value(value)}"
    for name, value in route.headers:
        yield f"    http-response set-header {name} {haproxy_value(value)}"
    options = " proto h2" if backend.grpc else ""
    # Whether the other side is whom it says, HAProxy is told by `ca-file`; nginx does not ask.
    options += f" ssl verify none sni str({nginx_host(backend.host)})" if backend.secure else ""
    yield f"    server there {nginx_address(backend.host, backend.port)}{options}"


def _tcp(context: Context, environment: Environment, proxy: Proxy) -> Iterator[str]:
    assert proxy.to is not None
    backend = proxying.backend_of(context.portmap, environment, proxy, proxy.to)
    found, left_out = proxying.resolve_listens(environment, proxy)
    yield from (hash_comment(each.note) for each in left_out)
    binds = [bind for each in (False, True) for bind in _binds(proxy, found, secure=each)]
    if isinstance(backend, proxying.Omission) or not binds:
        reason = (
            backend.note
            if isinstance(backend, proxying.Omission)
            else "no number is left to listen on"
        )
        yield hash_comment(reason)
        return
    yield hash_comment(backend.located.who)
    yield f"listen {proxy.project}_{proxy.stem}"
    yield "    mode tcp"
    yield from (each.replace(" alpn h2,http/1.1", "") for each in binds)
    yield f"    server there {nginx_address(backend.host, backend.port)}"
