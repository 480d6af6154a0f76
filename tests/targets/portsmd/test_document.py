"""PORTS.md and llms.txt: golden cases, and what holds for every map."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portbook.language.load import read
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import slug
from portbook.text.source import Source
from tests.targets.portsmd.pages import CASES, RENDERERS, Page, document_of, files_of, yaml_of

each_renderer = pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS)
OURS = frozenset(
    (
        *("a", "br", "code", "em", "h1", "h2", "h3", "hr", "li", "ol", "p", "pre", "strong"),
        *("details", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    )
)
HOSTILE = (
    *("a | b", "two\nlines", "<script>alert(1)</script>", "`tick`", "``", "{ x }", "{{ 7*7 }}"),
    *("{% raw %}", "é 日本 👩", "-->", "<!--", "](javascript:alert(1))", "[x](http://a.example)"),
    *(
        "http://a.example/b",
        "# heading",
        "- item",
        "1. one",
        "*b* _i_ ~s~",
        "\\",
        "\\|",
        "|",
        "```",
    ),
    *(
        "&lt;b&gt;",
        "$x$ @ann #12 :smile:",
        "\u202eevil\u200b",
        "'\"",
        "a\n\nb",
        "!!! note",
        "==",
    ),
)


def cells(line: str) -> int:
    """How many cells a table's line has for a reader of GFM, whatever the header says."""
    return len(re.split(r"(?<!\\)(?:\\\\)*\|", line)) - 2


def assert_tables_hold(text: str) -> None:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("| "):
            block.append(line)
            continue
        assert len({cells(each) for each in block}) <= 1, block
        block = []


def assert_alike(text: str) -> None:
    """Every dialect finds the same tables with the same words, and nothing that acts."""
    pages = {name: Page(render(text)) for name, render in RENDERERS.items()}
    first = pages["markdown-it"]
    for name, page in pages.items():
        assert page.tags <= OURS, name
        assert [[len(row) for row in each] for each in page.tables] == [
            [len(row) for row in each] for each in first.tables
        ], name
        shown = [[[cell.split() for cell in row] for row in each] for each in page.tables]
        assert shown == [
            [[cell.split() for cell in row] for row in each] for each in first.tables
        ], name
        bad = [
            each for each in page.links if not re.match(r"https?://|[\w./-]+\.(md|json)|#", each)
        ]
        assert bad == [], name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path) -> None:
    expected = {
        path.relative_to(case).as_posix(): path.read_text(encoding="utf-8")
        for path in case.rglob("*")
        if path.is_file() and path.name != "ports.yaml"
    }
    assert files_of(case.joinpath("ports.yaml").read_text(encoding="utf-8")) == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_renders_alike(case: Path) -> None:
    for path in case.rglob("PORTS.md"):
        text = path.read_text(encoding="utf-8")
        assert_tables_hold(text)
        assert_alike(text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_spaces_and_blank_lines_are_tidy(case: Path) -> None:
    for path in (*case.rglob("PORTS.md"), *case.rglob("llms.txt")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[ \t]\n|\n\n\n|\A\n", text), path
        assert re.search(r"[^\n]\n\Z", text), path


def test_links_to_sections_lead_somewhere() -> None:
    text = files_of(CASES[0].joinpath("ports.yaml").read_text(encoding="utf-8"))["shop/PORTS.md"]
    anchors = {slug(each) for each in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) == {"cors"} <= anchors


@each_renderer
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_stays_text(render: Callable[[str], str], value: str) -> None:
    """In every field that takes free text; all of it is shown, none of it acts."""
    service = {
        "title": value,
        "description": value,
        "group": value,
        "reason": value,
        "port": 3000,
        "pinned": True,
        "repository": value,
        "culprits": [value],
        "alternatives": [{"port": 3001, "when": value}],
        "paths": {"/a": {"title": value, "description": value}},
        "history": [{"to": 3000, "reason": value, "impact": value}, {"change": value}],
        "allow": {"port-conflict": value},
    }
    project = {
        "title": value,
        "description": value,
        "stack": value,
        "owner": value,
        "rules": [value],
        "related": {value: value},
        "history": [{"change": value}],
        "ranges": {"own": {"ports": "3000-3009", "purpose": value, "notes": value}},
        "start": {"now": "make up"},
    }
    text = yaml_of(
        {"title": value, "projects": {"shop": {**project, "services": {"web": service}}}}
    )
    for path, written in files_of(text).items():
        assert_tables_hold(written)
        page = Page(render(written))
        assert page.tags <= OURS | ({"blockquote"} if path.endswith("llms.txt") else set()), path
        assert not [each for each in page.links if each.startswith("javascript")], path
    assert "port" in page.words


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_reads_alike(value: str) -> None:
    services = {
        "web": {"title": value, "description": value, "group": value, "port": 3000},
        "api": {"title": value, "reason": value, "pinned": True, "port": 3001},
    }
    text = document_of(services, rules=[value])
    assert_alike(text)
    shown = Page(RENDERERS["cmark-gfm"](text)).words.replace("`", "")
    expected = re.sub(r"[\u202e\u200b]", "", one_line(value)).replace("`", "")
    assert expected in shown


NUMBERS = st.integers(1, 65535)
SHOWN = st.characters(exclude_categories=["Cc", "Cs", "Cn"])
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(SHOWN, max_size=12))
SERVICES = st.fixed_dictionaries(
    {"port": st.one_of(NUMBERS, st.none())},
    optional={
        "title": TEXTS,
        "description": TEXTS,
        "group": TEXTS,
        "kind": st.sampled_from(["vite", "postgres", "redis", "fastapi", "nginx"]),
        "status": st.sampled_from(["active", "reserved", "planned", "retired"]),
        "bind": st.sampled_from(["127.0.0.1", "0.0.0.0", "::1", "localhost"]),
        "notes": TEXTS,
        "uses": st.just(["s0"]),
    },
)
PROJECTS = st.fixed_dictionaries(
    {
        "services": st.lists(SERVICES, max_size=4).map(
            lambda found: {f"s{i}": s for i, s in enumerate(found)}
        )
    },
    optional={"environments": st.just(["development", "production"]), "notes": TEXTS},
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PROJECTS, min_size=1, max_size=3))
def test_any_map(projects: list[dict[str, Any]]) -> None:
    text = yaml_of({"projects": {f"p{at}": each for at, each in enumerate(projects)}})
    reading = read(Source("ports.yaml", text))
    assume(reading.portmap is not None)
    assume(all(each.severity != "error" for each in reading.problems))
    assert reading.portmap is not None
    files = files_of(text)
    assert files == files_of(text)
    for name, project in reading.portmap.projects.items():
        written = files[f"{name}/PORTS.md"]
        assert_tables_hold(written)
        for service in project.default.services.values():
            for endpoint in service.endpoints:
                if endpoint.port is not None:
                    assert re.search(rf"^\| `{endpoint.port}` \|", written, re.MULTILINE)
        for render in RENDERERS.values():
            assert Page(render(written)).tags <= OURS | {"blockquote", "s", "del", "h4", "h5", "h6"}
