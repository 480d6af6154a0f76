from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support import programs


def test_a_command_of_this_environment_is_found() -> None:
    assert programs.need("pytest") == Path(sys.executable).parent / "pytest"


@pytest.mark.parametrize("name", ["no-such-program", "docker-compose-2"])
def test_a_missing_program_skips_with_its_mend(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_CI", "")
    with pytest.raises(pytest.skip.Exception, match=f"{name} is not here.*make test"):
        programs.need(name)


def test_a_missing_listed_program_names_test_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_CI", "")
    monkeypatch.setattr(programs, "_find", lambda _: None)
    with pytest.raises(pytest.skip.Exception, match="sudo make test-tools"):
        programs.need("nginx")


def test_a_missing_program_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-program is not here"):
        programs.need("no-such-program")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", False), ("0", False), ("False", False), ("true", True), ("1", True)],
)
def test_ci_is_what_the_variable_says(
    value: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_CI", value)
    assert programs.in_ci() is expected


def test_the_environment_of_a_test_does_not_name_ci() -> None:
    assert "CI" not in os.environ


@pytest.mark.parametrize("name", sorted(programs._listed()))
def test_a_listed_program_is_here(name: str) -> None:
    assert os.access(programs.need(name), os.X_OK)


@pytest.mark.parametrize(
    "package",
    ["@microsoft/sarif-multitool", "cors", "dotenv", "express", "github-slugger", "undici", "ws"],
)
def test_an_npm_package_is_here(package: str) -> None:
    assert (programs.need_npm(package) / "package.json").is_file()
