"""Caddy: one Caddyfile for the proxies of each environment.

Caddy sets X-Forwarded-For, -Proto and -Host, passes websockets on and does not hold back event
streams, all by itself (https://caddyserver.com/docs/caddyfile/directives/reverse_proxy).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portbook.model.bind import bracketed
from portbook.model.portmap import Environment, Files, Project, Proxy, Tls
from portbook.targets.context import Context, Output, file_name
from portbook.targets.nginx.listens import certificate
from portbook.targets.proxying import Omission, ResolvedRoute, resolve_listens, resolve_routes
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.proxies import (
    caddy_value,
    nginx_address,
    nginx_file,
    nginx_host,
    nginx_path,
    nginx_port,
    nginx_server_name,
)


@dataclass(frozen=True, slots=True)
class Handle:
    """What takes the paths of `match`; `directive` is `handle`, or `handle_path`, which strips.

    `options` are lines inside `reverse_proxy`; `max_body` is a size with its unit. With a `folder`
    it sends that folder's files, with `answers` as headers, and `fallback` where there is none.
    """

    directive: str
    match: str
    about: str
    to: str
    options: tuple[str, ...] = ()
    base: str = ""
    max_body: str = ""
    folder: str = ""
    fallback: str = ""
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A site block. `redirect` sends everything to https; `slashes` are pairs of a path and the
    same with a slash at its end."""

    addresses: tuple[str, ...]
    binds: tuple[str, ...] = ()
    tls: Tls | None = None
    redirect: str = ""
    slashes: tuple[tuple[str, str], ...] = ()
    handles: tuple[Handle, ...] = ()


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/Caddyfile` for the default environment, else `Caddyfile.<environment>`."""
    for environment in project.environments.values():
        if not any(proxy.routes or proxy.files for proxy in environment.proxies):
            continue
        sites: list[Site] = []
        notes: list[str] = []
        for proxy in environment.proxies:
            found = _sites(context, environment, proxy)
            notes += [hash_comment(each.note) for each in found if isinstance(each, Omission)]
            sites += [each for each in found if isinstance(each, Site)]
        text = context.templates.render(
            "Caddyfile.j2",
            notice=hash_comment(context.notice),
            notes=notes,
            sites=sorted(sites, key=lambda site: site.addresses),
        )
        yield Output(f"{project.name}/{file_name(environment, 'Caddyfile')}", text)


def _sites(context: Context, environment: Environment, proxy: Proxy) -> list[Site | Omission]:
    if proxy.to is not None:
        return [Omission(f"the proxy of {proxy.to}", "Caddy as released passes on HTTP, not TCP")]
    binds, omissions = _binds(environment, proxy)
    tls, unfit = certificate(proxy)
    omissions += unfit
    secure = {number for number, https in binds if https and tls}
    handles, slashes = _handles(context, environment, proxy, bool(secure), omissions)
    sites: list[Site | Omission] = [*omissions]
    for (number, https), words in sorted(binds.items()):
        if https and tls is None:
            sites.append(Omission(f"listen {number}", "no certificate goes with it"))
            continue
        addresses = _addresses("https" if https else "http", number, proxy, sites)
        if not addresses:
            continue
        bound = () if "::" in words else tuple(sorted(words))
        if secure and not https:
            shown = "" if 443 in secure else f":{min(secure)}"
            sites.append(Site(addresses, bound, redirect=f"https://{{host}}{shown}{{uri}}"))
        else:
            sites.append(Site(addresses, bound, tls if https else None, "", slashes, handles))
    return sites


Binds = dict[tuple[int, bool], set[str]]


def _binds(environment: Environment, proxy: Proxy) -> tuple[Binds, list[Omission]]:
    """The addresses bound for each number, and whether it is https; in a container, every one."""
    binds: Binds = {}
    found, omissions = resolve_listens(environment, proxy)
    for each in found:
        try:
            known = int(nginx_port(each.number))
            words = [nginx_host(address).strip("[]") for address in each.addresses]
            binds.setdefault((known, each.encrypted), set()).update(words)
        except ValueError as failure:
            omissions.append(Omission(f"listen {each.endpoint.port}", str(failure)))
    return binds, omissions


def _addresses(
    scheme: str, number: int, proxy: Proxy, sites: list[Site | Omission]
) -> tuple[str, ...]:
    """A site's addresses; without a name it answers to every Host."""
    addresses = []
    for name in dict.fromkeys(proxy.server_names or ("_",)):
        try:
            word = nginx_server_name(name)
        except ValueError as failure:
            sites.append(Omission("a server name", str(failure)))
            continue
        shown = "" if word == "_" else bracketed(word.strip("[]"))
        addresses.append(f"{scheme}://{shown}:{number}")
    return tuple(addresses)


def _handles(
    context: Context,
    environment: Environment,
    proxy: Proxy,
    secure: bool,
    omissions: list[Omission],
) -> tuple[tuple[Handle, ...], tuple[tuple[str, str], ...]]:
    handles: dict[str, Handle] = {}
    slashes = []
    found, left_out = resolve_routes(context.portmap, environment, proxy, secure=secure)
    omissions += left_out
    for each in found:
        try:
            # The same paths that nginx's locations take.
            prefix = nginx_path(each.path).rstrip("/")
            stripped = each.route.strip and bool(prefix)
            below = [f"{prefix}/*" if prefix else ""] if each.below else []
            matches = [*([prefix] if each.exact else []), *below]
            made = [_handle(each, match, stripped) for match in matches]
        except ValueError as failure:
            omissions.append(Omission(each.route.path, str(failure)))
            continue
        handles.update((handle.match, handle) for handle in made)
        if each.slash:
            slashes.append((each.prefix, each.path))
    for files in proxy.files:
        _add_files(files, handles, slashes, omissions)
    # Longest first, the order in which Caddy itself tries them.
    ordered = sorted(handles.values(), key=lambda each: (-len(each.match), each.match))
    return tuple(ordered), tuple(slashes)


def _add_files(
    files: Files,
    handles: dict[str, Handle],
    slashes: list[tuple[str, str]],
    omissions: list[Omission],
) -> None:
    try:
        prefix = nginx_path(files.path).rstrip("/")
        made = Handle(
            "handle_path" if prefix else "handle",
            f"{prefix}/*" if prefix else "",
            f"files of {nginx_file(files.folder)}",
            "",
            folder=nginx_file(files.folder),
            fallback=nginx_path(files.fallback) if files.fallback else "",
            answers=tuple((name, caddy_value(value)) for name, value in files.headers),
        )
    except ValueError as failure:
        omissions.append(Omission(files.path, str(failure)))
        return
    if made.match in handles:
        omissions.append(Omission(files.path, "the path is routed already"))
        return
    if prefix and prefix not in handles:
        slashes.append((prefix, f"{prefix}/"))
    handles[made.match] = made


def _handle(resolved: ResolvedRoute, match: str, stripped: bool) -> Handle:
    backend, route = resolved.backend, resolved.route
    address = nginx_address(backend.host, backend.port)
    options = []
    if route.event_stream:
        options.append("flush_interval -1")
    if backend.hosted:
        options.append("header_up Host {upstream_hostport}")
    if stripped:
        options.append(f"header_up X-Forwarded-Prefix {resolved.prefix}")
    options += [f"header_up {name} {caddy_value(value)}" for name, value in route.request_headers]
    options += [f"header_down {name} {caddy_value(value)}" for name, value in route.headers]
    if not resolved.upgrades and not backend.grpc and route.websocket is False:
        options.append("header_up -Upgrade")
    if route.timeout:
        timeout = f"\n\t\t\t\tresponse_header_timeout {route.timeout}\n\t\t\t"
        options.append(f"transport http {{{timeout}}}")
    return Handle(
        "handle_path" if stripped else "handle",
        match,
        backend.located.who,
        address if backend.speaks == "http" else f"{backend.speaks}://{address}",
        tuple(options),
        nginx_path(backend.base) if stripped and backend.base else "",
        _size(route.max_body),
    )


def _size(text: str | None) -> str:
    """nginx's k, m and g are powers of 1024; "0" is no bound, which is Caddy's default."""
    if text is None or text == "0":
        return ""
    return f"{text[:-1]}{text[-1].upper()}iB" if text[-1].isalpha() else f"{text}B"
