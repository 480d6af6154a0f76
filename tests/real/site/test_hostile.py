"""Hostile texts in every field of the language: nothing of them becomes an element, a handler or an
address, in Chromium, on pages made by MkDocs, by plain Python-Markdown and by Zensical."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import markdown
import pytest

from portbook.language.keys import map_schema
from portbook.language.load import read
from portbook.text.source import Source
from tests.real.site.building import PATH, run_mkdocs
from tests.real.site.conftest import served
from tests.real.site.recipes import zensical
from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Schema = dict[str, Any]
SITE_CODE = CHECKOUT / "generator" / "portbook" / "targets" / "site"

HOSTILE = (
    "\"'><img src=x onerror=zqx(1)></title></pre></textarea><script>zqx(2)</script>",
    "' onmouseover='zqx(3)' x=\"/../<iframe srcdoc=zqx(4)> {{ zqx(5) }} {: onclick=zqx(6) }",
    'javascript:zqx(7)//<svg onload=zqx(8)> <!--portbook:0--> | {{{{7*7}}}} \\"](x) </table>',
    (
        "a ![b](http://zqx.example/9.png) `</code><img src=x onerror=zqx(10)>`\n\n"
        "<div onclick=zqx(11)>\n\n[c]: javascript:zqx(12)\n[c] [d](javascript:zqx(13))"
    ),
)

AUDIT = """() => {
  const bad = [...(window.ran ?? [])].map(call => `ran: ${call}`);
  const text = new Set(["title", "aria-label", "value", "content", "alt", "label", "placeholder",
    "download", "class", "id", "data-copy", "data-tip", "data-claim", "data-range", "data-value"]);
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (name === "script" && element.textContent.includes("zqx(")) bad.push("script");
    if (name === "style" && element.textContent.includes("zqx")) bad.push("style");
    for (const {name: key, value} of element.attributes) {
      if (!value.includes("zqx")) continue;
      if (text.has(key)) continue;
      const link = name === "a" && key === "href" && /^https?:$/.test(element.protocol);
      if (!link) bad.push(`<${name} ${key}=${value}>`);
    }
    if (name === "a" && /^(javascript|data|vbscript):/i.test(element.href)) bad.push(element.href);
  }
  return bad;
}"""


def leaves(schema: Schema, whole: Schema, text: str, deep: int = 4) -> Iterator[Any]:
    """Values by the schema that hold the text once: in each field, and as each free key."""
    if "$ref" in schema:
        schema = {**whole["$defs"][schema["$ref"].rpartition("/")[2]], **schema}
    branches = [each for key in ("anyOf", "oneOf", "allOf") for each in schema.get(key, ())]
    branches += [schema[key] for key in ("then", "else") if key in schema]
    for each in branches:
        yield from leaves(each, whole, text, deep)
    if "string" in types(schema):
        yield text
    if deep:
        yield from inner(schema, whole, text, deep - 1)


def inner(schema: Schema, whole: Schema, text: str, deep: int) -> Iterator[Any]:
    for key, each in schema.get("properties", {}).items():
        yield from ({key: value} for value in leaves(each, whole, text, deep))
    further = schema.get("additionalProperties")
    if isinstance(further, dict):
        yield {text: "x"}
        yield from ({"some": value} for value in leaves(further, whole, text, deep))
    if "items" in schema:
        yield from ([value] for value in leaves(schema["items"], whole, text, deep))


def types(schema: Schema) -> list[str]:
    said = schema.get("type", [])
    return [said] if isinstance(said, str) else said


def hostile_map() -> str:
    """A project of services for each text: together they have it in every field."""
    whole = map_schema()
    projects: dict[str, Any] = {}
    for number, text in enumerate(HOSTILE):
        services: dict[str, Any] = {"plain": {"port": 3000 + number, "uses": ["s0"]}}
        for value in leaves({"$ref": "#/$defs/service"}, whole, text):
            if isinstance(value, dict) and understood({"a": {"services": {"b": value}}}):
                pack(services, value)
        projects[f"p{number}"] = {"title": text, "notes": text, "services": services}
        own: dict[str, Any] = {
            "title": text,
            "services": {"web": {"port": 4000 + number, "title": text}},
        }
        for value in leaves({"$ref": "#/$defs/project"}, whole, text, 3):
            if isinstance(value, dict) and "services" not in value:
                merged = {**own, **value}
                (key,) = value
                if key not in (*own, "targets") and understood({"a": merged}):
                    own = merged
        own["targets"] = [{"template": "x.j2", "to": f"to/{text}"}]
        projects[f"q{number}"] = own
    return json.dumps({**whole_map(whole), "projects": projects})


def whole_map(whole: Schema) -> dict[str, Any]:
    """Hosts, ranges, kinds and all else that is no project's: each field with one of the texts, and
    each that there may be several of with every text."""
    made: dict[str, Any] = {"ranges": {}, "exclusive": []}
    for number, text in enumerate(HOSTILE):
        # What is read only where something else stands beside it.
        made["ranges"][f"some-{number}"] = {"ports": f"{5000 + number * 10}-{5009 + number * 10}"}
        made["exclusive"].append({"members": [f"p{number}/s0", f"q{number}"], "reason": text})
        for at, value in enumerate(inner(whole, whole, text, 4)):
            (section, said) = next(iter(value.items()))
            if section in ("projects", "include", "sources", "version"):
                continue
            one = isinstance(said, str) or section == "settings"
            if one and at % len(HOSTILE) != number:
                continue
            if isinstance(said, dict) and "some" in said:
                said = {f"some-{number}": said["some"]}
            if understood({"a": {}}, **(merged := deeper(made, {section: said}))):
                made = merged
    return made


def deeper(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two mappings in one; lists are joined, and of two values of a key the first stays."""
    merged = dict(one)
    for key, value in other.items():
        was = merged.setdefault(key, value)
        if was is not value and isinstance(was, dict) and isinstance(value, dict):
            merged[key] = deeper(was, value)
        elif was is not value and isinstance(was, list) and isinstance(value, list):
            merged[key] = [*was, *value]
    return merged


