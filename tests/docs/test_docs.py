"""The guide cannot drift: what it names exists, what exists is named, what it shows runs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from portbook.checks import codes, explain
from portbook.cli.commands import COMMANDS
from portbook.language.keys import RECORDS
from portbook.language.load import read
from portbook.model.targets import TARGETS
from portbook.text.source import Source
from tests.support.cli import CHECKOUT, portbook

DOCS = CHECKOUT / "docs"
PAGES = [CHECKOUT / "README.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
SCHEMA_LINE = "# yaml-language-server: $schema=generated/ports.schema.json\n"
ROW = re.compile(r"^\| `(?P<name>[^`\s]+)[^`]*` \|", re.MULTILINE)


def fences(path: Path) -> Iterator[tuple[str, str]]:
    for match in FENCE.finditer(path.read_text()):
        yield match["info"].strip(), match["body"]


def documented(page: str, heading: str | None = None) -> set[str]:
    """First cells of a page's tables, below one heading if it is named."""
    text = (DOCS / page).read_text()
    if heading is not None:
        text = re.split(rf"^#+ {re.escape(heading)}$", text, flags=re.MULTILINE)[1]
        text = re.split(r"^#+ ", text, maxsplit=1, flags=re.MULTILINE)[0]
    return {match["name"] for match in ROW.finditer(text)}


def test_every_command_is_documented_and_the_other_way_round() -> None:
    rows = {name for name in documented("reference/commands.md") if not name.isdigit()}
    assert rows == set(COMMANDS)


def test_every_check_is_documented_and_the_other_way_round() -> None:
    text = (DOCS / "reference/checks.md").read_text()
    headings = set(re.findall(r"^## `?([a-z-]+)`?$", text, re.MULTILINE))
    assert headings == {code for code, _, _ in codes()}


def test_every_key_is_documented_and_the_other_way_round() -> None:
    known = {field for record in RECORDS for field in record.fields}
    assert documented("reference/keys.md") == known


def test_every_target_is_documented_and_the_other_way_round() -> None:
    """Its row, and a word about it in the guide."""
    assert documented("reference/targets.md") == {target.name for target in TARGETS}
    guide = (DOCS / "targets.md").read_text()
    for target in TARGETS:
        assert f"`{target.name}`" in guide, target.name


def test_every_dependency_has_its_reason() -> None:
    project = (CHECKOUT / "pyproject.toml").read_text()
    groups = re.findall(
        r"^(?:dependencies|docs|test|lint) = \[(.*?)\]", project, re.MULTILINE | re.DOTALL
    )
    names = re.findall(r'"([A-Za-z0-9_.-]+)', " ".join(groups))
    text = (DOCS / "dependencies.md").read_text().lower()
    assert names
    for name in names:
        plain = name.lower().removeprefix("types-")
        assert plain in text, f"docs/dependencies.md does not say why {name} is needed"


def test_explain_has_a_page_for_every_check() -> None:
    for code, _, _ in codes():
        assert code in explain(code)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text())
    for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not link.startswith(("http://", "https://", "mailto:")):
            assert (path.parent / link).exists(), f"{path.name} links to {link}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_maps_shown_are_maps(path: Path) -> None:
    """Every YAML fence is a map, or part of one below the key it begins with; what one is told to
    write has the line by which an editor knows it."""
    for info, body in fences(path):
        if "ports.yaml" in info or (path.name == "README.md" and info == "yaml"):
            assert body.startswith(SCHEMA_LINE), f"{path.name}: an editor does not know {body}"
        other = body.startswith("#") and not body.startswith(SCHEMA_LINE)
        if info.split(" ")[0] != "yaml" or "fails" in info or other:
            continue
        # What a source's map says is known only to the page that pins it.
        found = read(Source(path.name, _whole(body))).problems
        assert [each for each in found if each.code != "stale-lock"] == [], body


def _whole(body: str) -> str:
    """The map that a fence is a part of."""
    body = body.removeprefix(SCHEMA_LINE)
    if re.search(r"^projects:", body, re.MULTILINE) or body.startswith(("hosts:", "version:")):
        return body
    if body.startswith("secrets:"):
        return "projects:\n  shop:\n    services:\n      api:\n" + _indent(body, 8)
    hosts = "hosts: {laptop: {}, web: {domain: shop.example}}\n"
    environments = "    environments: {development: laptop, production: web}\n"
    services = "    services: {api: 8000, web: 3000}\n"
    return f"{hosts}projects:\n  shop:\n{environments}{services}{_indent(body, 4)}"


def _indent(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


class Step(NamedTuple):
    command: str
    expected: list[str]


def steps(body: str) -> Iterator[Step]:
    command = ""
    expected: list[str] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            if command:
                yield Step(command, expected)
            command, expected = line[2:], []
        else:
            expected.append(line)
    yield Step(command, expected)


def test_the_quick_start_runs_as_typed(tmp_path: Path) -> None:
    """Each file is written, each command is run, and what is printed is what the page shows."""
    shown = 0
    for info, body in fences(DOCS / "quick-start.md"):
        words = dict(word.split("=") for word in info.split() if "=" in word)
        if "file" in words:
            (tmp_path / words["file"]).write_text(body)
        if info.split(" ")[0] == "console":
            for step in steps(body):
                arguments = shlex.split(step.command)
                if arguments[0] == "cat":
                    text = (tmp_path / arguments[1]).read_text()
                else:
                    assert arguments[0] == "portbook", step.command
                    ran = portbook(tmp_path, *arguments[1:])
                    text = ran.out + ran.err
                shown += 1
                assert text.rstrip("\n").splitlines() == step.expected, step.command
    assert shown >= 5
