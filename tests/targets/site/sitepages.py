"""A site in memory: its pages as a browser would get them, without a theme around them."""

from __future__ import annotations

import json
from functools import lru_cache
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin

import markdown
import pytest

from portbook.checks import check, codes
from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.targets.context import Context
from portbook.targets.rows import claim_rows
from portbook.targets.site.emit import emit_site
from portbook.targets.site.site_index import claim_key
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.bench.bigmap import big_map
from tests.support.cli import CHECKOUT

__all__ = ["Page", "broken", "context_of", "emitted", "hostile_map", "pages_of", "rendered"]

TEMPLATES = Templates()


def context_of(text: str, templates: Templates = TEMPLATES) -> Context:
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    return Context(portmap, Wiring(portmap), "ports.yaml", templates)


@lru_cache(8)
def emitted(text: str, templates: Templates = TEMPLATES) -> dict[str, str]:
    """The site of a map, by path, not to be changed; no path comes twice."""
    context = context_of(text, templates)
    outputs = list(emit_site(context, check(context.wiring), codes()))
    assert len({output.path for output in outputs}) == len(outputs)
    return dict(outputs)


class Page(NamedTuple):
    """`tags` are names with attributes in the order of the page; `text` is what is shown."""

    url: str
    tags: list[tuple[str, dict[str, str]]]
    text: str

    def all(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]

    @property
    def links(self) -> list[str]:
        """Where its links lead: absolute, on the site's top `http://site/`."""
        return [urljoin(self.url, href) for href in self.all("href")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def rendered(path: str, text: str) -> Page:
    """A page as MkDocs renders it; its front matter goes first."""
    body = text.split("---\n", 2)[2]
    html = markdown.markdown(body, extensions=["tables", "toc", "fenced_code", "attr_list"])
    reader = _Reader()
    reader.feed(html)
    return Page(f"http://site/{path.removesuffix('index.md')}", reader.tags, "".join(reader.text))


def pages_of(files: dict[str, str]) -> dict[str, Page]:
    return {path: rendered(path, text) for path, text in files.items() if path.endswith(".md")}


def broken(files: dict[str, str]) -> list[str]:
    """Links within the site that lead nowhere, or to a place that its page does not have."""
    pages = pages_of(files)
    known = {page.url: set(page.all("id")) for page in pages.values()}
    known.update((f"http://site/{path}", set()) for path in files if not path.endswith(".md"))
    found = []
    for path, page in pages.items():
        for link in page.links:
            target, anchor = urldefrag(link)
            if target == "http://site/port/" and anchor.isdigit():
                continue  # a script shows the number
            target = target.partition("?")[0]
            if not target.startswith("http://site/"):
                continue
            if target not in known or (anchor and anchor not in known[target]):
                found.append(f"{path}: {link}")
    return found


def hostile_map(value: str) -> str:
    """The value wherever a map holds free text."""
    said = json.dumps(value)
    return f"""
title: {said}
description: {said}
hosts: {{one: {{title: {said}, os: macos}}, two: {{}}}}
ranges: {{wide: {{ports: 3000-3999, purpose: {said}, notes: {said}}}}}
projects:
  shop:
    title: {said}
    description: {said}
    stack: {said}
    owner: {said}
    repository: "javascript:alert(1)"
    environments: {{development: one, production: two}}
    ranges: {{own: {{ports: 5000-5010, purpose: {said}, notes: {said}}}}}
    rules: [{said}]
    notes: {said}
    sections: {{{said}: {said}}}
    related: {{{said}: "javascript:alert(1)"}}
    history: [{{date: 2025-01-01, change: {said}}}]
    start: {{{said}: {said}}}
    services:
      web:
        title: {said}
        description: {said}
        port: 3000
        group: {said}
        culprits: [{said}]
        uses: [api]
        env: {{A: {said}}}
        notes: {said}
        hosted: null
        history: [{{from: 2999, to: 3000, reason: {said}, impact: {said}}}]
        paths: {{/x: {{title: {said}, description: {said}}}}}
      api: {{title: {said}, port: 5000, pinned: true, reason: {said}}}
      away: {{title: {said}, hosted: {{by: {said}, url: "javascript:alert(1)"}}}}
"""


OWN = (CHECKOUT / "ports.yaml").read_text(encoding="utf-8")
SMALLEST = "projects: {shop: {services: {web: 3000}}}\n"
EMPTY = "projects: {}\n"
NO_PORT = "projects: {shop: {services: {web: {role: worker}, old: {port: 5, status: retired}}}}\n"
LARGE = big_map(101)
WRITTEN = {"own": OWN, "smallest": SMALLEST, "empty": EMPTY, "no port": NO_PORT, "large": LARGE}
each_map = pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)


def keys(text: str) -> list[str]:
    return [claim_key(row) for row in claim_rows(context_of(text).portmap)]


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
