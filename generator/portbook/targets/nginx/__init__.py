"""nginx: a file for the `http` block, or for raw TCP the `stream` block, of each proxy."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Project
from portbook.targets.context import Context, Output
from portbook.targets.nginx.http import http_file
from portbook.targets.nginx.stream import stream_file

__all__ = ["emit"]


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/nginx/<environment>[-<name>].conf`, and `....stream.conf` for raw TCP."""
    for environment in project.environments.values():
        for proxy in environment.proxies:
            path = f"{project.name}/nginx/{proxy.stem}"
            if proxy.to is not None:
                file = stream_file(context, environment, proxy, proxy.to)
                text = context.templates.render("nginx.stream.conf.j2", file=file)
                yield Output(f"{path}.stream.conf", text)
            elif proxy.routes:
                file = http_file(context, environment, proxy)
                yield Output(f"{path}.conf", context.templates.render("nginx.conf.j2", file=file))
