"""The small Markdown of PORTS.md's cells as HTML.

The documents and the site say the same things; what `quoting.markdown` spelled for a cell is
spelled here for a raw block, which costs a builder a quarter of the time. Nothing else is read:
this is no Markdown reader.
"""

from __future__ import annotations

import re

from portbook.targets.site.places import project_url
from portbook.text.quoting.html import html_text, web_url

__all__ = ["inline"]

_PLAIN = re.compile(r"[A-Za-z0-9 (),.;!?%+=/:@–-]*")
_LABEL = r"(?:\\.|(?P<in>`+)(?!`).*?(?<!`)(?P=in)(?!`)|[^\]\\`])*"
_TOKEN = re.compile(
    r"\\(?P<literal>.)"
    r"|(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|<(?P<address>https?://[^<>\s]+)>"
    rf"|\[(?P<label>{_LABEL})\]\((?P<target>[^()\s]*)\)"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|(?P<special>[{}`~\"'])"
)
_DOCUMENT = re.compile(r"\.\./([a-z][a-z0-9-]*)/PORTS\.md")


def inline(cell: str) -> str:
    """The HTML of a cell, a list item or a sentence from the portsmd target.

    Links to another project's document lead to its page, seen from a project's own.
    """
    if _PLAIN.fullmatch(cell):
        return cell
    return _TOKEN.sub(_spelled, cell)


def _spelled(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "code":
        return _code(found["code"], found["ticks"])
    if kind == "address":
        return _link(found["address"], html_text(found["address"]))
    if kind == "target":
        return _link(found["target"], inline(found["label"]))
    if kind == "strong":
        return f"<strong>{inline(found['strong'])}</strong>"
    return _entity(found["literal"] or found["special"])


def _code(text: str, ticks: str) -> str:
    inner = text[1:-1] if len(ticks) > 1 and text[:1] == text[-1:] == " " else text
    return f"<code>{html_text(inner)}</code>"


def _link(target: str, label: str) -> str:
    document = _DOCUMENT.fullmatch(target)
    if document:
        return f'<a href="../../{project_url(document[1])}">{label}</a>'
    if web_url(target) or target.startswith("#"):
        return f'<a href="{html_text(target)}">{label}</a>'
    return label


def _entity(character: str) -> str:
    return character if character.isalnum() else f"&#{ord(character)};"
