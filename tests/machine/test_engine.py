"""Docker's socket: what an engine says, and what becomes of other answers, or of none."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portbook.machine import engine as module
from portbook.machine.engine import Engine, EngineError, Published, find_engine
from portbook.machine.snapshot import snapshot
from tests.support.engine import StandIn, container, engine, port


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a unix socket's has 108 bytes at most (unix(7))."""
    with tempfile.TemporaryDirectory(prefix="pb-") as name:
        yield Path(name)


def test_containers(folder: Path) -> None:
    rows = [
        container(
            "shop-db-1",
            port(5433, 5432),
            port(5433, 5432, "::1"),
            port(None, 9000),
            port(53, 53, "0.0.0.0", "udp"),
            project="shop",
            service="db",
            folder="/home/me/shop",
            image="postgres:16",
        ),
        {"Id": "abc", "Names": None, "Image": "x", "Ports": None, "Labels": None},
    ]
    answers = StandIn(rows)
    with engine(folder / "s", answers) as address:
        found = find_engine({"DOCKER_HOST": address})
        assert found is not None
        first, second = found.containers()
    assert (first.name, first.project, first.service, first.folder, first.image) == (
        *("shop-db-1", "shop", "db", "/home/me/shop", "postgres:16"),
    )
    assert first.published == (
        Published("tcp", "127.0.0.1", 5433, 5432),
        Published("tcp", "::1", 5433, 5432),
        Published("udp", "0.0.0.0", 53, 53),
    )
    assert (second.name, second.published) == ("abc", ())
    assert answers.asked == ["GET /_ping", "GET /v1.44/containers/json"]


@pytest.mark.parametrize(("version", "path"), [("1.51", "/v1.51"), (None, ""), ("../x", "")])
def test_the_version_asked_for_is_the_engines_own(
    folder: Path, version: str | None, path: str
) -> None:
    answers = StandIn(version=version)
    with engine(folder / "s", answers) as address:
        assert Engine(address.removeprefix("unix://")).containers() == ()
    assert answers.asked[-1] == f"GET {path}/containers/json"


def test_a_ping_whose_body_does_not_end_is_an_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.5)
    answers = StandIn([container("a")], unending=True)
    with engine(folder / "s", answers):
        assert [each.name for each in Engine(str(folder / "s")).containers()] == ["a"]
    assert answers.asked[-1] == "GET /v1.44/containers/json"


def test_an_address_left_out_is_all_of_them(folder: Path) -> None:
    row = container("a", {"PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"})
    with engine(folder / "s", StandIn([row])):
        (found,) = Engine(str(folder / "s")).containers()
    assert found.published == (Published("tcp", "0.0.0.0", 8080, 80),)


def test_stopping(folder: Path) -> None:
    answers = StandIn([container("a")])
    with engine(folder / "s", answers):
        asked = Engine(str(folder / "s"))
        (found,) = asked.containers()
        asked.stop(found, 7)
    assert answers.asked[-1] == f"POST /v1.44/containers/{'a' * 8}/stop?t=7"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (StandIn(b"not json"), "does not answer like a Docker engine"),
        (StandIn({"a": 1}), "does not answer like a Docker engine"),
        (StandIn([1]), "does not answer like a Docker engine"),
        (StandIn([{"Names": []}]), "does not answer like a Docker engine"),
        (StandIn([container("a", port(1, 1, "nonsense"))]), "does not answer like a Docker"),
        (StandIn(status=500), "answers 500: out of order"),
        (StandIn(b"[" * 100_000), "does not answer like a Docker engine"),
        (StandIn(delay=1.0), "does not answer$"),
        (StandIn([container("a")], drips=True), "does not answer$"),
    ],
)
def test_what_is_no_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answers: StandIn, said: str
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    with engine(folder / "s", answers), pytest.raises(EngineError, match=said):
        Engine(str(folder / "s")).containers()


def test_what_speaks_another_language(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s"))
        server.listen()

        def answer() -> None:
            with server.accept()[0] as client:
                client.recv(4096)
                client.sendall(b"\xff\x00 220 ready\r\n")

        speaking = threading.Thread(target=answer)
        speaking.start()
        with pytest.raises(EngineError, match="does not answer like a Docker engine"):
            Engine(str(folder / "s")).containers()
        speaking.join(10)


def test_a_moment_that_no_calendar_knows(folder: Path) -> None:
    row = {**container("a"), "Created": 10**30}
    with engine(folder / "s", StandIn([row])):
        assert [each.since for each in Engine(str(folder / "s")).containers()] == [None]


def test_a_socket_nobody_serves(folder: Path) -> None:
    seen = snapshot({"DOCKER_HOST": f"unix://{folder}/gone"})
    (note,) = seen.notes
    assert "containers are not seen" in note
    assert f"{folder}/gone cannot be queried" in note


@pytest.mark.parametrize(
    "given", ["ssh://me@box", "tcp://box:2375", "npipe:////./pipe/docker", "unix://", "tcp://[::1"]
)
def test_an_engine_of_another_machine_is_none_of_this_ones(given: str) -> None:
    with pytest.raises(EngineError, match="no socket of this machine"):
        find_engine({"DOCKER_HOST": given})


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ("unix:///run/x.sock", "/run/x.sock"),
        ("tcp://127.0.0.1:2375", "127.0.0.1:2375"),
        ("tcp://localhost", "localhost:2375"),
    ],
)
def test_where_the_engine_is(given: str, where: str) -> None:
    assert find_engine({"DOCKER_HOST": given}) == Engine(where)


def test_podmans_socket_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr(module, "DOCKER_SOCKET", folder / "none")
    (folder / "podman").mkdir()
    assert find_engine({"XDG_RUNTIME_DIR": str(folder)}) is None
    with engine(folder / "podman/podman.sock", StandIn()):
        found = find_engine({"XDG_RUNTIME_DIR": str(folder)})
        assert found == Engine(str(folder / "podman/podman.sock"))
