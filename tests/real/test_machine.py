"""`status`, `who` and `health` beside real servers, as root and as an ordinary user."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.street import Street, street
from tests.support.cli import Ran, portbook
from tests.support.ports import _loopbacks
from tests.support.users import is_root, user_portbook

Run = Callable[..., Ran]

# What a person should be told of each service: state, program, and what else is said.
EXPECTED = {
    "web": ("right", "node", "listens on [::1], not on 127.0.0.1"),
    "api": ("wrong", "python3", "which is the checkout of blog"),
    "cache": ("right", "redis-server", "it is redis-server"),
    "db": ("right", "postgres", "it is postgres"),
    "olddb": ("wrong", "redis-server", "it is redis-server, not postgres"),
    "proxy": ("right", "nginx", "it is nginx"),
    "six": ("right", "python3", "it runs in"),
    "wide": ("right", "python3", "it runs in"),
    "dual": ("right", "python3", "reachable from outside: it listens on [::]"),
    "only6": ("right", "node", "listens on [::], not on 127.0.0.1"),
    "turn": ("right", "python3", "it runs in"),
    "quiet": ("silent", None, ""),
    "foreign": ("right", "redis-server", "it is redis-server"),
}


@pytest.fixture(scope="module")
def place() -> Iterator[Street]:
    if len(_loopbacks()) < 2:
        pytest.skip("this machine has no ::1")
    with street() as built:
        yield built


@pytest.fixture(params=["root", "user"])
def run(request: pytest.FixtureRequest) -> Run:
    if request.param == "root" and not is_root():
        pytest.skip("the tests do not run as root")
    return portbook if request.param == "root" else user_portbook


def claims(ran: Ran) -> dict[str, Any]:
    return {each["service"]: each for each in json.loads(ran.out)["claims"]}


def test_status(place: Street, run: Run) -> None:
    ran = run(place.folder, "status", "--json")
    found = claims(ran)
    assert found.keys() == EXPECTED.keys()
    expected = dict(EXPECTED)
    if run is user_portbook and is_root():
        expected["foreign"] = ("unsure", None, "cannot see whose it is: run as root")
    for name, (state, program, said) in expected.items():
        row = found[name]
        told = f"{row['reason'] or ''} {row['note'] or ''}"
        assert (name, row["state"]) == (name, state), row
        assert said in told, row
        held = row["holders"]
        assert [each["name"] for each in held] == ([program] if held else []), row
    assert ran.status == 1


def test_what_is_known_of_a_holder(place: Street, run: Run) -> None:
    (row,) = claims(run(place.folder, "status", "--json", "shop"))["six"]["holders"]
    assert row["pid"] == place.servers["six"].pid
    assert row["address"] == "::1"
    assert row["cwd"] == str(place.folder / "shop")
    assert "http.server" in row["command"]
    assert row["since"][:2] == "20"


def test_the_table_fits_and_says_it(place: Street, run: Run) -> None:
    ran = run(place.folder, "status")
    lines = ran.out.splitlines()
    # What is there to be copied stands on a line of its own, however long.
    drawn = [line for line in lines if not line.startswith(("to claim ", "  projects: "))]
    assert [line for line in drawn if len(line) > 80 or line != line.rstrip()] == []
    assert "assumed to be laptop: it is the map's first host" in lines[0]
    text = " ".join(ran.out.split())
    assert f"{place.ports['quiet']} shop/quiet silent" in text
    assert f"{place.ports['api']} shop/api WRONG python3, pid {place.servers['api'].pid}" in text
    assert ", 2 wrong, " in text
    assert "\x1b" not in ran.out


def test_what_listens_without_a_claim(place: Street, run: Run) -> None:
    ran = run(place.folder, "status", "--json")
    rows = {each["port"]: each for each in json.loads(ran.out)["unclaimed"]}
    port = place.ports["extra"]
    assert rows[port]["meant"] is None  # its own number is held, though not by it
    assert f"services: {{api-{port}: {port}}}" in rows[port]["stanza"]


def test_status_of_another_host_is_about_other_numbers(place: Street) -> None:
    ran = portbook(place.folder, "status", "--json", "--host", "server")
    told = json.loads(ran.out)
    assert (told["host"], told["because"]) == ("server", "--host says so")
    assert portbook(place.folder, "status", "--host", "servr").status == 2


@pytest.mark.parametrize("name", ["web", "db", "proxy", "cache"])
def test_who(place: Street, run: Run, name: str) -> None:
    ran = run(place.folder, "who", str(place.ports[name]))
    assert ran.status == 0
    program = EXPECTED[name][1]
    assert f"process: {program}, pid {place.servers[name].pid}" in ran.out
    assert f"shop/{name} (laptop): it has it" in ran.out
    assert f"shop/{name} (server, production)" in ran.out


def test_who_has_what_somebody_else_should_have(place: Street, run: Run) -> None:
    ran = run(place.folder, "who", str(place.ports["api"]))
    assert f"folder: {place.folder}/blog" in ran.out.replace("~", str(place.folder))
    assert "shop/api (laptop): something else holds it" in ran.out


def test_who_for_programs(place: Street, run: Run) -> None:
    told = json.loads(run(place.folder, "who", f"{place.ports['turn']}/udp", "--json").out)
    assert [each["transport"] for each in told["holders"]] == ["udp"]
    assert [(each["service"], each["host"], each["state"]) for each in told["claims"]] == [
        ("turn", "laptop", "right"),
        ("turn", "server", None),
    ]


def test_who_holds_nothing(place: Street, run: Run) -> None:
    ran = run(place.folder, "who", str(place.ports["quiet"]))
    assert ran.status == 1
    assert ran.out.startswith(f"nothing holds {place.ports['quiet']}\n")
    assert "shop/quiet (laptop): it does not listen" in ran.out


def test_who_works_without_a_map(place: Street, run: Run) -> None:
    ran = run(Path("/"), "who", str(place.ports["cache"]))
    assert ran.status == 0
    assert "redis-server" in ran.out
    assert "map: there is no ports.yaml here" in ran.out


@pytest.mark.parametrize("text", ["0", "65536", "x", "80/sctp", "80/", "-1", "99999999999"])
def test_who_of_what_is_no_port(tmp_path: Path, text: str) -> None:
    assert portbook(tmp_path, "who", "--", text).status == 2


def test_health(place: Street, run: Run) -> None:
    ran = run(place.folder, "health", "--json", "--timeout", "1")
    found = {each["service"]: each for each in json.loads(ran.out)["checks"]}
    told = {name: (each["check"], each["well"]) for name, each in found.items()}
    assert told == {
        "web": ("http", False),  # it answers on [::1] alone, and the map says 127.0.0.1
        "api": ("http", True),
        "cache": ("command", True),
        "db": ("command", True),
        "olddb": ("command", False),
        "proxy": ("http", True),
        "six": ("http", True),
        "wide": ("tcp", True),
        "dual": ("http", True),
        "only6": ("tcp", False),
        "turn": ("unchecked", None),
        "quiet": ("http", False),
        "foreign": ("command", True),
    }
    assert found["cache"]["detail"] == "PONG"
    assert "accepting connections" in found["db"]["detail"]
    assert found["six"]["host"] == "::1"
    assert ran.status == 1


def test_health_of_some(place: Street, run: Run) -> None:
    ran = run(place.folder, "health", "shop/db", "proxy", "six")
    assert ran.status == 0, ran.out + ran.err
    assert "3 healthy" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_without_the_kinds_program_a_connection_says_something(place: Street) -> None:
    bare = {"PATH": os.devnull}
    ran = portbook(place.folder, "health", "shop/db", "--json", **bare)
    (row,) = json.loads(ran.out)["checks"]
    assert row["well"] is True
    assert "takes connections" in row["detail"]
    assert "pg_isready is not installed" in row["detail"]
