"""PORTS.md of a map, and what readers of Markdown make of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm
import markdown
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.targets import llms, portsmd
from portbook.targets.context import Context
from portbook.targets.templates import Templates
from portbook.text.source import Source

CASES = sorted(Path(__file__).parents[1].joinpath("golden", "portsmd").iterdir())
TEMPLATES = Templates()
_COMMONMARK = MarkdownIt("commonmark").enable("table")
RENDERERS: dict[str, Callable[[str], str]] = {
    "markdown-it": _COMMONMARK.render,
    "cmark-gfm": lambda source: cmarkgfm.github_flavored_markdown_to_html(
        source, Options.CMARK_OPT_UNSAFE
    ),
    "python-markdown": lambda source: markdown.markdown(
        source, extensions=["tables", "fenced_code", "toc", "md_in_html"]
    ),
}


def files_of(text: str) -> dict[str, str]:
    """What a map gives, by path; the map has to be free of errors."""
    reading = read(Source("ports.yaml", text))
    portmap = reading.portmap
    assert portmap is not None
    assert [each.message for each in reading.problems if each.severity == "error"] == []
    context = Context(portmap, Wiring(portmap), "ports.yaml", TEMPLATES)
    outputs = [o for project in portmap.projects.values() for o in portsmd.emit(context, project)]
    outputs += [o for project in portmap.projects.values() for o in llms.emit(context, project)]
    outputs += [*portsmd.emit_map(context), *llms.emit_map(context)]
    return {output.path: output.text for output in outputs}


def yaml_of(value: Any) -> str:
    """JSON, which YAML contains, with characters as themselves."""
    return json.dumps(value, ensure_ascii=False)


def document_of(services: dict[str, Any], **project: Any) -> str:
    """The document of a project `shop`."""
    text = yaml_of({"projects": {"shop": {"services": services, **project}}})
    return files_of(text)["shop/PORTS.md"]


class Page(HTMLParser):
    """What a browser would show: tables as rows of cells, all text, all tags and links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self.tags: set[str] = set()
        self.links: list[str] = []
        self._cell = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._cell = True
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._cell:
            self.tables[-1][-1][-1] += data

    @property
    def words(self) -> str:
        return " ".join(self.text.split())
