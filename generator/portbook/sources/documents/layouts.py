"""Turns layouts of plain text, whose lines mean nothing to Markdown, into its lists and tables."""

from __future__ import annotations

import re


def as_markdown(text: str) -> str:
    """The text with as many lines: boxes, rules and names above their ports become Markdown."""
    lines = text.split("\n")
    _bar(lines)
    _unframe(lines)
    _title(lines)
    _itemize(lines)
    _name_first(lines)
    return "\n".join(lines)


_FENCE = re.compile(r"\s*(?:```|~~~)")
_EDGE = re.compile(r"\s*[╔╚╠┌└├╭╰┏┗┣][═─━]{8,}[╗╝╣┐┘┤╮╯┓┛┫]\s*")
_FRAMED = re.compile(r"\s*[║│┃]([^║│┃]*)[║│┃]\s*")


def _unframe(lines: list[str]) -> None:
    """One box around a whole text: its lines without the frame."""
    told = [line for line in lines if line.strip()]
    if len(told) < 5 or not _EDGE.fullmatch(told[0]):
        return
    for at, line in enumerate(lines):
        if framed := _FRAMED.fullmatch(line):
            lines[at] = framed[1].strip()
        elif _EDGE.fullmatch(line):
            lines[at] = ""


_COMMENT = re.compile(r"\s*(?://+|;+)\s*([^\W\d_][\w -]{1,30}?)\s*:?\s*")


def _title(lines: list[str]) -> None:
    """`// local`, a comment right above lines with numbers: their title."""
    fenced = False
    for at, line in enumerate(lines[:-1]):
        fenced ^= _FENCE.match(line) is not None
        titled = None if fenced else _COMMENT.fullmatch(line)
        if titled and any(map(str.isdecimal, lines[at + 1])):
            lines[at] = f"{titled[1]}:"


_TITLE = re.compile(
    r"\s*\[?(?:[^\w\s#*>|\[\]`-]{1,3}\s+)?(?P<name>[^\W\d_#*>|\[\]][^\[\]|:=`]{0,38}[^\s\[\]|:=.;,!?`])\]?\s*"
)
_VALUE = r"(?:[a-z]+://\S+|(?:[\w.-]+:)?\d{2,5}(?::\d{2,5})?(?:/(?:tcp|udp))?)"
_FIELD = re.compile(rf"\s*(?:(?P<label>[^\W\d][\w ./-]{{0,20}}?)\s*[:=]\s*(?P<told>\S.*)|{_VALUE})")
_NUMBERED = re.compile(rf"\s*(?:[^\W\d][\w ./-]{{0,20}}?\s*[:=]\s*)?{_VALUE}\s*(?:[#(].*)?")


def _itemize(lines: list[str]) -> None:
    """A name with its ports or their properties on the lines below, group by group: as items."""
    groups = [group for group in _paragraphs(lines) if _is_titled(lines[slice(*group)])]
    if len(groups) < 2:
        return
    for start, end in groups:
        title = _TITLE.fullmatch(lines[start])
        name = title["name"] if title else ""
        fields = [_FIELD.fullmatch(line) for line in lines[start + 1 : end]]
        bare = not any(field and field["label"] for field in fields)
        lines[start] = "" if bare else f"- {name}"
        for at in range(start + 1, end):
            lines[at] = f"- {name}: {lines[at].strip()}" if bare else f"  - {lines[at].strip()}"


def _is_titled(lines: list[str]) -> bool:
    return (
        len(lines) > 1
        and _TITLE.fullmatch(lines[0]) is not None
        and len(lines[0].split()) < 6
        and all(map(_FIELD.fullmatch, lines[1:]))
        and any(map(_NUMBERED.fullmatch, lines[1:]))
    )


def _paragraphs(lines: list[str]) -> list[tuple[int, int]]:
    """Where runs of lines between empty ones start and end, outside of blocks."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    fenced = False
    for at, line in enumerate([*lines, ""]):
        fence = _FENCE.match(line) is not None
        fenced ^= fence
        inside = bool(line.strip()) and not fence and not fenced
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            found.append((start, at))
            start = None
    return found


_BOUND = re.compile(
    r"(?P<port>\d{1,5})(?:/(?:tcp|udp))?\s+"
    r"(?P<binds>(?:(?:\*|::1?|(?:\d{1,3}\.){3}\d{1,3}|(?:eth|en|wl|lo|br|wg|tun|docker|tailscale)\w*)\s+)+)"
    r"(?P<name>[^\W\d][^(;—>]{0,60}?)(?P<rest>\s*(?:[(;—]|->).*)?"
)


def _name_first(lines: list[str]) -> None:
    """`53 0.0.0.0 :: Technitium DNS`: a port, the addresses that it is bound to, and its name."""
    bound = [
        (at, told) for at, line in enumerate(lines) if (told := _BOUND.fullmatch(line.strip()))
    ]
    if len(bound) < 3:
        return
    for at, told in bound:
        address = told["binds"].split()[0]
        own = f"{address}:" if address.count(".") == 3 and address != "0.0.0.0" else ""
        remark = told["rest"] or ""
        lines[at] = f"- {told['name']}: {own}{told['port']}{remark if '->' not in remark else ''}"


_ROW = re.compile(r"\s*[^|\s][^|]*(?:\|[^|]*){2,}")
_RULE = re.compile(r"\s*[-=+]{10,}\s*")


def _bar(lines: list[str]) -> None:
    """Tables between rules, `Name | Port | Port`, with the bars of Markdown."""
    if not any(map(_RULE.fullmatch, lines)):
        return
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (_ROW.fullmatch(lines[end]) or _RULE.fullmatch(lines[end])):
            end += 1
        lines[at:end] = _barred(lines[at:end])
        at = end + 1


def _barred(run: list[str]) -> list[str]:
    """A run of rows and rules as a table, if it is one."""
    rows = [at for at, line in enumerate(run) if not _RULE.fullmatch(line)]
    widths = {run[at].count("|") for at in rows}
    if len(rows) < 3 or len(widths) > 1 or rows[0] + 1 in rows:
        return run
    bars = "|" * (widths.pop() + 2)
    parted = "---".join(bars)
    table = [f"|{line}|" if at in rows else bars for at, line in enumerate(run)]
    return [*[""] * rows[0], table[rows[0]], parted, *table[rows[0] + 2 :]]
