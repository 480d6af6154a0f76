"""A user's Markdown, finished by `quoting.block`, for pages that stand on a site of their own.

There a picture would be asked of another server, and a relative link leads into a checkout that
is not there: the one becomes a link, the other its text and the path.
"""

from __future__ import annotations

import re

from portbook.text.quoting.block import markdown_block

__all__ = ["published_block", "without_pictures"]

_FENCED = re.compile(
    r"(?ms)^ *(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n.*?(?:^ *(?P=mark)[`~]* *$|\Z)"
)
_KEPT = r"(?s)(?P<kept>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\\.)"
_LABEL = r"(?:\\.|(?P<in>`+)(?!`)[^`]+(?<!`)(?P=in)(?!`)|[^\[\]\\`])*"
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


def published_block(text: str, level: int = 3) -> str:
    """The Markdown of a note or a section; see `markdown_block` for the level."""
    return without_pictures(markdown_block(text, level))


def without_pictures(markdown: str) -> str:
    """The same without pictures, and without links to anything but the web."""
    found, at = [], 0
    for fence in _FENCED.finditer(markdown):
        found += [_spelled(markdown[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join([*found, _spelled(markdown[at:])])


def _spelled(text: str) -> str:
    text = _DEFINITION.sub(r"\1\\", _CONTENTS.sub(r"\\\g<0>", text))
    before = ""
    while text != before:
        before, text = text, _LINK.sub(_told, _PICTURE.sub(_named, text))
    return _NESTED.sub(_disarmed, text)


def _named(picture: re.Match[str]) -> str:
    if picture["kept"]:
        return picture[0]
    if picture["linked"] is not None:
        return f"[{picture['linked'] or 'picture'}]"
    return "[picture]" if picture["empty"] else "["


def _told(link: re.Match[str]) -> str:
    """The label and the path in the checkout, once where they are the same."""
    if link["kept"]:
        return link[0]
    label, place = link["label"], link["target"].partition("#")[0]
    return f"{label} (`{place}`)" if place and place != label.strip("`") else label


def _disarmed(link: re.Match[str]) -> str:
    return link[0] if link["kept"] else "]\\("
