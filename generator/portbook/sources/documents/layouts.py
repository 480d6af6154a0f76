"""Turns layouts of plain text, whose lines mean nothing to Markdown, into its lists and tables."""

from __future__ import annotations

import re

from portbook.sources.documents.amounts import is_year
from portbook.sources.documents.groups import FENCE, entitle, itemize, outside_blocks, paragraphs
from portbook.sources.documents.markups import headings_as_markdown, tables_as_markdown
from portbook.sources.documents.notes import head, lead
from portbook.sources.documents.plain_tables import columns_in
from portbook.sources.documents.text import about, about_any, alternatives


def as_markdown(text: str) -> str:
    """The text with as many lines: boxes, rules and names above their ports become Markdown."""
    lines = _DOTS.sub(r" \g<0> ", text.replace("http(s)://", "http://")).split("\n")
    _column(lines)
    lead(lines)
    head(lines)
    _uncomment(lines)
    headings_as_markdown(lines)
    tables_as_markdown(lines)
    _quote(lines)
    _tab(lines)
    _bar(lines)
    _ruled(lines)
    _unframe(lines)
    _lead(lines)
    _hyphen(lines)
    _define(lines)
    _hang(lines)
    entitle(lines)
    itemize(lines)
    _name_first(lines)
    return "\n".join(lines)


_DOTS = re.compile(r"(?<=[^\s.])\.{4,}(?=:?\d)")
"""`Web.......3000`"""
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


_LEADER = re.compile(
    r"\s*(?:\d{1,3}(?:-[A-Z])?[-:.)]\s*)?([^\W\d][\w.-]*?)(?:\.(?:sh|md|ya?ml|py|ps1))?"
    r"\s+[-=.]{2,}>\s+((?:[A-Za-z]{3,5} )?\d{2,5}\b)?(.*)"
)
"""`01-openssh.sh -----> TCP 22 (sshd)`"""


def _lead(lines: list[str]) -> None:
    """Names led to their ports by long arrows: columns, below a header of theirs or in a gap."""
    for run in paragraphs(lines):
        led = [(at, each) for at in run if (each := _LEADER.fullmatch(lines[at]))]
        first, header = run[0], lines[run[0]][:500].strip()
        whole = len(led) == len(run) and all(each[2] for _, each in led)
        own = 2 < len(led) == len(run) - 1 and "  " in header and about("port", header)
        if len(led) < 3 or not (own or whole):
            continue
        gap = whole and first > 1 and not lines[first - 1] and lines[first - 2][:1] in ("", "#")
        lines[first - 1] += "Service  Port" if gap else ""
        for at, each in led:
            rest = " ".join(f"{each[2] or ''}{each[3]}".split())
            lines[at] = f"{each[1]}{'  ' if own or gap else ': '}{rest}"


_HYPHENED = re.compile(r"\s*(?:[-*+]\s+)?([A-Z][\w.]*[a-z])-(\d{4,5})\s*")


def _hyphen(lines: list[str]) -> None:
    """`Ocelot-5000`, line by line: names and their ports, where no two are alike."""
    for run in paragraphs(lines):
        told = [each for at in run if (each := _HYPHENED.fullmatch(lines[at]))]
        names, ports = {each[1] for each in told}, {int(each[2]) for each in told}
        alike = min(len(names), len(ports)) < len(run) or all(map(is_year, ports))
        for at in run if len(run) > 2 and not alike else ():
            lines[at] = " ".join(lines[at].rsplit("-", 1))


_TERM = re.compile(r"(?P<term>[*_`]*[^\W\d_][^|]{0,60}?)[:：]?\s*")
_DEFINED = re.compile(r" {0,3}:\s+(?P<told>\S.*)")
_PLACE = re.compile(
    rf"[<`*]*(?:[a-z]+://|localhost|{alternatives('port')}|:?\d{{2,5}}\b)", re.IGNORECASE
)


