"""Turns what people type into plain notes into Markdown: dotted lines, and machines above lines."""

from __future__ import annotations

import re

from portbook.sources.documents.amounts import is_year
from portbook.sources.documents.groups import outside_blocks, paragraphs
from portbook.sources.documents.scope import IP
from portbook.sources.documents.text import (
    COMPUTER,
    about,
    about_any,
    alternatives,
    outside_brackets,
)
from portbook.sources.documents.tokens import mentions_port

_NUMBER = (
    rf"(?:{alternatives('port')}\s?[:.]?\s?)?(?:[a-z]+://|[\w.-]+:)?"
    r"(?P<number>\d{2,5})(?:番|번|号|號)?(?![\w.])"
)
_DOTTED = re.compile(
    r"(?P<mark>\s*[-*+•]\s+|)\s*(?P<name>[^\W_][^|]{0,60}?)(?:\s*(?:\.\s?){3,}|\s+\.\.\s|\s*…+)[:\s]*"
    rf"(?P<told>{_NUMBER}.*)",
    re.IGNORECASE,
)
_APART = re.compile(
    r"(?P<mark>)\s*(?P<name>[^\W_](?:[^|\s]| (?! )){0,60})\s{2,}"
    rf"(?P<told>{_NUMBER}(?:/\w+)?(?!.*(?::/|:\d))"
    r"(?:\s*[(（][^()（）]*[)）]|\s{2,}[^\d\s](?:\S| (?! )|\s+--)*|))\s*",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?<=\S)(?:\s{2,}|\s+-{2}\s+)(?=[^(（])(?!\d+(?!\d| [^\W\d]))(?!(?:tcp|udp)\b)", re.IGNORECASE
)
"""What parts a number from what is said of it: a gap, for nothing else stands behind it."""
_FEW = 2
_PAGES = 1000
"""Below it, numbers that grow are those of pages."""


def lead(lines: list[str]) -> None:
    """`Board ..... 6006   for all` as an item, with a remark in brackets."""
    read = ((at, _DOTTED.fullmatch(lines[at][:500])) for at in outside_blocks(lines))
    told = {at: each for at, each in read if each}
    numbers = [int(each["number"]) for each in told.values()]
    pages = numbers == sorted(numbers) and max(numbers, default=0) < _PAGES
    told = told if len(told) >= _FEW and not pages else {}
    for run in paragraphs(lines):
        apart = {at: each for at in run if (each := _APART.fullmatch(lines[at]))}
        others = [at for at in run[1:] if at not in apart and any(map(str.isdigit, lines[at]))]
        header = "  " in lines[run[0]].strip() and about("port", lines[run[0]])
        dated = all(is_year(int(each["number"])) for each in apart.values())
        told |= apart if len(apart) >= _FEW and not (others or header or dated) else {}
    for at, each in told.items():
        number, *remarks = _REMARK.split(each["told"], maxsplit=1)
        said = " ".join(re.sub(r"[()（）]", ",", "".join(remarks)).split())
        remark = f" ({said})" if said else ""
        lines[at] = f"{each['mark'] or '- '}{each['name']}: {' '.join(number.split())}{remark}"


_HEADING = re.compile(r"#{1,6} ")
_MARKED = re.compile(r"[●■◆▼◎◇□▲★§▶] ?[^\W\d]")
_TITLE = re.compile(r"(?:[A-Z][.)]\s+)?[^\W\d_][^|:：=]{1,100}[^\s|:：=.;,]")
_DEEPER = re.compile(r"\s+\S|[-*+•]\s")


def head(lines: list[str]) -> None:
    """Lines of machines, `oak  (Debian 12, 10.1.1.2)`, or with a mark, `■ Ports`, each above
    indented lines: as headings."""
    if any(map(_HEADING.match, lines)):
        return
    titles = []
    for run in paragraphs(lines):
        first, *below = run
        following = [lines[at] for at in below] or lines[first + 2 : first + 3]
        if following and all(map(_DEEPER.match, following)) and _is_title(lines[first]):
            titles.append(first)
    for at in titles if len(titles) >= _FEW else ():
        lines[at] = f"### {lines[at]}"


def _is_title(line: str) -> bool:
    """Whether a line is marked, or a title with an address, or a word for a computer."""
    text = IP.sub("", outside_brackets(line[:200]))
    if _MARKED.match(line):
        return not mentions_port(text)
    machine = IP.search(line) or about_any(COMPUTER, line[:100])
    return bool(machine and _TITLE.fullmatch(line.rstrip()) and not mentions_port(text))
