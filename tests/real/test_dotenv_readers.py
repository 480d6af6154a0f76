"""Every program reads back every value that `dotenv_value` spells, from one file of hundreds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portbook.text.dotenv import dotenv_value
from portbook.text.quoting.lines import hash_comment
from tests.support.dotenv_readers import RAW_READERS, READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

ATOMS = (
    *(
        "",
        " ",
        "  ",
        "\t",
        "a",
        "Z9",
        "'",
        '"',
        "`",
        "#",
        " # ",
        "=",
        ":",
        ":=",
        "==",
        ",",
        ";",
        "&",
    ),
    *(
        "|",
        "<",
        ">",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "*",
        "?",
        "!",
        "~",
        "^",
        "%",
        "%20",
        "@",
        "+",
        "-",
    ),
    *(
        "/",
        "//",
        ".",
        "..",
        "_",
        "export A=b",
        "true",
        "null",
        "0x1F",
        "é",
        "日本",
        "👩‍💻",
        "\u00a0",
    ),
    *(
        "\ufeff",
        "${",
        "$(",
        "KEY=value",
        "</x>",
        "http://localhost:5173",
        "postgres://u:p@h:5432/d?s=1",
    ),
    *("[::1]:80", '{"a":1}', '="b"', "-----", "~/x", "a,b", "%PATH%", "e\u0301", "\u202e"),
)
EACH = [first + middle + last for first in ATOMS for middle in ("", "x") for last in ATOMS]
COMMENTS = (
    *("plain", 'it\'s "quoted" $HOME `id` $(id)', "two\nINJECTED=1", "a\rINJECTED=1"),
    *("a\u2028INJECTED=1", "a\x85INJECTED=1", "a\x0bINJECTED=1", "ends in \\", "export X=1", "é"),
)

each_reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


def spelled(values: Iterable[str]) -> tuple[str, dict[str, str]]:
    """A file of those values that have a spelling, and what it says."""
    portable = {
        f"V_{at}": value for at, value in enumerate(values) if dotenv_value(value) is not None
    }
    lines = [f"{key}={dotenv_value(value)}\n" for key, value in portable.items()]
    return "".join(lines), portable


@each_reader
def test_every_portable_value_is_read_back(
    read: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    text, expected = spelled(EACH)
    assert len(expected) > 1000
    file = tmp_path / ".env"
    file.write_text(text, encoding="utf-8", newline="")
    assert read(file) == expected


@each_reader
def test_comments_stay_comments(read: Callable[[Path], dict[str, str]], tmp_path: Path) -> None:
    file = tmp_path / ".env"
    lines = [f"{hash_comment(text)}\nK_{at}={at}\n" for at, text in enumerate(COMMENTS)]
    file.write_text("".join(lines), encoding="utf-8", newline="")
    assert read(file) == {f"K_{at}": str(at) for at in range(len(COMMENTS))}


@each_reader
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(values=st.lists(st.text(max_size=30), min_size=300, max_size=300))
def test_random_values_are_read_back(
    read: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
    values: list[str],
) -> None:
    text, expected = spelled(values)
    file = tmp_path_factory.mktemp("env") / ".env"
    file.write_text(text, encoding="utf-8", newline="")
    assert read(file) == expected


@pytest.mark.parametrize("read", RAW_READERS.values(), ids=RAW_READERS)
def test_raw_values_are_read_as_they_stand(
    read: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    """The same values, spelled for those that keep quotes; the manuals of systemd and Docker say
    of what is refused here that they take it for something else."""
    values = {f"V_{at}": value for at, value in enumerate(EACH)}
    spelled = {key: dotenv_value(value, raw=True) for key, value in values.items()}
    expected = {key: values[key] for key, value in spelled.items() if value is not None}
    assert len(expected) > 1000
    file = tmp_path / ".env"
    lines = "".join(f"{key}={spelled[key]}\n" for key in expected)
    file.write_text(lines, encoding="utf-8", newline="")
    found = read(file)
    assert {key: value for key, value in found.items() if key.startswith("V_")} == expected
    for value in ("$HOME", "a #b", "C:\\dir", "'a'", '"a', " a", "a ", "two\nlines"):
        assert dotenv_value(value, raw=True) is None