def pack(services: dict[str, Any], value: dict[str, Any]) -> None:
    """Into the first service that has none of these fields."""
    for name, service in services.items():
        if name != "plain" and not service.keys() & value.keys():
            service.update(value)
            return
    services[f"s{len(services) - 1}"] = dict(value)


def understood(projects: dict[str, Any], **more: Any) -> bool:
    text = json.dumps({**more, "projects": projects})
    return read(Source("ports.yaml", text)).portmap is not None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = make_files(tmp_path_factory.mktemp("hostile"), {"ports.yaml": hostile_map()})
    make_files(top, {"templates/x.j2": "x", "plugin/templates/x.j2": "x"})
    settings = "site_name: Ports\nplugins: [portbook]\n"
    make_files(top, {"plugin/mkdocs.yml": settings, "plugin/docs/robots.txt": ""})
    (top / "plugin" / "ports.yaml").write_text((top / "ports.yaml").read_text("utf-8"), "utf-8")
    ran = portbook(top, "site", "--out", "pages")
    assert (top / "pages" / "index.md").is_file(), ran.err
    return top


def by_mkdocs(folder: Path) -> Path:
    ran = run_mkdocs(folder / "plugin", "build")
    assert ran.returncode == 0, ran.stderr
    return folder / "plugin" / "site"


def by_zensical(folder: Path) -> Path:
    ran = zensical(folder)
    assert ran.returncode == 0, ran.stderr
    return folder / "site"


def by_markdown(folder: Path) -> Path:
    site = folder / "plain"
    for page in (folder / "pages").rglob("*.md"):
        body = page.read_text(encoding="utf-8").split("---\n", 2)[2]
        html = markdown.markdown(body, extensions=["tables", "toc", "fenced_code", "attr_list"])
        place = site / page.relative_to(folder / "pages").with_suffix(".html")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"<!doctype html><meta charset=utf-8>{html}", encoding="utf-8")
    return site


@pytest.mark.parametrize("builder", [by_markdown, by_mkdocs, by_zensical])
def test_no_text_becomes_more_than_text(browser: Browser, folder: Path, builder: Any) -> None:
    site = builder(folder)
    top = folder / builder.__name__
    top.mkdir()
    site.rename(top / PATH)
    found: dict[str, list[str]] = {}
    pages = sorted((top / PATH).rglob("*.html"))
    assert len(pages) > 20
    with served(top) as address:
        if builder is by_mkdocs:
            with recording(browser) as page:
                found["used"] = used(page, address)
        empty(top / PATH)
        # In a context of its own: the other keeps the files that are empty now.
        with recording(browser) as page:
            for path in pages:
                where = address + path.relative_to(top / PATH).as_posix()
                page.goto(where, wait_until="domcontentloaded")
                if bad := page.evaluate(AUDIT):
                    found[path.name] = bad[:5]
    assert not any(found.values()), found


@contextmanager
def recording(browser: Browser) -> Iterator[Page]:
    """A page on which what the hostile texts call is written down."""
    context = browser.new_context()
    try:
        context.add_init_script("window.ran = []; window.zqx = number => window.ran.push(number)")
        yield context.new_page()
    finally:
        context.close()


def used(page: Page, address: str) -> list[str]:
    """What is wrong once a reader types, in the rows that Find leaves and in the theme's search."""
    page.goto(address)
    page.locator("form.pb-filter").wait_for()
    page.get_by_label("Find").fill("<script>")
    assert "<script>" in page.locator("tr[data-claim]:visible").first.inner_text()
    page.locator("input.md-search__input").click()
    page.keyboard.type("zqx")
    page.locator("a.md-search-result__link").first.wait_for()
    page.locator("body").evaluate("body => body.querySelectorAll('a').forEach(a => a.focus())")
    assert page.locator(".md-search-result :is(script, img)").count() == 0
    found: list[str] = page.evaluate(AUDIT)
    return found


def empty(site: Path) -> None:
    """Empty the theme's own styles and scripts: on each page they would take most of the time."""
    for path in (*site.rglob("*.css"), *site.rglob("bundle*.js")):
        path.write_text("")


def test_attributes_are_written_by_one_function() -> None:
    by_hand = re.compile(r'(?:href|title|id|class|data-[a-z]+|aria-label|download)="[^"\n]*\{')
    assert [
        f"{path.name}: {line.strip()}"
        for path in SITE_CODE.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if by_hand.search(line)
    ] == []
