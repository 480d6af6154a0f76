"""Turns layouts of plain text, whose lines mean nothing to Markdown, into its lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from portbook.sources.documents.amounts import is_year
from portbook.sources.documents.blocks import columns_in
from portbook.sources.documents.labels import PROTOCOL, key_of
from portbook.sources.documents.markups import tables_as_markdown
from portbook.sources.documents.scope import names_a_program
from portbook.sources.documents.text import about, alternatives
from portbook.sources.documents.tokens import mentions_port


def as_markdown(text: str) -> str:
    """The text with as many lines: boxes, rules and names above their ports become Markdown."""
    lines = text.split("\n")
    tables_as_markdown(lines)
    _bar(lines)
    _column(lines)
    _unframe(lines)
    _branch(lines)
    _lead(lines)
    _hyphen(lines)
    _entitle(lines)
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


_TWIG = re.compile(r"\s*(?:\|[-_]{1,2}|[├└]─*)\s*(?P<leaf>[^\W\d][^|]*\d[^|]*)")


def _branch(lines: list[str]) -> None:
    """`|-Product -> 5011`, a tree without a frame: items."""
    read = [(at, _TWIG.fullmatch(lines[at])) for at in _outside_blocks(lines)]
    twigs = [(at, twig) for at, twig in read if twig]
    for at, twig in twigs if len(twigs) > 1 else ():
        lines[at] = f"- {twig['leaf']}"


_LEADER = re.compile(
    r"\s*(?:\d{1,3}(?:-[A-Z])?[-:.)]\s*)?([^\W\d][\w.-]*?)(?:\.(?:sh|md|ya?ml|py|ps1))?"
    r"\s+[-=.]{2,}>\s+((?:[A-Za-z]{3,5} )?\d{2,5}\b)?(.*)"
)
"""`01-openssh.sh -----> TCP 22 (sshd)`"""


def _lead(lines: list[str]) -> None:
    """Names led to their ports by long arrows: columns, below a header of theirs or in a gap."""
    for run in _paragraphs(lines):
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
    for run in _paragraphs(lines):
        told = [each for at in run if (each := _HYPHENED.fullmatch(lines[at]))]
        names, ports = {each[1] for each in told}, {int(each[2]) for each in told}
        alike = min(len(names), len(ports)) < len(run) or all(map(is_year, ports))
        for at in run if len(run) > 2 and not alike else ():
            lines[at] = " ".join(lines[at].rsplit("-", 1))


_TITLE = re.compile(
    r"\s*(?://+|;+|={2,}(?=.*={2,}\s*$))?\s*\[?(?:[^\w\s#*>|\[\]`-]{1,3}\s+)?"
    r"(?P<name>[^\W\d_#*>|\[\]][^\[\]|:：=`]{0,38}[^\s\[\]|:：=.;,!?`])\]?\s*(?:[:：]|[-=]>|={2,})?\s*"
)
"""`Pi-Hole`, `[web]`, a name behind a picture: no sentence, and nothing that Markdown knows."""
_VALUE = (
    r"(?:[a-z]+://\S+|(?:[\w.-]+:)?\d{2,5}(?:(?:[:/]|\s*(?:[-=]>|→)\s*)\d{2,5})*"
    r"(?:/(?:tcp|udp|sctp))?)"
)
_LABEL = r"(?!localhost)[^\W\d][\w ./-]{0,40}?"
_FIELD = re.compile(
    rf"(?P<label>(?:{_LABEL}(?:\s*(?:[:：=]|[-=]>|→)\s*|\s)){{1,2}})?[\"']?(?P<value>{_VALUE})[\"']?\s*(?:[#(].*)?"
    rf"|(?P<key>{_LABEL}\s*[:：=]\s*)\S.*|\S{{1,40}} ?/ ?\S{{1,40}}"
)
"""`http 8081`, `user: admin`, `admin / secret`"""
_MARKER = re.compile(r"(\s*)((?:[*+•–—]|-{1,2}>?|→)\s+)?")
_COMMENT = ("//", ";")
_LABELLED = re.compile(
    rf"\s*(?:{alternatives('service')}|{alternatives('container')})\s*[:：]\s*(?P<name>[^\W\d][^:：()（）]{{0,38}}?)\s*(?:[(（][^()（）]*[)）])?\s*",
    re.IGNORECASE,
)
"""`service: mysql (container: shop-mysql)`, a name that says so itself."""
_WORDS = 6
"""More than a name has."""
_PAIR = 2
_PORT = re.compile(r"\s*(?:[Pp]ort\s+)?(?!(?:19|20)\d\d\b)\d{2,5}\s*:?\s*")
_LISTED = re.compile(r"\s\d{4,5}$")
"""`web 3000`"""


def _titles(text: str, label: str = "") -> bool:
    """Whether a line is a name, or one that is labelled so, with a label where one is given."""
    if _LABELLED.fullmatch(text):
        return text.startswith(label)
    titled = _TITLE.fullmatch(text) is not None and not _LISTED.search(text)
    return len(text.split()) < _WORDS and titled


@dataclass(frozen=True, slots=True)
class _Told:
    """A line without its mark, and how deep it stands in its group, from 1 on.

    What `opens` has deeper lines right below it.
    """

    at: int
    depth: int
    text: str
    marked: bool
    opens: bool

    def has(self, *parts: str) -> bool:
        """Whether it is a field, with any of these parts where some are asked for."""
        field = None if self.opens else _FIELD.fullmatch(self.text)
        return field is not None and (not parts or any(map(field.group, parts)))


def _itemize(lines: list[str]) -> None:
    """A name with its ports or their properties on the lines below, group by group: as items."""
    read = (group for run in _paragraphs(lines) for group in _groups(lines, run))
    groups = [group for group in read if _gives_ports(group)]
    names = [each.text for group in groups for each in group if each.opens]
    alone = "".join(names)
    several = len(names) > 1 or alone.startswith(_COMMENT) or _LABELLED.fullmatch(alone)
    for first, *fields in groups if several else ():
        bare = not any(field.opens or field.has("label", "key") for field in fields)
        bare |= fields[0].at < first.at
        title = None if first.marked else _TITLE.fullmatch(first.text)
        title = _LABELLED.fullmatch(first.text) or title
        name = title["name"] if title else first.text
        lines[first.at] = "" if bare else f"- {name}"
        for field in fields:
            indent = "  " * (field.depth - 1)
            lines[field.at] = f"- {name}: {field.text}" if bare else f"{indent}- {field.text}"


_KEYED = re.compile(r"\s*(?P<key>[^\W\d][\w .-]{1,40}?)\s*[:：=]\s+(?P<value>\S.*)")
_HASHED = re.compile(r"#{1,6}\s+(?P<name>[^\W\d].{0,40})")


def _entitle(lines: list[str]) -> None:
    """`Service: web` over `Port: 3000`, paragraph by paragraph: a name above its properties.

    So are `Web: the front` over it, where no two paragraphs begin alike, and `# web` over `3000`.
    """
    entitled = [each for run in _paragraphs(lines) if (each := _entitled(lines, run))]
    names = [name for _, name, _ in entitled]
    labels = [key for _, _, key in entitled if key]
    several = len(names) > 1 and len(set(labels)) == len(labels)
    for run, name, _ in entitled if several else ():
        lines[run[0]] = f"- {name}"
        for at in run[1:]:
            lines[at] = f"  - {lines[at].strip()}"


def _entitled(lines: list[str], run: list[int]) -> tuple[list[int], str, str] | None:
    """A paragraph of a name and its properties, that name, and where it is a label this."""
    hashed = _HASHED.fullmatch(lines[run[0]])
    if hashed and len(run) == _PAIR and _PORT.fullmatch(lines[run[1]]):
        return run, hashed["name"], ""
    told = [each for at in run if (each := _KEYED.fullmatch(lines[at]))]
    if len(run) < _PAIR or len(told) < len(run):
        return None
    keys = [(each["key"], each["value"]) for each in told]
    (key, name), *others = keys
    ported = any(key_of(key) == "port" and _PORT.match(value) for key, value in others)
    if not ported or any(map(str.isdigit, name[:1])) or mentions_port(name):
        return None
    return (run, key, key) if key_of(key) is None and len(key.split()) < 4 else None


def _groups(lines: list[str], run: list[int]) -> Iterator[list[_Told]]:
    """Lines of a paragraph each with those that stand deeper, or all with the first."""
    led = len(run) == _PAIR and _PORT.fullmatch(lines[run[0]]) is not None
    if led:
        run.reverse()  # `8080` above `Gateway`
    marks = [_MARKER.match(lines[at].expandtabs(4)) for at in run]
    indents = [2 * len(mark[1]) + bool(mark[2]) for mark in marks if mark]
    indents = [-1 if lines[at].startswith("[") else n for at, n in zip(run, indents, strict=True)]
    if led:
        indents = [-1, 0]
    elif len(set(indents)) == 1 and _titles(lines[run[0]]):
        label = re.split("[:：]", lines[run[0]])[0]
        indents = [-1 if _titles(lines[at], label) else 0 for at in run]
    group: list[_Told] = []
    above: list[int] = []
    for at, indent, below in zip(run, indents, [*indents[1:], -1], strict=True):
        while above and above[-1] >= indent:
            above.pop()
        if group and not above:
            yield group
            group = []
        above.append(indent)
        text = _MARKER.sub("", lines[at], count=1).strip()
        text = text.rstrip(":") if led and group else text
        group.append(_Told(at, len(above), text, indent % 2 > 0 <= indent, below > indent))
    yield group


def _gives_ports(group: list[_Told]) -> bool:
    """Whether a group is a name, or names below it, and what gives their ports.

    What a list tells below a line is its items' but for lines that only have a protocol, or a
    port below a name that introduces nothing.
    """
    told = [each for each in group if not each.opens]
    valued = [each for each in told if each.has("value")]
    first = group[0]
    listed = (
        first.marked or _LABELLED.fullmatch(first.text) or not any(each.marked for each in told)
    )
    one = len(valued) == 1 and _ONE.fullmatch(valued[0].text) is not None
    one = one and names_a_program(first.text)
    return (
        len(told) < len(group)
        and all(_titles(each.text) for each in group if each.opens)
        and all(each.has() or (one and not any(map(str.isdigit, each.text))) for each in told)
        and bool(valued)
        and bool(
            listed or one or all(_PROTOCOL.match(each.text) for each in told) or _has_port(group)
        )
    )


def _has_port(group: list[_Told]) -> bool:
    """`- Port: 8081` right below `Order Service`."""
    introduces = group[0].text.endswith((":", "：", ">"))
    told = (each for each in group[1:] if each.opens or each.has("value"))
    return not introduces and any(about("port", each.text) for each in told)


_PROTOCOL = re.compile(rf"(?:{PROTOCOL.pattern})\b", re.IGNORECASE)
_ONE = re.compile(
    rf"(?:(?:(?:the )?{alternatives('port')}|{PROTOCOL.pattern})\s*[:：=]?\s*)?{_VALUE}",
    re.IGNORECASE,
)
"""`port 3000`, `3000/tcp`, and nothing else"""


_UNDERLINE = re.compile(r"\s*(?:-{3,}|={3,})\s*")


_LONG = 500
"""Characters of a line that is no name, nor a field."""


def _paragraphs(lines: list[str]) -> Iterator[list[int]]:
    """Runs of lines between empty ones and rules, outside of blocks."""
    told = (at for at in _outside_blocks(lines) if len(lines[at]) < _LONG and lines[at].strip())
    filled = (at for at in told if not _UNDERLINE.fullmatch(lines[at]))
    for _, run in groupby(enumerate(filled), key=lambda each: each[1] - each[0]):
        yield [at for _, at in run]


def _outside_blocks(lines: list[str]) -> Iterator[int]:
    """The lines that stand in no fenced block."""
    fenced = False
    for at, line in enumerate(lines):
        fence = _FENCE.match(line) is not None
        fenced ^= fence
        if not (fence or fenced):
            yield at


_BIND = r"(?:\*|::1?|(?:\d{1,3}\.){3}\d{1,3}|(?:eth|en|wl|lo|br|wg|tun|docker|tailscale)\w*)"
_BOUND = re.compile(
    rf"(?P<port>\d{{1,5}}(?:/(?:tcp|udp|sctp))?)\s+(?P<bind>{_BIND})\s+(?:{_BIND}\s+)*"
    r"(?P<name>[^\W\d][^(;—>]{0,60}?)(?P<rest>\s*(?:[(;—]|->).*)?"
)


def _name_first(lines: list[str]) -> None:
    """`53 0.0.0.0 :: Technitium DNS`: a port, the addresses that it is bound to, and its name."""
    read = ((at, _BOUND.fullmatch(line.strip())) for at, line in enumerate(lines))
    bound = [(at, told) for at, told in read if told]
    for at, told in bound if len(bound) > 2 else ():
        bind = told["bind"]
        own = f"[{bind}]:" if ":" in bind else f"{bind}:" if bind.count(".") == 3 else ""
        rest = told["rest"] or ""
        lines[at] = f"- {told['name']}: {own}{told['port']}{rest if '->' not in rest else ''}"


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


_DASHES = re.compile(r"\s*[-=]{2,}(?:\s+[-=]{2,})+\s*")
_ENDS = re.compile(rf"{_FENCE.pattern}|{_DASHES.pattern}$")


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
