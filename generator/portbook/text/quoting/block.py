"""A user's own Markdown, passed on as Markdown into a document of ours.

Kept: paragraphs, emphasis, lists, tables, quotes, code, and links to http, https or a relative
place. Disarmed: raw HTML, other links, attribute lists, and headings that would outrank ours. The
two dialects disagree on what is code, so code that could do harm outside of it is spelled anew, in
the one way both read; all else stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from portbook.text.quoting.lines import visible
from portbook.text.quoting.markdown import markdown_code, markdown_fence

_FENCE = re.compile(r"(?P<indent> *)(?P<mark>`{3,}(?=[^`]*\Z)|~{3,}) *(?P<info>[^\s`]*)")
_CONTAINER = r"[ ]*(?:>[ ]*|(?:[-*+]|[0-9]{1,9}[.)])(?:[ ]+|\Z))*"
_HEADING = re.compile(rf"(?P<before>{_CONTAINER})(?P<marks>#{{1,6}})(?P<text>[ ].*|)\Z")
_HASH = re.compile(rf"({_CONTAINER})#")
_UNDERLINE = re.compile(rf"(?P<before>{_CONTAINER})(?P<marks>=+|-+) *\Z")
_LIST_ITEM = re.compile(r" *(?:[-*+]|[0-9]{1,9}[.)])(?: |\Z)")
_NOT_PARAGRAPH = re.compile(r" *(?:[-*+>|#]|[0-9]{1,9}[.)]|\Z)")

_TARGET = (
    r"(?:https?://[\w.:-]+(?:[/?#](?:&(?!#|\w+;)|[\w/.~%?=+,:;@#!*'-]|\([\w/.~%-]*\))*)?"
    r"|[\w/.%-]*(?:#[\w.%-]*)?)(?: +\"[\w .,:;!?'/-]*\")?"
)
_INLINE = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`)(?P<inside>.+?)(?<!`)(?P=ticks)(?!`))"
    r"|(?P<strays>`+)"
    r"|(?P<escape>\\[^<\w\s])"
    r"|(?P<url><https?://[\w.:/~%?=+,#-]+>)"
    r"|(?P<tag>\\?<)"
    r"|(?P<brace>\{)"
    rf"|(?P<link>\](?=\((?!{_TARGET}\))))|(?P<definition>\](?=:(?! *(?=\S){_TARGET} *\Z)))"
    r"|(?P<scheme>\b(?i:ftp|mailto|xmpp|javascript|vbscript|data):(?=\S))",
    re.ASCII,
)
_HARMLESS, _HARMLESS_IN_CELL = re.compile(r"[^<{\[\]]*"), re.compile(r"[^<{\[\]|]*")
_TABLE = re.compile(r"[ >]*(?=.*\|)(?=.*-)[|: -]+")
"""The line below a table's headings: without one, a bar within code parts no cells."""


def markdown_block(text: str, level: int = 3) -> str:
    """The text as Markdown without its outer blank lines; its highest heading gets this level.

    ValueError for a level that is none. The result ends in a line end unless it is empty.
    """
    if not 1 <= level <= 6:
        raise ValueError(f"{level} is not the level of a heading")
    lines = visible(text.expandtabs(4)).strip("\n").rstrip().split("\n")
    pieces = list(_pieces(lines, tabled=any(map(_TABLE.fullmatch, lines))))
    shift = level - min((rank for rank, _ in pieces if rank), default=level)
    out = "\n".join(_demoted(rank, piece, shift) for rank, piece in pieces)
    return out.strip("\n") + "\n" if out.strip() else ""


def _demoted(rank: int, piece: str, shift: int) -> str:
    if not rank:
        return piece
    before, _, rest = piece.partition("\0")
    return before + "#" * max(1, min(6, rank + shift)) + rest


