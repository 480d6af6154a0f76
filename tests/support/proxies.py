"""Each proxy that a target writes for, run with what a map gives."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import yaml

from portbook.text.source import Source
from tests.support import nginx
from tests.support.files import make_files
from tests.support.nginx import generated
from tests.support.ports import free_port
from tests.support.programs import need
from tests.support.servers import serve

__all__ = [
    "PROXIES",
    "SENDS_FILES",
    "Run",
    "ask_traefik",
    "faults_of_traefik",
    "traefik",
    "untaken_by_traefik",
]

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
    make_files(folder, generated(Source("ports.yaml", text), "traefik"))
    with traefik(folder / "shop" / "traefik" / "traefik.yaml"):
        yield


@contextmanager
def traefik(path: Path) -> Iterator[str]:
    """Run with a static file, with its API on a port of ours, which says what it made of the file
    that the static one names; the API's address."""
    static = yaml.safe_load(path.read_text(encoding="utf-8"))
    port = free_port()
    api = f"127.0.0.1:{port}"
    static["entryPoints"]["traefik"] = {"address": api}
    static["api"] = {"insecure": True}
    (path.parent / "observed.yaml").write_text(json.dumps(static), encoding="utf-8")
    with serve([need("traefik"), "--configFile=observed.yaml"], port, cwd=path.parent):
        wait_for_routes(api)
        yield api


def faults_of_traefik(folder: Path) -> list[Any]:
    """What a running Traefik did not take of the only file of a project."""
    made = folder / "shop" / "traefik"
    observed = yaml.safe_load((made / "observed.yaml").read_text(encoding="utf-8"))
    written = yaml.safe_load((made / "dynamic.yaml").read_text(encoding="utf-8"))
    return untaken_by_traefik(observed["entryPoints"]["traefik"]["address"], written)


def untaken_by_traefik(address: str, written: dict[str, Any]) -> list[Any]:
    """What is missing, disabled, or with an error of what is written for it."""
    faults: list[Any] = []
    for section, sorts in SORTS.items():
        for sort in sorts:
            taken = {each["name"]: each for each in ask_traefik(address, f"{section}/{sort}")}
            names = written.get(section, {}).get(sort, ())
            faults += {f"{name}@file" for name in names} - taken.keys()
            faults += [each for each in taken.values() if each["status"] != "enabled"]
    return faults


SORTS = {"http": ("routers", "services", "middlewares"), "tcp": ("routers", "services")}
"""What Traefik's API tells of."""


def wait_for_routes(address: str) -> None:
    """Traefik listens before it has read what it routes."""
    for _ in range(200):
        if any(each["provider"] == "file" for each in ask_traefik(address, "http/routers")):
            return
        time.sleep(0.05)


def ask_traefik(address: str, sort: str) -> list[dict[str, Any]]:
    connection = HTTPConnection(address, timeout=20)
    connection.request("GET", f"/api/{sort}?per_page=1000")
    answer = connection.getresponse()
    # It says 404 until its own routes stand.
    found: list[dict[str, Any]] = json.load(answer) if answer.status == 200 else []
    return found


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
