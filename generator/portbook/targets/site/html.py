"""Tables, cells and notes as HTML.

The documents and the site say the same things: what `quoting.markdown` spelled for a cell of a
PORTS.md is spelled here for a raw block, which costs a builder a quarter of the time. Nothing else
is read: this is no Markdown reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from portbook.targets.site.pages import project_url
from portbook.text.quoting.block import markdown_block
from portbook.text.quoting.html import Html, attrs, html_text, link, web_url
from portbook.text.quoting.markdown import Table

Links = Mapping[str, Mapping[str, str]]
"""Where cells of the portsmd target lead: by the column's title, then by the cell."""

NUMBERS = frozenset(
    ("Container port", "Free", "From", "Instead of", "Next free", "Port", "Ports", "Step", "To")
)
"""Headers of columns that are aligned to the right, and sorted by number."""
NOWHERE: Links = {}


class Column(NamedTuple):
    """A header; `key` is the name of the column in data, for scripts."""

    title: str
    key: str

    def __str__(self) -> str:
        sort = "number" if self.title in NUMBERS else "text"
        return f"<th{attrs(scope='col', data_sort=sort, data_key=self.key)}>{self.title}</th>"


def table_of(
    caption: str, columns: Sequence[Column | str], rows: Iterable[str], css: str = ""
) -> Html:
    """A table of finished rows (`<tr>...</tr>`); the caption is text, a column of text is HTML."""
    heads = "".join(
        str(each) if isinstance(each, Column) else f'<th scope="col">{each}</th>'
        for each in columns
    )
    body = "".join(f"{row}\n" for row in rows)
    return Html(
        f"<div{attrs(class_='pb-scroll', role='region', aria_label=caption, tabindex=0)}>\n"
        f"<table{attrs(class_=f'pb-table{css}')}>\n<caption>{html_text(caption)}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>"
    )


_EMPTY = re.compile(r"<t[dh][^>]*></t[dh]>")


