"""Turns names above their ports into items, group by group: plain text that means no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from portbook.sources.documents.labels import PROTOCOL, key_of
from portbook.sources.documents.scope import names_a_program
from portbook.sources.documents.text import about, alternatives, outside_brackets
from portbook.sources.documents.tokens import mentions_port

FENCE = re.compile(r"\s*(?:```|~~~)")
_TITLE = re.compile(
    r"\s*(?://+|;+)?\s*\[?(?:[^\w\s#*>|\[\]`-]{1,3}\s+)?"
    r"(?P<name>[^\W\d_#*>|\[\]][^\[\]|:：=`]{0,38}[^\s\[\]|:：=.;,!?`])\]?\s*(?:[:：]|[-=]>)?\s*"
)
"""`Pi-Hole`, `[web]`, a name behind a picture: no sentence, and nothing that Markdown knows."""
_VALUE = (
    r"(?:[a-z]+://\S+|(?:[\w.-]+:)?\d{2,5}(?:(?:[:/]|\s*(?:[-=]>|→)\s*)\d{2,5})*"
    r"(?:/(?:tcp|udp|sctp))?(?:,\s?\d{2,5})*)"
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
    return len(outside_brackets(text).split()) < _WORDS and titled


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


def itemize(lines: list[str]) -> None:
    """A name with its ports or their properties on the lines below, group by group: as items."""
    read = (group for run in paragraphs(lines) for group in _groups(lines, run))
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


_KEYED = re.compile(r"\s*(?P<key>[^\W\d][\w .()-]{1,40}?)\s*[:：=]\s+(?P<value>\S.*)")
_HASHED = re.compile(r"#{1,6}\s+(?P<name>[^\W\d].{0,40})")


def entitle(lines: list[str]) -> None:
    """`Service: web` over `Port: 3000`, paragraph by paragraph: a name above its properties.

    So are `Web: the front` over it, where no two paragraphs begin alike, and `# web` over `3000`.
    """
    entitled = [each for run in paragraphs(lines) if (each := _entitled(lines, run))]
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
    titled = len(told) < len(group) and all(_titles(each.text) for each in group if each.opens)
    if not (valued and titled):
        return False
    first = group[0]
    one = len(valued) == 1 and _ONE.fullmatch(valued[0].text) and names_a_program(first.text)
    if not all(each.has() or (one and not any(map(str.isdigit, each.text))) for each in told):
        return False
    own = one or first.marked or _LABELLED.fullmatch(first.text)
    listed = any(each.marked for each in told) and not all(_PROTOCOL.match(e.text) for e in told)
    return bool(own) or not listed or _has_port(group)


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


def paragraphs(lines: list[str]) -> Iterator[list[int]]:
    """Runs of lines between empty ones, rules and rows of tables, outside of blocks."""
    told = (at for at in outside_blocks(lines) if len(lines[at]) < _LONG and lines[at].strip())
    filled = (at for at in told if lines[at][0] != "|" and not _UNDERLINE.fullmatch(lines[at]))
    for _, run in groupby(enumerate(filled), key=lambda each: each[1] - each[0]):
        yield [at for _, at in run]


def outside_blocks(lines: list[str]) -> Iterator[int]:
    """The lines that stand in no fenced block."""
    fenced = False
    for at, line in enumerate(lines):
        fence = FENCE.match(line) is not None
        fenced ^= fence
        if not (fence or fenced):
            yield at