def _define(lines: list[str]) -> None:
    """A list of definitions: its terms are items, with what is told of each behind or below it."""
    term = -1
    below: dict[int, list[tuple[int, str]]] = {}
    for at in outside_blocks(lines):
        if told := _DEFINED.fullmatch(lines[at]):
            below.setdefault(term, []).append((at, told["told"]))
        elif lines[at].strip():
            term = at if _TERM.fullmatch(lines[at]) else -1
    below.pop(-1, None)
    for at, defined in below.items():
        name = _TERM.sub(r"\g<term>", lines[at], count=1)
        alone = len(defined) == 1 and _PLACE.match(defined[0][1])
        lines[at] = "" if alone else f"- {name}"
        for line, text in defined:
            lines[line] = f"- {name}: {text}" if alone else f"  - {text}"


_MARKED = re.compile(r"(?P<mark>`{1,2}|\*\*)(?P<term>[^\W\d][^`*|]{0,60})(?P=mark)[:：]?\s*")
_INDENTED = re.compile(r"\s{2,}(?P<told>\S.*)")


def _hang(lines: list[str]) -> None:
    """Terms in code or bold with what is told of them indented below, as reStructuredText has."""
    for run in paragraphs(lines):
        term = _MARKED.fullmatch(lines[run[0]])
        below = [told for at in run[1:] if (told := _INDENTED.fullmatch(lines[at]))]
        if term and len(below) == len(run) - 1 > 0 and below[0]["told"][0].isalpha():
            lines[run[0]] = ""
            lines[run[1]] = f"- {term['term']}: {below[0]['told']}"


_COMMENT = re.compile(r"^\s*(?:#+|;+|//+)\s*")
_ENTRIES = (
    re.compile(r"\s*(?P<port>\d{2,5})(?:/\w+)?(?!\w|\s?[-–+]\s?\d)[\s:=,–-]"),
    re.compile(r"\s*[a-z][\w.-]*(?:\s*=\s*|:\s+|\s{2,})(?P<port>\d{2,5})\b"),
)
"""`3006 - name`, `name=3006`, `name   3006`"""
_ROUND = 100
"""What a comment begins a block with: `# 4000 Backends`."""


def _uncomment(lines: list[str]) -> None:
    """`# 3006 - gone` behind a line that begins so, too: a comment, which is no heading."""
    comments = {
        at: text for at, line in enumerate(lines) if (text := _COMMENT.sub("", line)) != line
    }
    for entry in _ENTRIES:
        if not any(map(entry.match, comments.values())):
            continue
        listed = False
        for at, line in enumerate(lines):
            told = entry.match(comments.get(at, line))
            if not (listed and told and at in comments):
                listed = told is not None and at not in comments
                continue
            begins = int(told["port"]) % _ROUND == 0 and not about_any(("retired", "old"), line)
            if begins or about("range", line):
                listed = False
            else:
                lines[at] = ""


_BIND = r"(?:\*|::1?|(?:\d{1,3}\.){3}\d{1,3}|(?:eth|en|wl|lo|br|wg|tun|docker|tailscale)\w*)"
_BOUND = re.compile(
    rf"(?P<port>\d{{1,5}}(?:/(?:tcp|udp|sctp))?)\s+(?P<bind>{_BIND})\s+(?:{_BIND}\s+)*"
    r"(?P<name>[^\W\d][^(;—>→]{0,60}?(?: - [^\W\d][\w ]*(?![^\s(;—]))?)"
    r"(?P<rest>\s*\([^();\d]*\))?(?:\s*(?:[(;—→]|->|\s-\s).*)?"
)


def _name_first(lines: list[str]) -> None:
    """`53 0.0.0.0 :: Technitium DNS`: a port, the addresses that it is bound to, and its name."""
    read = ((at, _BOUND.fullmatch(line.strip())) for at, line in enumerate(lines))
    bound = [(at, told) for at, told in read if told]
    for at, told in bound if len(bound) > 2 else ():
        bind = told["bind"]
        own = f"[{bind}]:" if ":" in bind else f"{bind}:" if bind.count(".") == 3 else ""
        lines[at] = f"- {told['name']}: {own}{told['port']}{told['rest'] or ''}"


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


