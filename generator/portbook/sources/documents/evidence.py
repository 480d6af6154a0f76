"""Collects what was read of one document, before it is resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.tokens import Number
from portbook.sources.documents.unclaimed import PROTOCOL
from portbook.sources.found import FoundChange, FoundClaim, FoundRange, FoundRoute, FoundService
from portbook.sources.urls import is_local

MENTIONED, STATED = 1, 2
"""How strongly a line says that something listens: it calls a number, or gives it to a name."""

WEB = frozenset((80, 443))
"""The web's own ports: behind a proxy they are many services'."""
LOOK = 40
"""How many claims of one number or name are compared: more of them tell nothing new."""


@dataclass(slots=True)
class Evidence:
    """What one place of a document says of a number: a fact with how strongly it says it.

    What only mentions a number (an address, a diagram) counts where nothing stronger gives that
    number. `aliases` are other names on its line, such as its container's. One of a `block` is of
    a file that stands in the document, whose names are often others; a `row` is of a table, that
    on line `table`, and has the names `beside` it in other columns. An `arrow` leads from its port
    to a container's, or to the number that it has now; what is `inward` says that it is a
    container's. A `heading` names the number of its section. Of a `reckoned` one the host's number
    is not told. `because` tells what became of it.
    """

    claim: FoundClaim
    strength: int = STATED
    aliases: tuple[str, ...] = ()
    block: bool = False
    row: bool = False
    table: int | None = None
    beside: tuple[str, ...] = ()
    because: str = ""
    arrow: bool = False
    inward: bool = False
    heading: bool = False
    reckoned: bool = False

    @property
    def weak(self) -> bool:
        return self.strength < STATED

    def is_one_of(self, same: list[Evidence]) -> bool:
        """Whether several have its number, each at an address of its own as services of a cluster
        do, and its line leads inside: `orders:80 → pod:8080`."""
        return self.inward and len({each.claim.service for each in same}) > 1


_RANGE = re.compile(r"\s*[(（]\s*(?:port )?range\s*[)）]", re.IGNORECASE)
_LOW = 80
_LAST_PORT = 65535
_REGISTRY = re.compile(
    r"\bIANA\b|\bRFC \d|\b(?:dynamic|ephemeral|private|admin only)\b|NodePort range",
    re.IGNORECASE,
)
_OF_SYSTEMS = (1023, 32767, 60999, 61000, _LAST_PORT)
"""Where ranges end that systems give out themselves, or keep."""
_ALL = 40_000
"""`1024-65535`: what a number may be, nothing that is set aside."""


@dataclass(slots=True)
class Gathered:
    """`notes` says of a line without a fact why it has none.

    `runs` are commands of one block that set one variable for several stages: `PORT=4002 npm
    start` says nothing of whose port it is unless another line of the block does.
    """

    path: str
    claims: list[Evidence] = field(default_factory=list)
    services: list[FoundService] = field(default_factory=list)
    ranges: list[FoundRange] = field(default_factory=list)
    changes: list[FoundChange] = field(default_factory=list)
    routes: list[FoundRoute] = field(default_factory=list)
    runs: list[tuple[FoundClaim, ...]] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    wild: set[tuple[int, int]] = field(default_factory=set)
    notes: dict[int, str] = field(default_factory=dict)
    asides: list[tuple[int, str]] = field(default_factory=list)

    def add_range(
        self,
        number: Number,
        line: int,
        purpose: str | None,
        project: str | None,
        status: str | None = None,
    ) -> None:
        """A range; of the statuses only those that say more than that it is one."""
        if number.wild:
            self.wild.add((number.start, line))
        if number.end and number.end - number.start > _ALL:
            self.note(line, "nearly all numbers that there are")
            return
        if number.end and number.end < _LOW and not {number.start, number.end} <= LOW:
            self.note(line, "numbers of sockets of a device, or a count")
            return
        if number.end in _OF_SYSTEMS and _REGISTRY.search(purpose or ""):
            self.note(line, "what a standard says of all numbers")
            return
        if number.end and is_year(number.start) and is_year(number.end) and not number.sure:
            self.note(line, "years")
            return
        purpose = _RANGE.sub("", purpose) if purpose else purpose
        said = status if status in ("reserved", "planned", "deprecated", "retired") else None
        self.ranges.append(
            FoundRange(self.path, line, number.start, number.end, purpose, said, project=project)
        )

    def moved(self, line: int, service: str | None, project: str | None, *told: Any) -> None:
        """A change: `told` is the number before, that after, the date and the reason."""
        self.changes.append(FoundChange(self.path, line, service, *told, project=project))

    def note(self, line: int, reason: str) -> None:
        self.notes.setdefault(line, reason)

    def add_unread(self, line: int, reason: str) -> None:
        """Something of a line that no fact holds, though the line has facts."""
        self.asides.append((line, reason))


# A table of protocols gives each its own number: `23 Telnet`, `445 SMB`. Nobody runs all of them.
_PROTOCOLS = {
    int(number): re.compile(names.replace("_", " "), re.IGNORECASE)
    for number, names in re.findall(
        r"(\d+) (\S+)",
        "21 ftp|file_transfer 22 ssh|secure_shell 23 telnet 25 smtp|mail_transfer "
        "53 dns|domain_name 80 http|hypertext 110 pop3|post_office 123 ntp|network_time "
        "135 rpc 139 netbios 143 imap|message_access 161 snmp|network_management "
        "389 ldap|directory_access 443 https 445 smb|message_block 465 smtp 514 syslog 587 smtp "
        "636 ldap 993 imap 1433 sql 1521 oracle 2049 nfs 3306 mysql 3389 rdp|remote_desktop "
        "5432 postgres 5900 vnc 6379 redis",
    )
}
_RARE = frozenset((21, 23, 110, 135, 139, 161, 389, 445, 1433, 1521, 2049, 3389, 5900))
"""What hardly any machine has beside the others."""


def lists_protocols(gathered: Gathered) -> bool:
    """Whether a document only tells which protocols have which numbers, with a note of each."""
    told = {
        each.claim.port
        for each in gathered.claims
        if (name := _PROTOCOLS.get(each.claim.port or 0)) and name.search(each.claim.service)
    }
    ports = {each.claim.port for each in gathered.claims}
    rare = 3 if told == ports else 4
    if len(told) < 8 or len(told & _RARE) < rare or 2 * len(told) < len(ports):
        return False
    gathered.ranges.clear()
    for each in gathered.claims:
        gathered.note(each.claim.line, PROTOCOL)
    return True


ByPort = dict[int, list[Evidence]]


def by_port(claims: list[Evidence], *, mentioned: bool = False) -> ByPort:
    """The claims that do more than mention a number, or all of them, by that number."""
    found: ByPort = {}
    for candidate in claims:
        if candidate.claim.port is not None and (mentioned or not candidate.weak):
            same = found.setdefault(candidate.claim.port, [])
            if len(same) < LOOK:
                same.append(candidate)
    return found


def _address(each: Evidence) -> str | None:
    """Where a claim listens, if that is a machine's own address."""
    bind = each.claim.bind
    return None if bind is None or is_local(bind) else bind


def same_place(one: Evidence, other: Evidence) -> bool:
    """Whether two lines may speak of one machine, environment and project."""
    return all(
        mine is None or theirs is None or mine == theirs
        for mine, theirs in (
            (one.claim.environment, other.claim.environment),
            (one.claim.host, other.claim.host),
            (one.claim.project, other.claim.project),
            (_address(one), _address(other)),
        )
    )


def on_other_machines(one: Evidence, other: Evidence) -> bool:
    """Whether two lines are of different machines; an address may be that of a named one."""
    hosts = [each.claim.host for each in (one, other) if each.claim.host]
    named = {host.replace(".", "").isdecimal() for host in hosts}
    return len(set(hosts)) > 1 and len(named) == 1
