"""Where the pages are, and what each begins with.

An address ends in a slash and stays the same from build to build: it is made of names and numbers
of the map alone. A page is front matter that builders read, and a template's text below it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from portbook.model.portmap import Range
from portbook.targets.context import Context, Output
from portbook.text.quoting.html import Html
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_text
from portbook.text.quoting.yaml import yaml_string

HOME = ""
ALL = "all/"
HOSTS = "hosts/"
MATRIX = "matrix/"
RANGES = "ranges/"
PORTS = "port/"
CHANGES = "changes/"
FINDINGS = "findings/"

SERVED_AS_TEXT = frozenset((".conf", ".json", ".txt", ".yaml", ".yml"))


def host_url(name: str) -> str:
    return f"host/{name}/"


def project_url(name: str) -> str:
    return f"project/{name}/"


def flows_url(project: str) -> str:
    return f"{project_url(project)}flows/"


def port_url(number: int, *, pages: bool) -> str:
    """`pages` is whether every number has a page, else one page takes it from the address."""
    return f"{PORTS}{number}/" if pages else f"{PORTS}#{number}"


def range_url(each: Range, *, pages: bool) -> str:
    """As for ports; a project's range stands below the project's name."""
    if not pages:
        scope = f"{each.project}--" if each.project else ""
        return f"{RANGES}#{scope}{each.name}"
    scope = f"{each.project}/" if each.project else ""
    return f"range/{scope}{each.name}/"


def anchor_of(service: str) -> str:
    """Where a service stands on its project's page."""
    return f"svc-{service}"


def file_url(project: str, path: str) -> str:
    """A file of the project's, published under a name that no builder hides or renders.

    MkDocs leaves out what begins with a dot and makes a page of `.md`; servers hand `.txt` out
    as text.
    """
    parts = [f"dot{part}" if part.startswith(".") else part for part in path.split("/")]
    whole = "/".join(parts)
    suffix = "" if PurePosixPath(whole).suffix in SERVED_AS_TEXT else ".txt"
    return f"{project_url(project)}files/{whole}{suffix}"


def root(url: str) -> str:
    """The way from a page to the site's top, to be put before any address."""
    return "../" * url.count("/")


WIDE = "navigation, toc"
"""What Material leaves out beside a page that is one large table."""

# Material prints a page's title inside <title> after undoing its entities.
_MARKUP = re.compile(r"[<>&]+")


def page(
    context: Context,
    url: str,
    template: str,
    view: dict[str, Any],
    *,
    title: str,
    search: str,
) -> Output:
    """The page at an address. `title` is plain text, `search` what Material makes of it.

    The template sees the view's variables, `heading` (the title as Markdown) and `root`, the way to
    the site's top.
    """
    said = {"heading": Html(markdown_text(one_line(title))), "root": root(url)}
    text = context.templates.render(f"site/{template}.md.j2", **said, **view)
    front = [f"# {notice_of(context)}", f"title: {yaml_string(plain_title(title))}"]
    front += [f"hide: [{WIDE}]", f"search: {{{search}}}"]
    head = "\n".join(["---", *front, "---"])
    # Zensical takes a raw block's links to be relative to this file, browsers and MkDocs to the
    # address: so the two are the same place.
    return Output(f"{url}index.md", f"{head}\n\n{text.strip()}\n")


def notice_of(context: Context) -> str:
    """What made the file, in one line without comment marks."""
    source = one_line(context.source)
    return f"Generated from {source} by 'portbook site': edit {source} instead."


def plain_title(title: str) -> str:
    """A title for front matter and settings, which themes print without escaping it.

    A site's name stands in attributes as well, so quotes become those of print.
    """
    plain = _MARKUP.sub(" ", title).replace('"', "”").replace("'", "’")
    return one_line(plain) or "untitled"
