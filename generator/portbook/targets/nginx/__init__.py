"""nginx: a file for the `http` block, or for raw TCP the `stream` block, of each proxy."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Environment, Project, Proxy
from portbook.model.reference import Target
from portbook.targets.context import Context, Output
from portbook.targets.nginx.blocks import File, Server, Upstream
from portbook.targets.nginx.http import http_file
from portbook.targets.nginx.listens import Listens, listens_of, upstream_name
from portbook.targets.proxying import Backend, LeftOut, backend_of
from portbook.text.quoting.nginx import nginx_address, nginx_comment


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
                file = http_file(context, environment, proxy)
                yield Output(f"{path}.conf", context.templates.render("nginx.conf.j2", file=file))


def _stream_file(context: Context, environment: Environment, proxy: Proxy, to: Target) -> File:
    """What the proxy leads to decides between TCP and UDP, or both."""
    listens = listens_of(environment, proxy)
    left_out = list(listens.left_out)
    notice = nginx_comment(context.notice)
    backend = backend_of(context.portmap, environment, proxy, to)
    upstreams: tuple[Upstream, ...] = ()
    servers: tuple[Server, ...] = ()
    if isinstance(backend, LeftOut):
        left_out.append(backend)
    elif not (listens.plain or listens.secure):
        left_out.append(LeftOut("the server", "no number is left to listen on"))
    else:
        try:
            upstream = Upstream(
                upstream_name(proxy, backend),
                backend.located.who,
                nginx_address(backend.host, backend.port),
            )
            upstreams = (upstream,)
            words = _words(listens, backend)
            servers = (Server(words, tls=listens.tls, to=upstream.name),)
        except ValueError as failure:
            left_out.append(LeftOut(str(to), str(failure)))
    return File(
        notice, tuple(nginx_comment(each.note) for each in left_out), (), upstreams, servers
    )


def _words(listens: Listens, backend: Backend) -> tuple[str, ...]:
    endpoint = backend.located.endpoint
    transports = endpoint.transports if endpoint else ("tcp",)
    plain = [
        f"{word} udp" if each == "udp" else word for word in listens.plain for each in transports
    ]
    return (*plain, *(f"{word} ssl" for word in listens.secure))