def _pieces(lines: list[str], *, tabled: bool) -> Iterator[tuple[int, str]]:
    """Finished lines and blocks with the rank of the heading they are, 0 for none; `tabled` is
    whether there may be a table among them.

    The place of a heading's marks is held by U+0000, which no visible text has.
    """
    at, in_list = 0, False
    while at < len(lines):
        line = lines[at]
        if line[:1] not in ("", " "):
            in_list = bool(_LIST_ITEM.match(line))
        if fence := _fence(lines, at):
            end = fence[0]
            yield 0, fence[1]
        elif end := 0 if in_list else _indented_end(lines, at):
            yield 0, _hoisted("", lines[at:end])
        elif _is_title(lines, at):
            end = at + 2
            yield (1 if "=" in lines[at + 1] else 2), f"\0 {_inline(line.strip(), tabled)}"
        else:
            end = at + 1
            yield _line(line, tabled=tabled)
        at = end


def _fence(lines: list[str], start: int) -> tuple[int, str] | None:
    """The end of the fenced block that begins there, and how it is written."""
    opening = _FENCE.match(lines[start])
    if not opening:
        return None
    indent, mark = opening["indent"], opening["mark"]
    stripped = ((at, lines[at].strip()) for at in range(start + 1, len(lines)))
    closes = (at for at, line in stripped if len(line) >= len(mark) and not line.strip(mark[0]))
    last = next(closes, None)
    end, body = len(lines) if last is None else last + 1, lines[start + 1 : last]
    kept = indent and last is not None and lines[last].rstrip() == indent + mark
    if kept and _read_alike(indent, body):
        return end, "\n".join(lines[start:end])
    return end, _hoisted(opening["info"], body)


def _read_alike(indent: str, body: list[str]) -> bool:
    """Whether code inside a list item may stay there: harmless even where it is read as text."""
    return all(
        not line or (line.startswith(indent) and _line(line, tabled=True) == (0, line))
        for line in body
    )


def _indented_end(lines: list[str], start: int) -> int:
    """The end of a block indented by four, which only a blank line or the start can precede."""
    if not lines[start].startswith("    ") or (start and lines[start - 1].strip()):
        return 0
    end = start
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith("    ")):
        end += 1
    return end


def _hoisted(language: str, lines: list[str]) -> str:
    """Code as a fence in the first column: Python-Markdown knows no other."""
    filled = [line for line in lines if line.strip()]
    margin = min((len(line) - len(line.lstrip(" ")) for line in filled), default=0)
    body = "\n".join(line[margin:] for line in lines).rstrip()
    return "\n" + markdown_fence(language, body)


def _is_title(lines: list[str], at: int) -> bool:
    """Whether the next line underlines this one, and this one is a paragraph of its own."""
    if _NOT_PARAGRAPH.match(lines[at]) or at + 1 == len(lines):
        return False
    below = _UNDERLINE.fullmatch(lines[at + 1])
    alone = at == 0 or not lines[at - 1].strip()
    return alone and below is not None and not below["before"].strip()


def _line(line: str, *, tabled: bool) -> tuple[int, str]:
    if underline := _UNDERLINE.fullmatch(line):
        return 0, underline["before"] + _rule(underline["marks"])
    if heading := _HEADING.fullmatch(line):
        return len(heading["marks"]), f"{heading['before']}\0{_inline(heading['text'], tabled)}"
    shown = _HASH.sub(r"\1\\#", line, count=1) if _HASH.match(line) else line
    return 0, _inline(shown, tabled)


def _rule(marks: str) -> str:
    """A rule that cannot be taken for the underline of a heading."""
    if marks[0] == "=":
        return "&#61;" * len(marks)
    return "***" if len(marks) > 2 else "\\-" * len(marks)


def _inline(line: str, tabled: bool) -> str:
    return _INLINE.sub(partial(_disarmed, _HARMLESS_IN_CELL if tabled else _HARMLESS), line)


_DISARMED = {"tag": "&lt;", "brace": "\\{", "link": "]\\", "definition": "&#93;"}


def _disarmed(harmless: re.Pattern[str], found: re.Match[str]) -> str:
    text, sort = found[0], found.lastgroup or ""
    if sort == "code" and not harmless.fullmatch(found["inside"]):
        return markdown_code(found["inside"])
    if sort == "strays":
        return "\\`" * len(text)
    if sort == "scheme":
        return text[:-1] + "&#58;"
    return _DISARMED.get(sort, text)
