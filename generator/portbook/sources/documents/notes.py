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
    r"(?P<mark>\s*[-*+•]\s+|)\s*(?!\S*:\d)(?P<name>[^\W_](?:[^|\s]| (?! )){0,60})\s{2,}"
    rf"(?P<told>{_NUMBER}(?:/\w+| (?:tcp|udp)(?:[/+](?:tcp|udp))?)?(?!.*(?::/|:\d))"
    r"(?:\s*[(（][^()（）]*[)）]|\s{2,}[^\d\s](?:\S| (?! )|\s+--)*|))\s*",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?P<mark>)\s+(?P<name>[^\W\d](?:[^\s|,:：]| (?! |--)){0,40}) (?P<told>(?P<number>\d{2,5})"
    r"(?:/\w+)?(?:(?:,|\s+--)\s+[^\W\d].{0,80}|,\s?\d{2,5}|\s\([^()]*\)|))\s*"
)
"""`cache 6379, only inside`, in a list of such lines."""
_FIRST = re.compile(
    r"\s*(?P<port>\d{2,5}(?:/\w+)?)\s{2,}(?:(?P<sign>[\"“„«「])?"
    r"(?P<name>[^\W\d_](?:[^\s,|\"”“»」]| (?! |--))*)(?(sign)[\"”“»」])"
    r"(?:,\s|\s+-{2}\s+)(?P<said>\S.*)|(?P<alone>\S.*))"
)
"""`6379  cache -- shared by all`"""
_CALLED = re.compile(
    r"\s*(?P<port>[a-z]+://[^\s/:]+:\d{2,5}(?:/\S*)?)\s{2,}(?P<name>[^\W\d_](?:\S| (?! )){0,60})"
    r"(?:\s{2,}(?P<said>\S.*))?"
)
"""`http://localhost:9001/v1   planner   slow`"""
_REMARK = re.compile(
    r"(?<=\S)(?:\s{2,}|\s+-{2}\s+|,\s+(?=[^\W\d]\D*$))"
    r"(?=[^(（])(?!\d+(?!\d| [^\W\d]))(?!(?:tcp|udp)\b)",
    re.IGNORECASE,
)
"""What parts a number from what is said of it: a gap, for nothing else stands behind it."""
_FEW = 2
_PAGES = 1000
"""Below it, numbers that grow are those of pages."""
_Led = dict[int, re.Match[str]]


def lead_addresses(lines: list[str]) -> None:
    """`http://localhost:9001/v1   planner   slow` as an item, with a remark in brackets."""
    for run in paragraphs(lines):
        called = {at: each for at in run if (each := _CALLED.fullmatch(lines[at][:500]))}
        for at, each in called.items() if len(called) >= _FEW else ():
            said = f" ({_plain(each['said'])})" if each["said"] else ""
            lines[at] = f"- {each['name']}: {each['port']}{said}"


def lead(lines: list[str]) -> None:
    """`Board ..... 6006   for all` as an item, with a remark in brackets."""
    told = _dotted(lines)
    lead_addresses(lines)
    for run in paragraphs(lines):
        told |= _apart(lines, run) | _listed(lines, run)
        numbered = {at: each for at in run if (each := _FIRST.fullmatch(lines[at]))}
        remarked = any(each["name"] for each in numbered.values())
        gaps = {len(_GAP.findall(each["alone"] or "")) for each in numbered.values()}
        # Columns of which not all are filled.
        remarked |= len(gaps) > 1 and all(
            each["name"] or _WORDED.match(each["alone"]) for each in numbered.values()
        )
        for at, each in numbered.items() if remarked and len(numbered) >= _FEW else ():
            name, *said = [each["name"], each["said"]] if each["name"] else _told(each["alone"])
            remark = f" ({_plain(said[0])})" if said and said[0] else ""
            lines[at] = f"- {each['port']}: {name}{remark}"
    for at, each in told.items():
        number, *remarks = _REMARK.split(each["told"], maxsplit=1)
        remark = f" ({_plain(remarks[0])})" if remarks else ""
        name, *others = _DOTS.split(each["name"])
        name = f"{name} ({_plain(' '.join(others))})" if others else name
        lines[at] = f"{each['mark'] or '- '}{name}: {' '.join(number.split())}{remark}"


_GAP = re.compile(r"\s{2,}")
_WORDED = re.compile(r"[(\[]?[^\W_]")


def _told(text: str) -> list[str]:
    """What stands before the first gap, and what behind it."""
    return _GAP.split(text.strip(), maxsplit=1)


def _dotted(lines: list[str]) -> _Led:
    """Lines with dots, unless all their numbers are those of pages."""
    read = ((at, _DOTTED.fullmatch(lines[at][:500])) for at in outside_blocks(lines))
    told = {at: each for at, each in read if each}
    numbers = [int(each["number"]) for each in told.values()]
    pages = numbers == sorted(numbers) and max(numbers, default=0) < _PAGES
    return told if len(told) >= _FEW and not pages else {}


def _apart(lines: list[str], run: list[int]) -> _Led:
    """The lines of a paragraph with gaps instead of dots, below no header of columns."""
    told = {at: each for at in run if (each := _APART.fullmatch(lines[at]))}
    others = any(at not in told and any(map(str.isdigit, lines[at])) for at in run[1:])
    header = "  " in lines[run[0]].strip() and about("port", lines[run[0]])
    return told if len(told) >= _FEW and not (others or header or _dates(told)) else {}


def _listed(lines: list[str], run: list[int]) -> _Led:
    """The lines below the first one of a paragraph, where each is indented, a name and a port."""
    told = {at: each for at in run[1:] if (each := _SAID.fullmatch(lines[at]))}
    return told if _FEW <= len(told) == len(run) - 1 and not _dates(told) else {}


def _dates(told: _Led) -> bool:
    return all(is_year(int(each["number"])) for each in told.values())


_DOTS = re.compile(r"\s*\.{4,}\s*")


def _plain(remark: str) -> str:
    """A remark as it may stand in brackets."""
    return " ".join(re.sub(r"[()（）]", ",", remark).split())


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