_BARS = re.compile(r"\|(?:\s*:?-+:?\s*\|)+\s*")


def _quote(lines: list[str]) -> None:
    """A remark right above a table is no quotation that the table goes on."""
    for at in range(len(lines) - 2):
        if lines[at][:1] == ">" and lines[at + 1][:1] == "|" and _BARS.fullmatch(lines[at + 2]):
            lines[at] = lines[at].lstrip("> ")


def _tab(lines: list[str]) -> None:
    """What was copied from a spreadsheet, or has bars: as many tabs a line, below a header of
    ports."""
    for run in paragraphs(lines):
        head = lines[run[0]]
        sign = "\t" if "\t" in head else " | "
        wide = head.count(sign)
        alike = [at for at in run if lines[at].count(sign) == wide]
        barred = any(lines[at].lstrip().startswith("|") for at in run)
        headed = about("port", head) and not (_DIGIT(head) or barred)
        if wide > 1 and len(alike) == len(run) > 1 and headed:
            for at in run:
                lines[at] = (
                    f"|{'|'.join(each.replace('|', '/') for each in lines[at].split(sign))}|"
                )


_DIGIT = re.compile(r"\d").search
_DASHES = re.compile(r"\s*[-=]{2,}(?:\s+[-=]{2,})+\s*")
_ENDS = re.compile(rf"{FENCE.pattern}|{_DASHES.pattern}$")
_LEADS = re.compile(r"\s*(?:-{1,2}>|→)\s*$|^\s*(?:-{1,2}>|→)\s*")


def _under(rule: str, row: str) -> tuple[str, ...]:
    """What stands below each dash of a rule, without arrows; empty where a word crosses one."""
    begins = [dash.start() for dash in re.finditer(r"\S+", rule)]
    if any(row[begin - 1 : begin].strip() for begin in begins[1:]):
        return ()
    spans = zip([0, *begins[1:]], [*begins[1:], None], strict=True)
    return tuple(_LEADS.sub("", row[b:e]).strip() for b, e in spans)


def _column(lines: list[str]) -> None:
    """Columns below a header that speaks of ports and a rule of dashes for each: as a table."""
    for at, line in enumerate(lines[1:], 1):
        if not _DASHES.fullmatch(line[:500]) or not about("port", lines[at - 1][:500]):
            continue
        end = at + 1
        while end < len(lines) and lines[end].strip() and not _ENDS.match(lines[end][:500]):
            end += 1
        run = [(at, lines[at - 1]), *enumerate(lines[at + 1 : end])]
        told = [_under(line, row) for _, row in run]
        if not all(told):
            told = [row.cells for row in columns_in(run)]
        head, *rows = told or [()]
        barred = any("|" in row for _, row in run)
        if barred or len(head) != len(line.split()) or all(about("port", cell) for cell in head):
            continue  # Of ports alone: where intervals begin and end.
        indent = line[: len(line) - len(line.lstrip())]
        table = (head, ["---"] * len(head), *rows)
        lines[at - 1 : end] = [f"{indent}| {' | '.join(row)} |" for row in table]


_ALONE = re.compile(r"\s*-{5,}\s*")


def _ruled(lines: list[str]) -> None:
    """A header parted by blanks above one rule, and what ends its rows: no heading, as that would
    be in Markdown."""
    headed = False
    for at in range(1, len(lines)):
        header = lines[at - 1][:500].strip()
        headed = headed and bool(header)
        if _ALONE.fullmatch(lines[at]):
            headed = headed or ("  " in header and about("port", header))
            lines[at] = lines[at].replace("-", "─") if headed else lines[at]
