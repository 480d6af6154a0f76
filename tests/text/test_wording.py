"""The name that was probably meant."""

from __future__ import annotations

import pytest

from portbook.text.wording import closest, nearest

KNOWN = ["env", "env_file", "environments", "port", "ports"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("prot", "port"),
        ("Ports", "ports"),
        ("env-file", "env_file"),
        ("ENV", "env"),
        ("zzz", None),
        ("", None),
        ("port" * 1000, None),
    ],
)
def test_closest(name: str, expected: str | None) -> None:
    assert closest(name, KNOWN) == expected


def test_the_cutoff_is_how_alike_they_must_be() -> None:
    assert closest("environmental", KNOWN, 0.8) == "environments"
    assert closest("environmental", KNOWN, 0.95) is None


def test_nearest_are_the_most_alike_first() -> None:
    assert nearest("portts", KNOWN, 2) == ["ports", "port"]
    assert nearest("x" * 61, KNOWN, 2) == []
