"""Asks Docker, through its socket, for the running containers and the ports they publish.

The Docker Engine API (https://docs.docker.com/reference/api/engine/) over its unix socket;
Podman's service speaks the same calls. Without an engine nothing is asked and nothing is wrong.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from portbook.model.bind import parse_bind

PATIENCE = 3.0
"""Seconds for a whole answer: an engine that hangs, or drips, must not hang its users."""
PIECE = 2**16
LARGEST = 64 * 2**20
"""Bytes of an answer; ten thousand containers are some twenty million."""
DOCKER_SOCKET = Path("/var/run/docker.sock")
COMPOSE = "com.docker.compose."
"""Labels that Compose gives its containers (docs.docker.com/reference/compose-file, labels)."""


class EngineError(Exception):
    """The engine does not answer; the text says why, in words for the person."""


class Published(NamedTuple):
    """A container's port on the host: `address` canonical, `port` there, `inside` its own."""

    transport: str
    address: str
    port: int
    inside: int


@dataclass(frozen=True, slots=True)
class Container:
    """`project`, `service` and `folder` are Compose's labels; `since` is in Unix seconds."""

    id: str
    name: str
    image: str
    project: str | None = None
    service: str | None = None
    folder: str | None = None
    since: int | None = None
    published: tuple[Published, ...] = ()


class _Unix(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine at the path of a socket, or at HOST:PORT of this machine."""

    where: str

    def containers(self) -> tuple[Container, ...]:
        """The running ones. EngineError where it does not answer, or not as documented."""
        found = self._ask("GET", f"{self._version()}/containers/json", PATIENCE)
        try:
            return tuple(_container(each) for each in json.loads(found))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise EngineError(self._not_an_engine()) from None

    def stop(self, container: Container, seconds: float) -> None:
        """Stop it politely, after `seconds` by force; one that has stopped already is fine."""
        path = f"{self._version()}/containers/{quote(container.id, safe='')}/stop"
        self._ask("POST", f"{path}?t={max(0, round(seconds))}", seconds + 2 * PATIENCE)

    def _version(self) -> str:
        """The prefix of the newest API it speaks: each release drops old ones, and paths without
        a version are deprecated (API reference, "Versioning")."""
        with self._answer("GET", "/_ping", PATIENCE) as answer:
            version = answer.getheader("Api-Version") or ""
        return f"/v{version}" if version.replace(".", "").isdecimal() else ""

    def _ask(self, method: str, path: str, patience: float) -> bytes:
        with self._answer(method, path, patience) as answer:
            body = _body(answer, time.monotonic() + patience)
        if answer.status >= 400:
            raise EngineError(f"{self.where} answers {answer.status}: {_message(body)}")
        return body

    @contextlib.contextmanager
    def _answer(
        self, method: str, path: str, patience: float
    ) -> Iterator[http.client.HTTPResponse]:
        """Its head is read; the block reads the body. EngineError where either cannot be."""
        unix = self.where.startswith("/")
        connection = (_Unix if unix else http.client.HTTPConnection)(self.where, timeout=patience)
        try:
            connection.request(method, path)
            with connection.getresponse() as answer:
                yield answer
        except (OSError, http.client.HTTPException) as failure:
            raise EngineError(self._reason(failure)) from None
        finally:
            connection.close()

    def _not_an_engine(self) -> str:
        return f"{self.where} does not answer like a Docker engine"

    def _reason(self, failure: Exception) -> str:
        if isinstance(failure, http.client.HTTPException) and not isinstance(failure, OSError):
            return self._not_an_engine()
        if isinstance(failure, TimeoutError):
            return f"{self.where} does not answer"
        if isinstance(failure, PermissionError):
            return f"{self.where} is not accessible to this user: join its group, or run as root"
        said = getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
        return f"{self.where} cannot be queried: {said.lower()}"


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    """What is answered, as far as it is not too large; a socket's own patience begins anew with
    every byte. TimeoutError where it is not whole by then, on the monotonic clock."""
    pieces: list[bytes] = []
    size = 0
    while size < LARGEST and (piece := answer.read1(PIECE)):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(pieces)


def _container(given: Mapping[str, Any]) -> Container:
    labels = given.get("Labels") or {}
    names = [str(name).removeprefix("/") for name in given.get("Names") or ()]
    since = given.get("Created")
    ports = [
        each
        for each in given.get("Ports") or ()
        if each.get("PublicPort") and each.get("Type") in ("tcp", "udp")
    ]
    return Container(
        str(given["Id"]),
        names[0] if names else str(given["Id"])[:12],
        str(given.get("Image") or ""),
        labels.get(f"{COMPOSE}project"),
        labels.get(f"{COMPOSE}service"),
        labels.get(f"{COMPOSE}project.working_dir"),
        # Unix seconds, within what calendars know.
        since if isinstance(since, int) and 0 < since < 2**33 else None,
        tuple(dict.fromkeys(map(_published, ports))),
    )


def _published(port: Mapping[str, Any]) -> Published:
    # Podman leaves the address out where it is all of them.
    address = parse_bind(port.get("IP") or "0.0.0.0")
    return Published(port["Type"], address, int(port["PublicPort"]), int(port["PrivatePort"]))


def _message(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return body[:200].decode(errors="replace").strip()


def find_engine(environment: Mapping[str, str] = os.environ) -> Engine | None:
    """The engine that Docker's own command would ask, if it is on this machine.

    DOCKER_HOST first, then the sockets of Docker, Docker Desktop, rootless Docker and Podman. None
    where there is no socket. EngineError for a DOCKER_HOST that leads elsewhere: another machine's
    containers hold no port here.
    """
    given = environment.get("DOCKER_HOST")
    if given:
        return Engine(_named(given))
    if not hasattr(socket, "AF_UNIX"):
        return None
    desktop = os.path.expanduser("~/.docker/run/docker.sock")  # noqa: PTH111 - not everybody has one
    folders = [DOCKER_SOCKET, Path(desktop)]
    runtime = environment.get("XDG_RUNTIME_DIR")
    if runtime:
        folders += [Path(runtime, "docker.sock"), Path(runtime, "podman/podman.sock")]
    return next((Engine(str(path)) for path in folders if _is_socket(path)), None)


def _is_socket(path: Path) -> bool:
    try:
        return path.is_socket()
    except OSError:
        return False


def _named(given: str) -> str:
    try:
        parts = urlsplit(given)
        if parts.scheme == "unix" and parts.path:
            return parts.path
        if parts.scheme == "tcp" and parts.hostname in ("localhost", "127.0.0.1", "::1"):
            return parts.netloc if parts.port else f"{parts.netloc}:2375"
    except ValueError:
        pass
    raise EngineError(f"DOCKER_HOST={given} is no socket of this machine")
