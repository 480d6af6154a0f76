"""YAML strings: the same text for PyYAML, which reads 1.1, for JSON and for Compose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.yaml import compose_string, yaml_string
from tests.support.dotenv_readers import compose_config

if TYPE_CHECKING:
    from pathlib import Path

TRAPS = (
    *("yes", "No", "ON", "off", "y", "N", "true", "Null", "~", "", "010", "0x1f", "0o17", "1_000"),
    *("22:22", "190:20:30", "1e5", ".inf", ".NaN", "-", "- a", "? a", ": a", "a: b", "a #b", "#a"),
    *(
        "<<",
        "=",
        "2001-12-14",
        "!tag",
        "&a",
        "*a",
        "@a",
        "`a`",
        "%a",
        "{a",
        "[a",
        "a,b",
        "'a'",
        '"',
    ),
    *(
        "---",
        "...",
        " a",
        "a ",
        "a:",
        "\\n",
        "a\nb",
        "\t",
        "\x85",
        "\u2028",
        "\ufeff",
        "\x7f",
        "👩‍💻",
    ),
)


@given(st.text())
@pytest.mark.parametrize("frame", ["{}", "k: {}", "- {}", "[{}, x]", "{{k: {}}}", "{}: x"])
def test_pyyaml_reads_the_value_back(frame: str, value: str) -> None:
    expected = yaml.safe_load(frame.format('"HERE"'))
    read = yaml.safe_load(frame.format(yaml_string(value)))
    assert repr(read) == repr(expected).replace("'HERE'", repr(value))


@pytest.mark.parametrize("value", TRAPS)
def test_traps_are_quoted_and_read_back(value: str) -> None:
    assert yaml_string(value).startswith('"')
    assert yaml.safe_load(yaml_string(value)) == value


@pytest.mark.parametrize("value", ["api", "postgres:15", "redis:7-alpine", "my_app/web.dev", "nan"])
def test_plain_words_stay_plain(value: str) -> None:
    assert yaml_string(value) == value
    assert yaml.safe_load(value) == value


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])))
@example('a\x07\u2028b"\\')
def test_a_quoted_value_is_json_too(value: str) -> None:
    spelled = yaml_string(value)
    if spelled.startswith('"'):
        assert json.loads(spelled) == value


@given(st.text())
def test_a_scalar_is_one_printable_line(value: str) -> None:
    assert len(yaml_string(value).splitlines()) == 1


def test_compose_reads_values_back(tmp_path: Path) -> None:
    values = [*TRAPS, "$HOME", "${X:?}", "$$", "a$", "\\$", "$(id)", "$1"]
    lines = [f"      V_{at}: {compose_string(value)}\n" for at, value in enumerate(values)]
    text = "services:\n  a:\n    image: scratch\n    environment:\n" + "".join(lines)
    file = tmp_path / "compose.yaml"
    file.write_text(text, encoding="utf-8")
    read = compose_config(file)["services"]["a"]["environment"]
    assert {key: value.replace("$$", "$") for key, value in read.items()} == {
        f"V_{at}": value for at, value in enumerate(values)
    }


@given(st.text())
def test_a_comment_is_one_comment(text: str) -> None:
    assert len(hash_comment(text).splitlines()) == 1
    assert yaml.safe_load(f"{hash_comment(text)}\na: 1\n") == {"a": 1}
