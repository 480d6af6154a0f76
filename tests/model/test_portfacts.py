"""What is known of numbers: blocked by browsers, held by systems, usual, registered."""

from __future__ import annotations

import pytest

from portbook.model.catalogue import CATALOGUE
from portbook.model.portfacts import (
    BROWSER_BLOCKED,
    IANA_NAMES,
    KNOWN_TOOLS,
    ephemeral,
    privileged,
    system_held,
    usual,
)

SYSTEMS = ("linux", "macos", "windows")
every_system = pytest.mark.parametrize("system", SYSTEMS)


def test_the_union_of_both_lists_is_blocked() -> None:
    """82 of the Fetch standard and Chromium's 0."""
    assert len(BROWSER_BLOCKED) == 83
    assert {0, 1, 4190, 6000, 6665, 6669, 6679, 10080} <= BROWSER_BLOCKED
    assert max(BROWSER_BLOCKED) == 10080


@pytest.mark.parametrize("port", [80, 443, 3000, 5173, 6001, 6670, 8000, 8080, 8443, 10081])
def test_numbers_of_web_servers_are_not_blocked(port: int) -> None:
    assert port not in BROWSER_BLOCKED


def test_no_kind_that_browsers_ask_has_a_blocked_number() -> None:
    wrong = [
        kind.name
        for kind in CATALOGUE.values()
        if kind.scheme in {"http", "https", "ws"} and kind.port in BROWSER_BLOCKED
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("system", "first", "last"),
    [("linux", 32768, 60999), ("macos", 49152, 65535), ("windows", 49152, 65535)],
)
def test_ephemeral_ranges_have_both_ends(system: str, first: int, last: int) -> None:
    numbers = ephemeral(system)
    assert (numbers[0], numbers[-1]) == (first, last)
    assert first in numbers
    assert last in numbers
    assert first - 1 not in numbers
    assert last + 1 not in numbers


@pytest.mark.parametrize(
    ("port", "system", "expected"),
    [
        (80, "linux", True),
        (1023, "linux", True),
        (1024, "linux", False),
        (443, "macos", True),
        (80, "windows", False),
    ],
)
def test_privileged(port: int, system: str, expected: bool) -> None:
    assert privileged(port, system) is expected


def test_what_each_system_holds() -> None:
    assert system_held("linux") == {}
    assert sorted(system_held("macos")) == [5000, 7000]
    assert {135, 445, 5040, 5357, 7680} <= set(system_held("windows"))


@pytest.mark.parametrize("port", [5000, 7000])
def test_airplay_says_where_it_is_switched_off(port: int) -> None:
    assert "AirPlay Receiver" in system_held("macos")[port]
    assert "System Settings" in system_held("macos")[port]


@every_system
def test_held_numbers_are_outside_the_ephemeral_range(system: str) -> None:
    assert not any(port in ephemeral(system) for port in system_held(system))


@pytest.mark.parametrize("system", ["plan9", "", "Linux"])
def test_an_unknown_system_is_no_silent_answer(system: str) -> None:
    with pytest.raises(KeyError):
        ephemeral(system)
    with pytest.raises(KeyError):
        system_held(system)


@pytest.mark.parametrize(
    ("port", "first"),
    [
        (3000, "Next.js"),
        (5000, "Flask"),
        (5173, "Vite"),
        (5432, "PostgreSQL"),
        (6379, "Redis"),
        (8000, "Django"),
        (9229, "Node.js inspector"),
        (11434, "Ollama"),
        (15672, "RabbitMQ (management)"),
    ],
)
def test_the_likeliest_comes_first(port: int, first: str) -> None:
    assert usual(port)[0] == first


def test_nothing_is_said_twice_and_nothing_of_unknown_numbers() -> None:
    repeated = [port for port in range(1, 65536) if len(set(usual(port))) != len(usual(port))]
    assert repeated == []
    assert usual(23456) == ()


def test_what_lives_in_a_container_alone_says_nothing_of_the_host() -> None:
    assert "pgAdmin" in usual(5050)
    assert "pgAdmin" not in usual(80)
    assert not any("Supabase" in title for title in usual(5432))


def test_every_kind_is_usual_at_its_number() -> None:
    missing = [
        kind.name
        for kind in CATALOGUE.values()
        if kind.port is not None and kind.title not in usual(kind.port)
    ]
    assert missing == []


def test_tables_are_sorted_and_of_real_numbers() -> None:
    for table in (IANA_NAMES, KNOWN_TOOLS):
        assert list(table) == sorted(table)
        assert all(1 <= port <= 65535 for port in table)
