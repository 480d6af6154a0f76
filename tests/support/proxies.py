"""Each proxy that a target writes for, run with what a map gives."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from portbook.text.source import Source

from tests.support import nginx
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.programs import need
from tests.support.servers import serve

__all__ = ["PROXIES", "Run"]

Run = Callable[[Path, str, int], AbstractContextManager[None]]
"""Runs a proxy in a folder with what a map gives, listening on a port."""


@contextmanager
def run_nginx(folder: Path, text: str, port: int) -> Iterator[None]:
    files = generated(Source("ports.yaml", text))
    with nginx.running(nginx.configuration(folder, files), port):
        yield


@contextmanager
def run_caddy(folder: Path, text: str, port: int) -> Iterator[None]:
    [(path, content)] = generated(Source("ports.yaml", text), "caddyfile").items()
    # Its admin endpoint would take a port that is not ours.
    make_files(folder, {path: content.replace("auto_https off", "auto_https off\n\tadmin off")})
    command: list[str | Path] = [
        need("caddy"),
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        folder / path,
    ]
    env = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with serve(command, port, env=env):
        yield


PROXIES: dict[str, Run] = {"nginx": run_nginx, "caddyfile": run_caddy}
