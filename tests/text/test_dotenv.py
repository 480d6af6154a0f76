"""Spellings, refusals and names of .env files; tests/real reads them with the real programs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.language.keys.values import VARIABLE
from portbook.text.dotenv import (
    RESERVED_VARIABLES,
    dotenv_portable,
    dotenv_value,
    reserved_variable,
)


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("", "''"),
        ("8000", "8000"),
        (
            "http://localhost:5173,http://127.0.0.1:5173",
            "http://localhost:5173,http://127.0.0.1:5173",
        ),
        ("postgres://u:p@h:5432/db?sslmode=disable", "'postgres://u:p@h:5432/db?sslmode=disable'"),
        ("two words", "'two words'"),
        ("a:=b", "'a:=b'"),
        ("=a", "'=a'"),
        ("a # b", "'a # b'"),
        ('["http://localhost:3000"]', "'[\"http://localhost:3000\"]'"),
        ("it's", '"it\'s"'),
        ("`id`", "'`id`'"),
        ("a\tb", "'a\tb'"),
        ("é", "'é'"),
    ],
)
def test_spelling(value: str, spelled: str) -> None:
    assert dotenv_value(value) == spelled


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a\nb", "line break"),
        ("a\r", "line break"),
        ("a\x07", "control character (U+0007)"),
        ("a\u2028b", "control character (U+2028)"),
        ("$HOME", "holds $"),
        ("cost$", "holds $"),
        ("$(id)", "holds $"),
        ("C:\\dir", "backslash"),
        ('it\'s "so"', "both ' and \""),
        ("it's `id`", "both ' and a backtick"),
        ('"quoted"', 'begins and ends with "'),
        ('"', 'begins and ends with "'),
        ("'quoted'", "begins and ends with '"),
    ],
)
def test_refusal(value: str, reason: str) -> None:
    assert dotenv_value(value) is None
    assert reason in (dotenv_portable(value) or "")


def test_text_beyond_ascii_is_spelled_with_a_warning() -> None:
    assert dotenv_value("café") == "'café'"
    assert "'é'" in (dotenv_portable("café") or "")


@given(st.text())
def test_whatever_is_refused_has_a_reason_and_ascii_that_is_spelled_has_none(value: str) -> None:
    reason = dotenv_portable(value)
    if dotenv_value(value) is None:
        assert reason
    else:
        assert (reason is None) == value.isascii()
    assert "\n" not in (reason or "")


@given(st.text())
def test_a_spelling_is_one_line_of_one_token(value: str) -> None:
    spelled = dotenv_value(value)
    if spelled is not None:
        assert len(spelled.splitlines()) == 1
        assert spelled == value or spelled[0] == spelled[-1] in "'\""
        assert spelled.strip("'\"") == value.strip("'\"")


@pytest.mark.parametrize("key", ["PORT", "_A1", "http_proxy"])
def test_key(key: str) -> None:
    assert VARIABLE.matches
    assert VARIABLE.matches.fullmatch(key)


@pytest.mark.parametrize("key", ["", "1A", "A-B", "A.B", "É", "A B", "A\n", "A=B"])
def test_key_that_some_reader_drops(key: str) -> None:
    assert VARIABLE.matches
    assert not VARIABLE.matches.fullmatch(key)


@pytest.mark.parametrize(
    ("key", "owner"),
    [
        ("PATH", "the shell"),
        ("UID", "bash"),
        ("LD_PRELOAD", "the dynamic linker"),
        ("DYLD_INSERT_LIBRARIES", "the dynamic linker"),
        ("GIT_DIR", "git"),
        ("COMPOSE_FILE", "Docker Compose"),
        ("DOCKER_HOST", "Docker"),
        ("NODE_OPTIONS", "Node"),
        ("PYTHONPATH", "Python"),
        ("BASH_ENV", "bash"),
        ("RUBYOPT", "Ruby"),
    ],
)
def test_reserved(key: str, owner: str) -> None:
    assert reserved_variable(key) == owner


@pytest.mark.parametrize(
    "key",
    [
        *("PORT", "HOST", "NODE_ENV", "DATABASE_URL", "API_PORT", "PATH_PREFIX", "MY_PATH", "LD"),
        *("GIT_PORT", "GIT_URL", "COMPOSE_PORT", "PYTHON_URL", "TZ", "LANG", "HOSTNAME"),
    ],
)
def test_not_reserved(key: str) -> None:
    assert reserved_variable(key) is None


@pytest.mark.parametrize("pattern", RESERVED_VARIABLES)
def test_each_reserved_entry_takes_effect(pattern: str) -> None:
    assert reserved_variable(pattern.replace("*", "SOMETHING")) == RESERVED_VARIABLES[pattern]
