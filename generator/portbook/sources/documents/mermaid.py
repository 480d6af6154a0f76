"""Finds what the nodes and edges of a diagram in Mermaid name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from portbook.sources.documents.amounts import LOW
from portbook.sources.documents.blocks import Fence, Heading
from portbook.sources.documents.cells import port_cell
from portbook.sources.documents.lines import Lines
from portbook.sources.documents.pieces import owned, stage_of
from portbook.sources.documents.row_facts import SPOKEN
from portbook.sources.documents.runtimes import is_made_with
from portbook.sources.documents.scope import INTRODUCTION, without_numbers
from portbook.sources.documents.text import outside_brackets, strip_words, without_pictures
from portbook.sources.documents.tokens import mentions_port, scan
from portbook.sources.documents.unlabelled import END
from portbook.sources.kinds import kind_of_name

_NODE = re.compile(
    r"(?<!\w)(?P<id>\w+)\s*(?:\[[\[(/\\]?|\([\[(]?|\{\{?|>)\s*(?P<quote>\"?)(?P<label>[^\"\[\](){}|]*"
    r"(?:\([^()]*\)[^\"\[\](){}|]*)*)(?P=quote)\s*[\])}/\\]{1,2}(?:\s*[-=.&:;]|\s*$)"
    r"|participant\s+\w+\s+as\s+(?P<actor>.+)|^\s*actor\s+\w+\s+as\s+(?P<person>.+)"
)
_C4 = re.compile(
    r"\s*(?:Container|System|Component)\w*\(\w+, *\"(?P<name>[^\"]+)\".*?"
    r"\b[Pp]orts? (?P<ports>\d{4,5}(?: ?[/,] ?\d{4,5})*)"
)
"""`Container(web, "Web", "React", "Port 3000")`, of a C4 diagram."""
_LEADS = re.compile(r"\s*\w+(?:\[|\(\[|\(\(|\{\{)")
_BREAK = re.compile(r"\s*(?:<br\s*/?>|\\n)\s*", re.IGNORECASE)
_LABELS = re.compile(
    r"(?<!\w)(\w+)[ \t]*(?:\[[\[(/\\]?|\([\[(]?|\{\{?)\"?([^\"\[\](){}|<\n]{1,60})"
)
"""`db[(Postgres)]`, where a node has its name."""
_EDGE = re.compile(
    r"(?:\|\s*\"?(?P<label>[^|\"\n]{2,40})\"?\s*\|"
    r"|(?:--|-\.|==)\s*\"?(?P<text>[^-|>=\"\n]{2,40}?)\"?\s*(?:-+|\.-+|=+)>)\s*(?P<node>\w+)"
)
"""`-->|:5432| db`, `-. :5432 .-> db`, what an edge says, and where it leads."""
_ALONG = re.compile(
    r"\s*(?:(?:https?|grpc|tcp|udp|wss?|rest|sql|amqp|port)\W*)*(?P<port>\d{2,5})(?:/(?:tcp|udp))?\s*"
    r"|(?!(?:from|up to|von|bis|de|desde|depuis|da|от|из)\b)[^\W\d][^\d:]*\s"
    r"(?P<sure>:\d{2,5}(?=/[a-z]|\Z)|\d{2,5}/(?:tcp|udp)\Z)(?:/[a-z]\S*)?",
    re.IGNORECASE,
)
"""`:5432`, `HTTP 8080`, `reads 5432/tcp`, `fetch :8080/home`"""


def nodes_in(line: str, *, fenced: bool = False) -> Iterator[str]:
    """What the nodes of a line of Mermaid say: `A["Web<br/>:3000"]` says `Web: 3000`.

    Outside its fence only a line that begins with a node in square brackets is taken for one.
    """
    if not (fenced or _LEADS.match(line)):
        return
    if told := _C4.match(line[:2000]):
        yield from (f"{told['name']}: {n}" for n in re.findall(r"\d{4,5}", told["ports"]))
        return
    for node in _NODE.finditer(line[:2000]):
        label = node["label"] or node["actor"] or node["person"] or ""
        parts = [part.lstrip("+& ") for part in _BREAK.split(label) if any(map(str.isalnum, part))]
        stores = _STORE.search(node[0]) is not None
        ports = [part for part in parts if mentions_port(part) or _spoken(part)]
        names = [part for part in parts if part not in ports and any(map(str.isalpha, part))]
        if not any(map(str.isalpha, label)) and not _ID.fullmatch(node["id"] or ""):
            names = [node["id"]]  # `gateway[":443"]`
        for part in ports:
            numbers = scan(part, loose=_spoken(part))
            besides = outside_brackets(without_numbers(part))
            besides = strip_words(besides, "port", "host", "container", "general", "transport")
            below = part is not parts[0]
            kind = below and ((stores and _is_kind(besides)) or is_made_with(besides))
            spoken = below and _spoken(part)
            alone = kind or spoken or not any(map(str.isalpha, besides))
            alone = alone and bool(names) and not numbers[0].end
            if not alone and below and names[:1] == parts[:1] and _PART.fullmatch(besides):
                yield f"{names[0]} {part}"
                continue
            own = [entry.number for entry in port_cell(part).entries] or numbers
            offered = parts[0] in ports and END.fullmatch(without_numbers(part).strip(" :"))
            whole = f"{without_numbers(parts[0]).strip(' :')} {part}" if offered and below else part
            its = [f"{n.start}/{n.transport}" if n.transport else f"{n.start}" for n in own]
            yield from (f"{names[0]}: {each}" for each in its) if alone else (whole,)


_ID = re.compile(r"\w?|[A-Z]\w?|\w*\d|(?i:node|subgraph)\w*")
"""`A`, `N1`: what only ties edges to a node."""
_STORE = re.compile(r"[\[(]\(")
"""`db[("orders<br/>PG:5432")]`, what is drawn as a store."""
_WORD = 3


def _is_kind(said: str) -> bool:
    """Whether a word says what a store is, below its name: `PG`, `Postgres`."""
    return len(said) < _WORD or kind_of_name(said) is not None


def _spoken(part: str) -> bool:
    """`https 443`, `SMTP: 25`, but no answer such as `HTTP 404`."""
    told = _SPOKEN_AT.fullmatch(part)
    return told is not None and _is_told(int(told[1]))


_SPOKEN_AT = re.compile(rf"(?:{SPOKEN.pattern})\s?:?\s?(\d{{2,5}})(?:/(?:tcp|udp))?", re.IGNORECASE)
_PART = re.compile(rf"(?:[A-Z][A-Z0-9]{{1,4}}|(?i:graphql|(?:\w+ )?{END.pattern}))[ :]*")
"""`AMI 5038`, `Management UI: 15672`, below whose they are."""
_SUBGRAPH = re.compile(r"\s*subgraph\s+(?:[\w-]+\s*\[)?[\"']?(?P<title>[^\[\]\"']+)[\"']?\]?\s*")


def read_mermaid(fence: Fence, lines: Lines) -> None:
    names: dict[str, str] = dict(reversed(_LABELS.findall(fence.text[:100_000])))
    within, owners = [lines.scope], [""]
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        if begun := _SUBGRAPH.fullmatch(line[:200]):
            below = within[-1].under(Heading(INTRODUCTION + len(within), begun["title"], number))
            inside = replace(within[-1], host=below.host, environment=below.environment)
            within.append(inside)
            title = without_pictures(begun["title"]).strip()
            owners.append(title)
        elif line.strip() == "end" and len(within) > 1:
            within.pop()
            owners.pop()
        lines.scope = within[-1]
        for node in nodes_in(line, fenced=True):
            stage = stage_of(node, owners[-1])
            lines.scope = replace(within[-1], environment=stage or within[-1].environment)
            lines.weak(owned(node, owners[-1]), number)
        for edge in _EDGE.finditer(line[:2000]):
            along = _ALONG.fullmatch(_BREAK.split(edge["label"] or edge["text"])[0].strip(" :"))
            name = names.get(edge["node"], edge["node"]).strip()
            if along is None or len(name) < _WORD or mentions_port(name):
                continue
            if along["sure"] or _is_told(int(along["port"])):
                lines.weak(f"{name}: {along['sure'] or along['port']}", number)
    lines.scope = within[0]


def _is_told(port: int) -> bool:
    """Whether a number alone is rather a port than what a server answers: `200`."""
    return port >= 1000 or port in LOW
