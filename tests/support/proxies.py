"""Each proxy that a target writes for, run with what a map gives."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from portbook.text.source import Source
from tests.support import nginx
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.programs import need
from tests.support.servers import serve

__all__ = ["PROXIES", "SENDS_FILES", "Run"]

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


@contextmanager
def run_traefik(folder: Path, text: str, port: int) -> Iterator[None]:
    """Its API would listen on a port of its own, and is not on."""
    make_files(folder, generated(Source("ports.yaml", text), "traefik"))
    command: list[str | Path] = [need("traefik"), "--configFile=traefik.yaml"]
    with serve(command, port, cwd=folder / "shop" / "traefik"):
        wait_for_routes(port)
        yield


def wait_for_routes(port: int) -> None:
    """Traefik listens before it has read what it routes, and says 404 until then."""
    for _ in range(200):
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/")
        if connection.getresponse().status != 404:
            return
        time.sleep(0.05)


@contextmanager
def run_haproxy(folder: Path, text: str, port: int) -> Iterator[None]:
    [path] = make_files(folder, generated(Source("ports.yaml", text), "haproxy")).rglob("*.cfg")
    command: list[str | Path] = [need("haproxy"), "-f", path]
    checked = subprocess.run([*command, "-c"], capture_output=True, check=False, timeout=60)
    assert (checked.returncode, checked.stderr) == (0, b""), checked.stderr.decode()
    with serve([*command, "-db"], port):
        yield


PROXIES: dict[str, Run] = {
    "nginx": run_nginx,
    "caddyfile": run_caddy,
    "traefik": run_traefik,
    "haproxy": run_haproxy,
}
SENDS_FILES = frozenset(("nginx", "caddyfile"))
"""The others leave a proxy's `files` out, and say so in the file."""
