"""Plain scalars by YAML 1.2, and where YAML 1.1 would read another value."""

from __future__ import annotations

import pytest

from portbook.language.load import read
from portbook.language.scalars import as_bool, as_int, is_text, trap
from portbook.text.nodes import Mapping, Scalar
from portbook.text.source import Source, splice
from portbook.text.tree import parse


def scalar(text: str) -> Scalar:
    root, problems = parse(Source("x", f"k: {text}"))
    assert problems == []
    assert isinstance(root, Mapping)
    value = root.pairs[0][1]
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(
    ("text", "number", "truth", "textual"),
    [
        ("12", 12, None, False),
        ("-7", -7, None, False),
        ("0x1F", 31, None, False),
        ("0o17", 15, None, False),
        ("'12'", None, None, True),
        ("1.5", None, None, False),
        ("1e3", None, None, False),
        (".inf", None, None, False),
        (".iNF", None, None, True),
        ("true", None, True, False),
        ("FALSE", None, False, False),
        ("yes", None, None, True),
        ("22:22", None, None, True),
        ("~", None, None, False),
        ("", None, None, False),
        ("2026-03-14", None, None, True),
        ("1" * 31, None, None, False),
    ],
)
def test_scalars(text: str, number: int | None, truth: bool | None, textual: bool) -> None:
    read_scalar = scalar(text)
    assert as_int(read_scalar) == number
    assert as_bool(read_scalar) is truth
    assert is_text(read_scalar) is textual


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("22:22", "the base-60 number 1342"),
        ("1:30:00", "the base-60 number 5400"),
        ("010", "the octal number 8"),
        ("089", "a text, others for a number"),
        ("3_000", "a number without the underscores"),
        ("0b11", "a number without the underscores"),
        ("on", "true"),
        ("Yes", "true"),
        ("NO", "false"),
        ("off", "false"),
    ],
)
def test_traps(text: str, reading: str) -> None:
    assert trap(scalar(text)) == f"many YAML readers take {text} for {reading}"
    assert trap(scalar(f'"{text}"')) is None


@pytest.mark.parametrize("text", ["0", "3000", "true", "north", "5434:5432", "::1", "12:99", "00"])
def test_no_traps(text: str) -> None:
    assert trap(scalar(text)) is None


@pytest.mark.parametrize(
    ("form", "hint", "mend"),
    [
        ("22:22", 'write it in quotes: "22:22"', ['"22:22"']),
        ("010", "10 or 8? write 10 for the first", ["10"]),
        ("090", "write 90", ["90"]),
        ("3_000", "write 3000", ["3000"]),
        ("3000_3009", "write 3000-3009", []),
        ("on", 'write a port such as 3000 or "5434:5432"', []),
    ],
)
def test_a_trap_is_one_finding_with_a_mend_that_is_a_port(
    form: str, hint: str, mend: list[str]
) -> None:
    text = f"projects: {{shop: {{services: {{api: {{port: {form}}}}}}}}}"
    (problem,) = read(Source("ports.yaml", text)).problems
    assert problem.code == "yaml-trap"
    assert problem.hint == hint
    assert [edit.text for edit in problem.fix] == mend
    if mend:
        mended = splice(text, problem.fix)
        assert read(Source("ports.yaml", mended)).problems == []
