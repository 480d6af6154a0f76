"""Holds what a row says of all its numbers, and tells what of that each single number has."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from portbook.sources.documents.cells import DOOR, Entry, PortCell, is_store
from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.features import Column
from portbook.sources.documents.text import about, clean_name, is_empty, strip_words
from portbook.sources.documents.tokens import Number
from portbook.sources.kinds import kind_of_name


@dataclass(slots=True)
class RowFacts:
    """What a row says of all its numbers; `closed` where its table says that none is published.

    `inside` is a container's number that a cell of words names; a `mentioned` row, such as a rule
    of a firewall, counts where nothing else gives its number; `of_port` where it says that it sets
    one.
    """

    service: str
    endpoint: str | None = None
    project: str | None = None
    environments: tuple[str | None, ...] = (None,)
    hosts: tuple[str | None, ...] = (None,)
    transports: tuple[str, ...] = ()
    scheme: str | None = None
    status: str | None = None
    status_text: str = ""
    group: str | None = None
    description: str | None = None
    variable: str | None = None
    bind: str | None = None
    aliases: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    table: int | None = None
    closed: bool = False
    struck: bool = False
    of_project: bool = False
    blocked: bool = False
    inside: int | None = None
    mentioned: bool = False
    of_port: bool = False

    @property
    def host(self) -> str | None:
        """The first of its machines."""
        return self.hosts[0]


def stages_of(column: Column, entry: Entry, facts: RowFacts) -> tuple[str | None, ...]:
    """The environments of a number: of the word beside it, its column, or its row."""
    stage = (environment_of(entry.label) if entry.label else None) or column.environment
    return (stage,) if stage else facts.environments


def transports_of(
    number: Number, facts: RowFacts, header: str, inside: Number | None = None
) -> tuple[str | None, ...]:
    """The transports of a number, which may stand beside what it is `inside` the container."""
    if header.lower() in ("tcp", "udp", "sctp"):
        return (header.lower(),)
    if transport := number.transport or (inside.transport if inside else None):
        return tuple(transport.split("+"))
    return facts.transports or (None,)


PROTOCOL = re.compile(
    r"tcp|udp|https?|h2|grpcs?|wss?|rest|amqps?|mqtts?|rpc|metrics|jmx|rcon|pprof", re.IGNORECASE
)
SPOKEN = re.compile(
    rf"{PROTOCOL.pattern}|ajp|stomp|coap|smtps?|imaps?|pop3s?|ldaps?|sips?|rts?p|rtsp|rtmp|snmp|s?ftps?",
    re.IGNORECASE,
)
_WIDE = 100
"""An interval of more is set aside for what is sent, as media are, whoever is named beside it."""


def is_range(number: Number, facts: RowFacts, column: Column) -> bool:
    """An interval is a service's own where a container's interval is beside it."""
    if not number.is_interval:
        return False
    if number.open_ended or number.wild or number.end is None or number.end < number.start:
        return True
    wide = number.end - number.start >= _WIDE
    kept = wide or facts.mentioned or facts.status in ("reserved", "planned")
    if kept or about("range", column.header) or about("range", facts.service):
        return True
    return not number.container_end


_LISTED = re.compile(r"\s*(?:[,，、;]|\s/\s)\s*(?![^()]*\))")


def with_each_named(facts: RowFacts, cell: PortCell) -> PortCell:
    """A cell with the numbers of its one interval, where its row has a name for each of them."""
    only = cell.entries[0].number if len(cell.entries) == 1 else None
    names = _of_one(_LISTED.split(facts.service)) if only and only.end else []
    if only is None or not only.end or only.container_end:
        return cell
    size = only.end - only.start + 1
    if not 1 < size == len(names) or only.wild:
        return cell
    each = (replace(only, start=only.start + n, end=None, sign=None) for n in range(size))
    return replace(cell, entries=tuple(map(Entry, each)))


def names_of(facts: RowFacts, cell: PortCell) -> list[str]:
    """The name of each number of a cell: as many names as numbers are one's each."""
    numbers = len(cell.entries)
    if numbers == 1 and not cell.shares:
        return [facts.service]
    names = list(map(clean_name, _of_one(_LISTED.split(facts.service))))
    if len(names) == numbers > 1 and all(names):
        return ["" if is_empty(name) else name for name in names]
    if len(names) == len(cell.shares) and sum(cell.shares) == numbers:
        return [name for name, share in zip(names, cell.shares, strict=True) for _ in range(share)]
    return [facts.service] * numbers


def _of_one(names: list[str]) -> list[str]:
    """`Gitea HTTP / SSH`: doors of one program, which stands before the first of them; so is
    `store-web / -api`."""
    stem, dash, _ = names[0].rpartition("-")
    if dash and len(names) > 1 and all(each[:1] == "-" for each in names[1:]):
        return [names[0], *(stem + each for each in names[1:])]
    whose, _, first = names[0].rpartition(" ")
    if not (whose and _DOOR.fullmatch(first)):
        return names
    return [
        f"{whose} {name}" if n and _DOOR.fullmatch(name) else name for n, name in enumerate(names)
    ]


_DOOR = re.compile(rf"{SPOKEN.pattern}|api|{DOOR.pattern}", re.IGNORECASE)


def is_rest(column: Column) -> bool:
    """Whether a column has what the other columns of a project's parts have no place for."""
    return bool(column.part) and not strip_words(column.part or "", "rest", "port")


def owner_of(column: Column, entry: Entry, facts: RowFacts) -> tuple[str, str | None, str | None]:
    """Service, project and endpoint of a number, by its column and the word beside it."""
    label = entry.label if entry.label and not environment_of(entry.label) else ""
    if is_rest(column):
        return label or facts.service or facts.project or "", facts.project or facts.service, None
    program = facts.of_project and facts.service.isalnum() and kind_of_name(facts.service)
    if column.part and not program:  # `Nginx` among projects
        served = facts.service and PROTOCOL.fullmatch(column.part)  # `HTTP` beside `gRPC`
        if served or (facts.service and facts.project and facts.service != facts.project):
            return facts.service, facts.project, clean_name(column.part)
        return clean_name(column.part), facts.service or facts.project, label or None
    endpoint = facts.endpoint or label or clean_name(column.label) or None
    if endpoint == facts.service:
        endpoint = None
    # `Services (ports)`, or what is assigned of a block of numbers.
    named = about("service", column.header) and not PROTOCOL.fullmatch(label)
    named = named or facts.blocked or not facts.service
    if label and (named or (endpoint == label and facts.of_project)):
        return label, facts.service if facts.of_project else facts.project, None
    if label and endpoint == label and is_store(label, facts.service):
        return f"{facts.service} {label}", facts.project, None
    return facts.service, facts.project, endpoint
