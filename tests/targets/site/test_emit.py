"""The published map: every claim is there, every link leads somewhere, no value becomes markup."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from portbook.targets.rows import claim_rows
from portbook.targets.site import claim_key
from tests.bench.bigmap import big_map
from tests.support.cli import CHECKOUT
from tests.targets.site.sitepages import (
    broken,
    context_of,
    emitted,
    hostile_map,
    pages_of,
    rendered,
)

OWN = (CHECKOUT / "ports.yaml").read_text(encoding="utf-8")
SMALLEST = "projects: {shop: {services: {web: 3000}}}\n"
EMPTY = "projects: {}\n"
NO_PORT = "projects: {shop: {services: {web: {role: worker}, old: {port: 5, status: retired}}}}\n"
LARGE = big_map(101)
GOLDEN = sorted((CHECKOUT / "tests" / "targets" / "golden").glob("*/*/ports.yaml"))
WRITTEN = {"own": OWN, "smallest": SMALLEST, "empty": EMPTY, "no port": NO_PORT, "large": LARGE}

SHOWN = (
    *("host", "environment", "project", "service", "endpoint", "transport", "port"),
    *("port_end", "container_port", "role", "status", "url"),
)
"""What the data holds of a row of `list --json`."""

each_map = pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)


def keys(text: str) -> list[str]:
    return [claim_key(row) for row in claim_rows(context_of(text).portmap)]


@each_map
def test_every_claim_is_on_the_map_and_nothing_else_is(text: str) -> None:
    files = emitted(text)
    whole = "all/index.md" if "all/index.md" in files else "index.md"
    shown = rendered(whole, files[whole]).all("data-claim")
    assert sorted(shown) == sorted(keys(text))
    assert len(set(shown)) == len(shown)


def test_elements_marked_as_claims_are_claims_on_every_page() -> None:
    known = set(keys(OWN))
    marked = [page.all("data-claim") for page in pages_of(emitted(OWN)).values()]
    assert sum(map(bool, marked)) > 1
    assert all(set(each) <= known for each in marked)


@each_map
def test_the_data_holds_what_list_prints(text: str) -> None:
    data = json.loads(emitted(text)["data/claims.json"])
    found = [_row(data, at) for at in range(data["count"])]
    rows = [{name: row[name] for name in SHOWN} for row in claim_rows(context_of(text).portmap)]
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, rows))


def _row(data: dict[str, Any], at: int) -> dict[str, Any]:
    """A row of the columns, as a script reads it."""
    row = {}
    for name in SHOWN:
        value = data["columns"].get(name, [None] * data["count"])[at]
        table = data["tables"].get(name)
        row[name] = table[value] if table is not None and value is not None else value
    if row["url"]:
        row["url"] = row["url"].replace("{}", str(row["port"]))
    return row


@each_map
def test_links_lead_somewhere(text: str) -> None:
    assert broken(emitted(text)) == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_links_of_every_golden_map_lead_somewhere(path: Path) -> None:
    files = emitted(path.read_text(encoding="utf-8"))
    assert broken(files) == []
    shown = rendered("index.md", files["index.md"]).all("data-claim")
    assert sorted(shown) == sorted(keys(path.read_text(encoding="utf-8")))


@each_map
def test_raw_blocks_hold_no_blank_line(text: str) -> None:
    """CommonMark ends them there, and so does the plugin, which takes them past Markdown."""
    seen = 0
    for path, page in emitted(text).items():
        if not path.endswith(".md"):
            continue
        for block in page.split("\n\n"):
            if not block.startswith("<"):
                continue
            seen += 1
            name = re.match(r'<([a-z]+) class="pb-', block)
            assert name, (path, block[:200])
            assert block.rstrip().endswith(f"</{name[1]}>"), (path, block[-200:])
    assert seen


def test_same_map_same_bytes() -> None:
    for text in (OWN, LARGE):
        assert emitted(text) == emitted.__wrapped__(text)


def test_a_page_says_that_it_is_generated() -> None:
    for path, text in emitted(OWN).items():
        assert (
            "ports.yaml by 'portbook" in text[:500] or "/files/" in path or path == "flows.csv"
        ), path


HOSTILE = (
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "[x](javascript:alert(1))",
    "*b* _i_ `c` | {{ 7*7 }} {% raw %}",
    "two\n\nlines\n```\ncode",
    "--> ]]> &lt;b&gt; &#60;i&#62;",
    "# heading\n=====",
    "\u202eevil\u200b",
    "~~~\nfence",
    "![shown](http://elsewhere.test/i.png) [![built](http://elsewhere.test/b.svg)](x.md)",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_values_are_text_never_markup(value: str) -> None:
    files = emitted(hostile_map(value.replace("{", "{{").replace("}", "}}")))
    assert broken(files) == []
    for path, page in pages_of(files).items():
        for tag, attributes in page.tags:
            assert tag not in ("script", "img", "iframe", "object", "i", "b"), (path, tag)
            assert not [name for name in attributes if name.startswith("on")], (path, attributes)
            assert not attributes.get("href", "").lower().startswith("javascript"), path


def test_no_value_turns_the_direction_of_the_page() -> None:
    """CVE-2021-42574: what a reader sees is what is written, files to take away left out."""
    for path, text in emitted(hostile_map("\u202eevil\u2066")).items():
        if path.endswith(".md") or path.startswith("data/"):
            assert not re.search("[\u202e\u2066]", text), path


def test_a_service_called_script_shows_as_that() -> None:
    text = 'projects: {shop: {services: {web: {title: "<script>alert(1)</script>", port: 3000}}}}\n'
    files = emitted(text)
    for path in ("index.md", "project/shop/index.md", "port/3000/index.md"):
        assert "<script>alert(1)</script>" in rendered(path, files[path]).text, path


def test_front_matter_titles_hold_no_markup() -> None:
    """Material undoes entities inside <title>."""
    for value in HOSTILE:
        for path, text in emitted(hostile_map(value.replace("{", "").replace("}", ""))).items():
            if path.endswith(".md"):
                front = text.split("---\n")[1]
                title = front.split("title: ")[1].split("\n")[0]
                assert not set("<>&") & set(title), (path, title)


def test_pages_of_numbers_stop_at_a_thousand() -> None:
    small, large = emitted(big_map(50)), emitted(big_map(51))
    assert "port/10100/index.md" in small
    assert "port/10100/index.md" not in large
    assert 'data-pb="port"' in large["port/index.md"]
    assert json.loads(large["data/claims.json"])["portPages"] is False


def test_a_large_home_page_is_a_window() -> None:
    files = emitted(LARGE)
    home = files["index.md"]
    assert 'data-windowed="true"' in home
    assert "data-claim" not in home
    assert "exclude: true" in files["all/index.md"].split("---")[1]
    assert len(files["project/project-1/index.md"]) < 16_000


def test_downloads_are_what_generate_writes() -> None:
    from portbook.targets.emit import emit

    files, written = emitted(OWN), dict(emit(context_of(OWN))[0])
    page = rendered("project/prsnl/index.md", files["project/prsnl/index.md"])
    offered = [a for tag, a in page.tags if tag == "a" and "download" in a]
    assert offered
    for each in offered:
        path = f"project/prsnl/{each['href']}"
        assert files[path] in written.values(), path
        assert "/." not in path
    assert {each["download"] for each in offered} >= {".env", "cors.json", "compose.ports.yaml"}


def test_a_name_index_does_not_become_its_folders_own_page() -> None:
    text = "projects: {index: {services: {web: 3000}}}\nranges: {index: {ports: 3000-3009}}\n"
    files = emitted(text)
    assert {"project/index/index.md", "range/index/index.md"} <= set(files)
    assert broken(files) == []


def test_findings_name_files_as_the_maps_folder_sees_them(tmp_path: Path) -> None:
    from portbook.checks import codes
    from portbook.project import load
    from portbook.targets.site import emit_site

    path = tmp_path / "ports.yaml"
    path.write_text("projects: {a: {services: {x: 3000, y: 3000}}}\n")
    loaded = load(path)
    with_guide = dict(emit_site(loaded.context, loaded.problems, codes(), "reference/checks.md"))
    page = with_guide["findings/index.md"]
    assert "ports.yaml:1:" in page
    assert str(tmp_path) not in page
    assert 'href="../reference/checks/#port-conflict"' in page
    without = dict(emit_site(loaded.context, loaded.problems, codes()))
    assert "reference/checks" not in without["findings/index.md"]
    assert "port-conflict" in without["findings/index.md"]


def test_a_large_map_publishes_what_lies_at_a_projects_top_and_names_every_variable() -> None:
    large = emitted(big_map(101))
    top = "project/project-7/"
    files = {path.removeprefix(top) for path in large if path.startswith(f"{top}files/")}
    assert files == {"files/dot.env.txt", "files/cors.json", "files/llms.txt"}
    assert f"]({top}files/llms.txt)" in large["llms.txt"]
    named = large[f"{top}index.md"].partition('<p class="pb-names">')[2].partition("</p>")[0]
    assert {"SERVICE_3_PORT", "SERVICE_3_URL", "NEXT_URL", "CORS_ORIGINS"} <= set(
        named.removeprefix("<code>").removesuffix("</code>").split(", ")
    )


def test_programs_fetch_what_the_pages_show() -> None:
    files = emitted((CHECKOUT / "ports.yaml").read_text(encoding="utf-8"))
    claims = json.loads(files["ports.json"])["claims"]
    for name, key, value in (
        ("port/5432", "port", 5432),
        ("project/prsnl", "project", "prsnl"),
        ("host/iza-mac", "host", "iza-mac"),
    ):
        found = json.loads(files[f"api/{name}.json"])["claims"]
        wanted = [each for each in claims if each[key] == value and (each["port"] or key != "host")]
        assert sorted(found, key=str) == sorted(wanted, key=str)
    feed = ElementTree.fromstring(files["changes/feed.xml"])
    atom = "{http://www.w3.org/2005/Atom}"
    dates = [each.findtext(f"{atom}updated", "") for each in feed.findall(f"{atom}entry")]
    assert dates == sorted(dates, reverse=True)
    assert feed.findtext(f"{atom}updated") == dates[0] == "2025-07-13T00:00:00Z"
