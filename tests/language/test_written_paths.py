"""What is written has names that Windows takes, too (Win32, "Naming Files")."""

from __future__ import annotations

import json

import pytest

from portbook.language.load import read
from portbook.text.source import Source

HINT = "Windows refuses it as the name of a file"


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        *((each, False) for each in ("nul", "Aux", "com1.md", "out/LPT9", "con/x", "x./y")),
        *((each, False) for each in ("x ", "x /y", "prn", "nul.tar.gz", "com0", "lpt¹", "ConOut$")),
        *((each, True) for each in ("null", "out/console", "com10", "./out", ".aux", "a.con")),
    ],
)
def test_output_and_templates(value: str, fits: bool) -> None:
    quoted = json.dumps(value)
    text = f"settings: {{output: {quoted}}}\nprojects: {{shop: {{services: {{web: 3000}}, "
    problems = read(
        Source("m", f"{text}targets: [{{template: a.j2, to: {quoted}}}]}}}}\n")
    ).problems
    assert [each.hint for each in problems] == ([] if fits else [HINT, HINT])


@pytest.mark.parametrize(("name", "fits"), [("aux.env", False), (".env.", False), (".aux", True)])
def test_env_files_and_not_where_a_service_lies(name: str, fits: bool) -> None:
    entry = f"{{port: 3000, directory: aux, env_file: {name}}}"
    problems = read(Source("m", f"projects: {{shop: {{services: {{web: {entry}}}}}}}\n")).problems
    assert [each.hint for each in problems] == ([] if fits else [HINT])
