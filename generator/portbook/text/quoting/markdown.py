"""Values inside generated Markdown, right in GFM and in Python-Markdown alike.

Each function shows a value as the text it is: nothing of it turns into a tag, a link other than
http and https, emphasis, a mention, a formula or a second cell. Where the two dialects differ, the
spelling is the one both read (Python-Markdown keeps the backslash of ``\\<``, ``\\~`` and ``\\$``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from portbook.text.quoting.lines import visible

# Nothing in it means anything, wherever it stands; the looks ahead are for "1. ", ": " and edges.
_PLAIN = re.compile(
    r"(?![0-9]+[.)](?: |\Z)|.*www\.)[A-Za-z0-9(](?:[A-Za-z0-9(),.;'\"!?%+=/-]|:(?= )| (?=[^ ]))*"
)
_SPACES = re.compile(r" *\n *| {2,}")
_URL = (
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5}(?![0-9]))?"
    r"(?:[/?#](?:[A-Za-z0-9/_.~%?=&+,:#-]*[A-Za-z0-9/_~%=&+#-])?)?(?![^\s<>()|,.:;!?\"'\]}])"
)
_SPECIAL = re.compile(
    rf"(?P<url>(?<![A-Za-z0-9]){_URL})"
    r"|(?P<www>(?i:www)\.)"
    r"|(?P<colon>:(?=//|[\w+-]+:))"
    r"|(?P<hash>#(?=\S))"
    r"|(?P<entity>[<>&~@$\n])"
    r"|(?P<word>(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))"
    r"|(?P<backslash>[\\`*_\[\]{|])"
)
# What opens a block when a paragraph or a cell begins with it: lists, headings, rules, admonitions
# (!!!, ???), tabs (===), definitions (": ") and pymdownx blocks (///).
_OPENING = re.compile(r"(?P<number>[0-9]+)(?=[.)](?:\s|\Z))|[-+#=!?:/%^]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": "<br>"}
# A backslash before a closing or inner backtick makes Python-Markdown miss the end of the span, and
# to a number behind `&#` it adds the semicolon.
_NO_SPAN = re.compile(r"[|\n]|\\(?=`|\Z)|&#")
_TEXT_AS_IT_IS = re.compile(r"[^A-Za-z0-9 ,./()%=+-]|(?i:www)\.")
_TICKS = re.compile("`+")
_LINK_TARGET = re.compile(
    r"(?P<origin>(?i:https?)://(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::[0-9]{1,5})?)(?P<rest>(?:[/?#].*)?)"
)
_LINK_UNSAFE = re.compile(r"[^A-Za-z0-9/_.~%?=&+,:;@#!-]")
_LANGUAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9+#.-]*")
_WORDS = re.compile("[a-z0-9]+")


def markdown_text(value: str) -> str:
    """Text for a table cell, a heading or a paragraph; http and https URLs in it are links.

    What is shown is `visible` text without blanks at its edges or beside line ends, and without
    runs of them; a line end is ``<br>``.
    """
    return _spelled(value, _special)


def _spelled(value: str, special: Callable[[re.Match[str]], str]) -> str:
    if _PLAIN.fullmatch(value):
        return value
    tidy = _SPACES.sub(lambda run: "\n" if "\n" in run[0] else " ", visible(value)).strip()
    return _OPENING.sub(_opening, _SPECIAL.sub(special, tidy), count=1)


def _special(found: re.Match[str]) -> str:
    text = found[0]
    if found.lastgroup == "word":
        return text  # within a word it is no emphasis, in GFM as in Python-Markdown
    if found.lastgroup == "backslash":
        return "\\" + text
    if found.lastgroup == "url":
        return f"<{text}>"
    if found.lastgroup == "www":
        return text[:-1] + "\\."
    return _entity(text)


def _entity(character: str) -> str:
    return _ENTITIES.get(character) or f"&#{ord(character)};"


def _opening(found: re.Match[str]) -> str:
    if found.start():
        return found[0]
    if number := found["number"]:
        return number + "\\"
    return _entity(found[0])


def markdown_code(value: str) -> str:
    """A code span of the visible value, without blanks at its edges; nothing for an empty one.

    A value that no span shows in both dialects (it holds a pipe, which GFM needs escaped and
    Python-Markdown then shows with its backslash) becomes a ``code`` element.
    """
    text = visible(value).strip()
    if not text:
        return ""
    if _NO_SPAN.search(text):
        return f"<code>{_TEXT_AS_IT_IS.sub(_entities, text)}</code>"
    if "`" not in text:
        return f"`{text}`"
    ticks = "`" * (_longest(text) + 1)
    return f"{ticks} {text} {ticks}"


def _entities(found: re.Match[str]) -> str:
    return "".join(map(_entity, found[0]))


def _longest(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def markdown_link(text: str, url: str) -> str:
    """A link where the URL is a whole http or https one, else the text alone."""
    target = _LINK_TARGET.fullmatch(url)
    if not target:
        return markdown_text(text)
    rest = _LINK_UNSAFE.sub(
        lambda it: "".join(f"%{byte:02X}" for byte in it[0].encode("utf-8", "replace")),
        target["rest"],
    )
    label = _spelled(text, _special_in_label) or _spelled(url, _special_in_label)
    return f"[{label}]({target['origin']}{rest})"


def _special_in_label(found: re.Match[str]) -> str:
    """Without links: one may not hold another."""
    if found.lastgroup == "url":
        return _TEXT_AS_IT_IS.sub(_entities, found[0])
    return _special(found)


def markdown_fence(language: str, body: str) -> str:
    """A fenced block, ending in a line end, whose fence is longer than any in the body.

    Controls and what has no width are taken out of the body; a language with more than letters,
    digits and ``+ # . -`` is left out.
    """
    if body.isascii() and "`" not in body and body.replace("\n", "").isprintable():
        text = body.removesuffix("\n")
    else:
        unified = body.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
        lines = unified.removesuffix("\n").split("\n")
        text = "\n".join(visible(line).replace("\n", " ") for line in lines)
    fence = "`" * max(3, _longest(text) + 1)
    info = language if _LANGUAGE.fullmatch(language) else ""
    return f"{fence}{info}\n{text}\n{fence}\n"


def slug(text: str) -> str:
    """An anchor for ``<a id>``, of ``[a-z0-9-]`` and never empty; not unique by itself.

    GitHub and Python-Markdown give a heading of words with single spaces this same anchor.
    """
    folded = text.lower() if text.isascii() else _fold(text)
    return "-".join(_WORDS.findall(folded)) or "section"


def _fold(text: str) -> str:
    from unicodedata import normalize  # most headings are ASCII

    plain = "".join(c for c in normalize("NFKD", text) if not "\u0300" <= c <= "\u036f").lower()
    return "".join(c if c.isascii() else f" u{ord(c):x} " if c.isalnum() else " " for c in plain)


@dataclass(frozen=True, slots=True)
class Table:
    """A finished GFM table (https://github.github.com/gfm/#tables-extension-) of quoted cells.

    As text it is the whole of it, ending in a line end; `columns` and `rows` are its quoted cells,
    for templates that lay them out in another way.
    """

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    text: str

    def __str__(self) -> str:
        return self.text


def table(headers: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Table | None:
    """A table of quoted cells without the columns that say nothing; None without rows.

    A header that ends in `:` is of a column of numbers, which is aligned to the right.
    """
    across = [*zip(*rows, strict=True)] or [()] * len(headers)
    columns = [pair for pair in zip(headers, across, strict=True) if any(pair[1])]
    if not columns:
        return None
    kept = list(zip(*(cells for _, cells in columns), strict=True))
    titles = tuple(header.rstrip(":") for header, _ in columns)
    rules = ["---:" if header[-1] == ":" else "---" for header, _ in columns]
    lines = ["| " + " | ".join(titles) + " |", "| " + " | ".join(rules) + " |"]
    lines += ["| " + " | ".join(cells) + " |" for cells in kept]
    return Table(titles, kept, "\n".join(lines) + "\n")


def codes(values: Iterable[object]) -> str:
    return ", ".join([markdown_code(str(value)) for value in values])
