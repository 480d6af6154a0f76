"""A raw TCP proxy as a file for nginx's `stream` block, which stands beside `http`."""

from __future__ import annotations

from portbook.model.portmap import Environment, Proxy
from portbook.model.reference import Target
from portbook.targets.context import Context
from portbook.targets.nginx.blocks import File, Server, Upstream
from portbook.targets.nginx.listens import Listens, listens_of
from portbook.targets.nginx.names import upstream_name
from portbook.targets.proxying import Backend, LeftOut, backend_of
from portbook.text.quoting.nginx import nginx_address, nginx_comment

__all__ = ["stream_file"]


def stream_file(context: Context, environment: Environment, proxy: Proxy, to: Target) -> File:
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
