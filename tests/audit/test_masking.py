"""Findings show lines of other people's files: no secret of them is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portbook.audit.masking import masked
from portbook.text.source import Source

from tests.support.cli import portbook
from tests.support.files import make_files

MAP = """\
projects:
  shop:
    path: .
    services:
      api: {directory: api, port: 8000, configured_in: [api/app.toml], uses: [db]}
      db: {kind: postgres, image: postgres, port: "5433:5432"}
"""
LINES = [
    "DATABASE_URL=postgres://shop:hunter2@localhost:5432/shop",
    "API_URL=http://localhost:8001/?token=hunter2",
    "API_URL=http://:hunter2@localhost:8001/",
]


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "gitlab"])
@pytest.mark.parametrize("line", LINES)
def test_no_form_prints_a_secret(tmp_path: Path, form: str, line: str) -> None:
    files = {
        "ports.yaml": MAP,
        ".env": f"{line}\n",
        "compose.yaml": 'services: {db: {image: postgres, ports: ["5432:5432"], environment: '
        "{POSTGRES_PASSWORD: hunter2}}}\n",
        "api/app.toml": 'db = {port = 5432, password = "hunter2"}\nport = 8000\n',
        "api/compose.yaml": "services: {x: {ports: [1:1], environment: {API_KEY: hunter2}}\n",
    }
    ran = portbook(make_files(tmp_path, files), "audit", "--format", form)
    assert ran.status == 1
    assert "disagrees" in ran.out
    assert "hunter2" not in ran.out + ran.err


@given(st.text(alphabet="aK_E=:/@'\"?& \n{},pswordtn12.", max_size=80))
def test_every_other_character_stays_at_its_place(text: str) -> None:
    before = Source("x", text)
    after = masked(before)
    assert len(after.text) == len(text)
    assert all(a in (b, "*") for a, b in zip(after.text, text, strict=True))
    assert after.text.count("\n") == text.count("\n")