def table_without_empty(
    caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> Html | None:
    """A table of finished cells without the columns that say nothing; None without rows."""
    found = list(rows)
    kept = [at for at in range(len(columns)) if not all(_EMPTY.fullmatch(row[at]) for row in found)]
    spelled = [f"<tr>{''.join([row[at] for at in kept])}</tr>" for row in found]
    return table_of(caption, [columns[at] for at in kept], spelled) if found else None


def unsearched(table: Html) -> Html:
    """A table of pages: a search finds these, not their list."""
    return Html(table.replace(' tabindex="0">', ' tabindex="0" data-search-exclude>', 1))


def table_from(table: Table | None, caption: str, links: Links = NOWHERE) -> Html | None:
    """A table of the portsmd target."""
    if table is None:
        return None
    numeric = [title in NUMBERS for title in table.columns]
    leading = [links.get(title, {}) for title in table.columns]
    rows = []
    for cells in table.rows:
        found = []
        for at, cell in enumerate(cells):
            css = ' class="pb-num"' if numeric[at] else ""
            href, text = leading[at].get(cell), inline(cell)
            shown = link(href, text) if href else text
            head = at == 0 and cell
            found.append(f'<th scope="row"{css}>{shown}</th>' if head else f"<td{css}>{shown}</td>")
        rows.append(f"<tr>{''.join(found)}</tr>")
    return table_of(caption, [inline(title) for title in table.columns], rows)


def breakable(url: str) -> str:
    """An address, which may go on in a second line behind a slash."""
    return html_text(url).replace("/", "/<wbr>").replace("@", "@<wbr>").replace("/<wbr>/", "//")


def status_mark(status: str) -> str:
    return f"<span{attrs(class_=f'pb-status pb-status-{status}')}>{status}</span>"


def listed(items: Iterable[str], css: str = "pb-list") -> Html | None:
    """A list of finished items; None without any."""
    body = "\n".join(f"<li>{item}</li>" for item in items)
    return Html(f"<ul{attrs(class_=css)}>\n{body}\n</ul>") if body else None


def folded(summary: str, body: str) -> Html:
    """What few readers need, behind a line of text."""
    head = f"<summary>{html_text(summary)}</summary>"
    return Html(f'<details class="pb-fold">{head}\n{body}\n</details>')


_PLAIN_CELL = re.compile(r"[A-Za-z0-9 (),.;!?%+=/:@–-]*")
_LABEL = r"(?:\\.|(?P<in>`+)(?!`).*?(?<!`)(?P=in)(?!`)|[^\]\\`])*"
_TOKEN = re.compile(
    r"\\(?P<literal>.)"
    r"|(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|<(?P<address>https?://[^<>\s]+)>"
    rf"|\[(?P<label>{_LABEL})\]\((?P<target>[^()\s]*)\)"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|(?P<special>[{}`~\"'])"
)
_STROKE = re.compile(r"(?<=[^/:][/_])(?=\w)")
LONG = 20
"""Characters of code that fit into the cells of a table with many columns."""
_DOCUMENT = re.compile(r"\.\./([a-z][a-z0-9-]*)/PORTS\.md")


def inline(cell: str) -> str:
    """The HTML of a cell, a list item or a sentence from the portsmd target.

    Links to another project's document lead to its page, seen from a project's own.
    """
    if _PLAIN_CELL.fullmatch(cell):
        return cell
    return _TOKEN.sub(_token, cell)


def _token(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "code":
        text, spaced = found["code"], len(found["ticks"]) > 1
        inner = text[1:-1] if spaced and text[:1] == text[-1:] == " " else text
        shown = html_text(inner)
        # A long name or path goes on in a second line behind a stroke.
        return f"<code>{_STROKE.sub('<wbr>', shown) if len(inner) > LONG else shown}</code>"
    if kind == "address":
        return _inline_link(found["address"], html_text(found["address"]))
    if kind == "target":
        return _inline_link(found["target"], inline(found["label"]))
    if kind == "strong":
        return f"<strong>{inline(found['strong'])}</strong>"
    character = found["literal"] or found["special"]
    return character if character.isalnum() else f"&#{ord(character)};"


def _inline_link(target: str, label: str) -> str:
    document = _DOCUMENT.fullmatch(target)
    if document:
        return link(f"../../{project_url(document[1])}", label)
    if web_url(target) or target.startswith("#"):
        return link(target, label)
    return label


_FENCED = re.compile(
    r"(?ms)^ *(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n.*?(?:^ *(?P=mark)[`~]* *$|\Z)"
)
_KEPT = r"(?s)(?P<kept>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\\.)"
_TITLE = r"(?: +\"[^\"]*\")?"
_ELSEWHERE = r"(?!https?://)"
_PICTURE = re.compile(
    rf"{_KEPT}"
    rf"|\[!\[(?P<linked>[^\[\]`]*)\]\((?:[^()\s]|\([^()]*\))*{_TITLE}\)\](?=[(\[])"
    r"|!+\[(?P<empty>\])?"
)
_LINK = re.compile(rf"{_KEPT}|\[(?P<label>{_LABEL})\]\({_ELSEWHERE}(?P<target>[^()\s]*){_TITLE}\)")
_NESTED = re.compile(rf"{_KEPT}|\]\({_ELSEWHERE}")
"""What is left of links whose labels hold brackets of their own."""
_CONTENTS = re.compile(r"(?m)^\[TOC\]$")
"""What Python-Markdown takes for the place of a table of contents."""
_DEFINITION = re.compile(rf"(?m)^( {{0,3}})(?=\[[^\]\n]+\]: *(?! ){_ELSEWHERE})")


def published_block(text: str) -> str:
    """The Markdown of a note or a section."""
    return without_pictures(markdown_block(text, 3))


def without_pictures(markdown: str) -> str:
    """The same without pictures, and without links to anything but the web."""
    found, at = [], 0
    for fence in _FENCED.finditer(markdown):
        found += [_published(markdown[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join([*found, _published(markdown[at:])])


def _published(text: str) -> str:
    text = _DEFINITION.sub(r"\1\\", _CONTENTS.sub(r"\\\g<0>", text))
    before = ""
    while text != before:
        before, text = text, _LINK.sub(_place_named, _PICTURE.sub(_named, text))
    return _NESTED.sub(_disarmed, text)


def _named(picture: re.Match[str]) -> str:
    if picture["kept"]:
        return picture[0]
    if picture["linked"] is not None:
        return f"[{picture['linked'] or 'picture'}]"
    return "[picture]" if picture["empty"] else "["


def _place_named(link: re.Match[str]) -> str:
    """The label and the path in the checkout, once where they are the same."""
    if link["kept"]:
        return link[0]
    label, place = link["label"], link["target"].partition("#")[0]
    return f"{label} (`{place}`)" if place and place != label.strip("`") else label


def _disarmed(link: re.Match[str]) -> str:
    return link[0] if link["kept"] else "]\\("
