"""A page: front matter that builders read, and a template's text below it."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from portbook.targets.context import Output
from portbook.targets.site.places import document, root
from portbook.text.quoting.html import Html
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_text
from portbook.text.quoting.yaml import yaml_string

if TYPE_CHECKING:
    from portbook.targets.site.site_index import Atlas

__all__ = ["notice_of", "page"]

WIDE = "navigation, toc"
"""What Material leaves out beside a page that is one large table."""

# Material prints a page's title inside <title> after undoing its entities.
_MARKUP = re.compile(r"[<>&]+")


def page(  # noqa: PLR0913 - each is a line of the front matter
    atlas: Atlas,
    url: str,
    template: str,
    view: Any,
    *,
    title: str,
    hide: str = WIDE,
    search: str = "",
) -> Output:
    """The page at an address. `title` is plain text, `hide` and `search` are Material's keys.

    The template sees the fields of the view, `heading` (the title as Markdown) and `root`, the way
    to the site's top.
    """
    said = {"heading": Html(markdown_text(one_line(title))), "root": root(url)}
    said.update((field.name, getattr(view, field.name)) for field in fields(view))
    text = atlas.context.templates.render(f"site/{template}.md.j2", **said)
    front = [f"# {notice_of(atlas)}", f"title: {yaml_string(_title(title))}"]
    front += [f"hide: [{hide}]"] if hide else []
    front += [f"search: {{{search}}}"] if search else []
    head = "\n".join(["---", *front, "---"])
    return Output(document(url), f"{head}\n\n{text.strip()}\n")


def notice_of(atlas: Atlas) -> str:
    """What made the file, in one line without comment marks."""
    source = one_line(atlas.context.source)
    return f"Generated from {source} by 'portbook site': edit {source} instead."


def _title(title: str) -> str:
    return one_line(_MARKUP.sub(" ", title)) or "untitled"
