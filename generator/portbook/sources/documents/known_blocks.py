"""Reads blocks of a known format by that format's reader, and what their lines say besides."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.blocks import Fence, Item
from portbook.sources.documents.environments import STAGE_FILE, environment_of
from portbook.sources.documents.evidence import MENTIONED, STATED, Evidence, Gathered
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.lines import Lines
from portbook.sources.documents.scope import Scope, names_a_program
from portbook.sources.documents.text import (
    about,
    about_any,
    alternatives,
    outside_brackets,
    starts_with,
)
from portbook.sources.documents.tokens import mentions_port
from portbook.sources.documents.tunnels import name_guests
from portbook.sources.documents.unclaimed import NO_PORT, names_nobody
from portbook.sources.dotenv.prefixes import port_name
from portbook.sources.found import Found, FoundClaim, FoundRange, FoundRoute
from portbook.sources.naming import words
from portbook.text.source import Source

_LISTED = re.compile(
    r"[A-Z][\w.-]*(?: [A-Z][\w.-]*)*:\s+\d{2,5}(?:, \d{2,5})*(?:\s+(?:→|->)\s.*)?"
    r"|\s*-\s+(?:\d{2,5}(?:\s*[-–/]\s*\d{2,5})?\s*:\s+[^\W\d]"
    r"|[^\W\d][\w .-]{1,40}:\s+\d{2,5}(?::\d{2,5})?\s+\()"
)
COMMENT = re.compile(r"^\s*(?:#|//|--)\s?(.*)$")
_ANY = re.compile(r"(?:#|//).*\bany (?:other |available |free |unused )?port\b", re.IGNORECASE)
"""`PORT=3001  # or any free port`"""
_PLACEHOLDER = re.compile(
    r"\b(?:your|my|tu|seu|mon)[-_.]?(?:domain|dominio|server|host|site)|\bexample\.(?:com|org|net)\b|\bdomain\.(?:com|tld)",
    re.IGNORECASE,
)
"""`your-domain.com`: a configuration to be filled in."""


def read_known(
    fence: Fence, language: str, scope: Scope, gathered: Gathered, lines: Lines | None = None
) -> None:
    """The block by the reader of its format, its lines moved to where they stand here."""
    from portbook.sources.readers import read_block

    into = Source(gathered.path, "")
    found = read_block(Source(gathered.path, fence.text), language)
    if found and language.startswith(("json", "toml")) and not _lists_ports(found, fence, scope):
        found = None
    taken: set[int] = set()
    if found is not None:
        told = fence.text.split("\n")
        lent = {at for at, line in enumerate(told, 1) if _ANY.search(line)}
        found.facts = [fact for fact in found.facts if fact.line not in lent]
        # `Puerto expuesto: 80` is no name in any language, and tells of what the heading names.
        labels = [line[:80].partition(":")[0] for line in told]
        kept = (c for c in found.claims if lines is None or not _is_key(labels[c.line - 1]))
        kept = (c for c in kept if not about_any(("figures", "measure"), c.project or ""))
        found.put(FoundClaim, kept)
        if _PLACEHOLDER.search(fence.text) and language == "nginx":
            found.put(FoundClaim, ())
        taken = {each.line for each in (*found.claims, *found.of(FoundRange))}
        above = _commented(fence) if language == "env" else None
        if above is not None:
            _name_beside(found, told)
        name_guests(found, told)
        _add_facts(found.shifted(into, fence.line - 1), stages_in(fence), scope, gathered, above)
    if lines:
        _listed(fence, lines, taken)
    note_block(fence, gathered, NO_PORT)


def _lists_ports(found: Found, fence: Fence, scope: Scope) -> bool:
    """Whether JSON or TOML is a list of ports, and no answer or setting."""
    text = _REMARK.sub("", fence.text[:20_000])
    keys = [key for both in _KEY.findall(text) for key in both if key]
    values = [value.isdecimal() for value in _VALUE.findall(text)]
    filed = _PORTS_FILE.search(scope.label or "") or (
        fence.info.startswith("toml") and about("port", scope.group or "")
    )
    if all(values) or (filed and 2 * sum(values) > len(values)):
        # `frontendPort`, or what a heading calls ports
        keys += [scope.label or "", *(" ".join(words(key)) for key in keys)]
    called = ["://" in line for line in fence.text.split("\n")]
    own = sum(not called[claim.line - 1] for claim in found.claims)
    return own >= _SEVERAL and any(about("port", key) or key.isdecimal() for key in keys)


_REMARK = re.compile(r"^\s*(?:#|//).*", re.MULTILINE)
_KEY = re.compile(
    r'"([^"\n]{1,40})"\s*:|^\s*(?:([\w-]{1,40})\s*=|\[+([\w.-]{1,40})\]+)', re.MULTILINE
)
_VALUE = re.compile(r"[:=]\s*(\d{2,5}\b|(?![\[{])\S)")
"""A port, or the first sign of a value that is none, and holds none."""
_PORTS_FILE = re.compile(r"\bports?[\w-]*\.(?:json|toml)\b", re.IGNORECASE)
"""`What is in ports.json`"""
_SEVERAL = 2


def _is_key(label: str) -> bool:
    """Whether what stands before a colon only says that a port follows."""
    return label[:1].isupper() and key_of(label) == "port"


def _listed(fence: Fence, lines: Lines, taken: set[int]) -> None:
    """What the reader of a block's format leaves may still be a list: `- 80/443: gateway`."""
    for at, line in enumerate(fence.text.split("\n")):
        number = fence.line + at
        label = line[:80].partition(":")[0]
        if at + 1 not in taken and _LISTED.match(line[:200]):
            told = re.split(r"\s+(?:→|->)\s", line)[0]
            lines.item(Item(told.strip().removeprefix("-").strip(), number, 0))
        elif at + 1 not in taken and (remarked := _REMARKED.fullmatch(line[:200])):
            lines.weak(f"{remarked['key']}: {remarked['ports']}", number)
        elif at + 1 not in taken and _is_key(label):
            lines.item(Item(line, number, 0))  # `Puerto expuesto: 3000:3000`
    lines.leave_list()


_REMARKED = re.compile(
    rf"\s*(?P<key>[A-Za-z][\w.-]*):\s+#.*[(（,:–—-]\s*{alternatives('port')}\s?[:：]?\s?"
    r"(?P<ports>\d{2,5}(?:\s*(?:→|->|:)\s*\d{2,5})?)(?:\s[^\d()（）,]{2,30})?[)）]?\s*",
    re.IGNORECASE,
)
"""`web:  # Shop (port 3000 → 80 inside)`, a key of which only a comment tells the port."""
_RECKONED = re.compile(r"FALLBACK_PORT|^BASE_PORT$|PORT_(?:ATTEMPTS|RETRIES|TRIES|TIMEOUT|SCAN)")
"""Where a port is looked for next, and how often: `MAX_PORT_ATTEMPTS`."""
_KEYS = re.compile("services?|targets?|spec|listeners?", re.IGNORECASE)
"""Keys of a configuration above a port, which name nobody."""
_WEB = ("http", "https", "ws", "wss", "grpc")


def _add_facts(
    found: Found,
    stages: dict[int, str],
    scope: Scope,
    gathered: Gathered,
    above: dict[int, str] | None,
) -> None:
    """The facts of a block; `above` are short comments over the lines of a .env file, by line."""
    opened = {claim.port for claim in found.claims if claim.bind}
    for claim in found.claims:
        service, strength = claim.service, MENTIONED
        named = port_name(claim.variable) if claim.variable else None
        if named and named.inner and not named.service:
            continue  # `INTERNAL_PORT` is that of every container.
        if _RECKONED.search(claim.variable or "") or _KEYS.fullmatch(claim.service):
            continue
        if above is not None and claim.variable == "PORT" and scope.label:
            if about("variable", scope.label):
                continue  # What is said of variables: it shows one.
            service = above.get(claim.line) or _heading(scope)
            # Below `Backend (.env)`: an `API_URL` of others only calls it.
            strength = STATED if service and f"{service} (.env" in scope.label else MENTIONED
        gathered.claims.append(
            Evidence(
                replace(
                    claim,
                    service=service,
                    # `ORDERS_URL=http://localhost:3001` tells where it is, a store's is inside,
                    # and what another variable opens is only called.
                    reference=claim.reference
                    and (claim.scheme not in _WEB or not claim.variable or claim.port in opened),
                    project=claim.project or scope.project,
                    environment=stages.get(claim.line) or claim.environment or scope.environment,
                    group=None,
                ),
                strength=strength,
                block=True,
            )
        )
    gathered.services += found.services
    gathered.routes += found.of(FoundRoute)
    gathered.ranges += found.of(FoundRange)


_ENV_OF = re.compile(r"\b([\w-]+)/\.env\b")
"""`Configuration (api/.env)`"""


def _heading(scope: Scope) -> str:
    """Whose `PORT` is below `Production`: the nearest short heading that is no environment."""
    folder = _ENV_OF.search(scope.label or "")
    if folder:
        return folder[1]
    labels = (
        outside_brackets(label) if environment_of(label) or ".env" in label else label
        for label in scope.headings()
    )
    told = (label for label in labels if not (environment_of(label) or about("port", label)))
    told = (label for label in told if names_a_program(label) and len(label.split()) < 6)
    return next(told, "")


_FILE = re.compile(r"(?:^|/)\.env\s*$")
"""`# apps/web/.env`, a comment that says whose the values below are."""


def stages_in(fence: Fence) -> dict[int, str]:
    """The stage of each line below a comment that names one: `# Staging`."""
    stages: dict[int, str] = {}
    stage: str | None = None
    filed: str | None = None
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        comment = COMMENT.match(line)
        if comment:
            stage = environment_of(comment[1])
            # What the first line calls the file's stage holds for all of it.
            filed = stage if STAGE_FILE.search(comment[1]) or _FILE.search(comment[1]) else filed
            stage = stage or filed
        elif stage:
            stages[number] = stage
    return stages


def _commented(fence: Fence) -> dict[int, str]:
    """`# Backend` over assignments: one word that names whose they are."""
    named: dict[int, str] = {}
    word = ""
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        if comment := COMMENT.match(line):
            told = comment[1].strip()
            nobody = environment_of(told) or key_of(told) or about("environment", told)
            word = told if told.isalpha() and not nobody else ""
        elif word and line.strip():
            named[number] = word
    return named


_BESIDE = re.compile(r"=\S*\s+#\s+(?P<name>(?:[A-Z]|[^\x00-\x7f])[^\d#:=]{2,40})")


def _name_beside(found: Found, lines: list[str]) -> None:
    """`WEB_PORT=3000  # Customer shop` names a claim, where each line of a block has another."""
    matches = ((at, _BESIDE.search(line)) for at, line in enumerate(lines, 1))
    told = {at: match["name"].strip() for at, match in matches if match}
    names = set(told.values())
    nobody = any(starts_with("order", name) or names_nobody(name) for name in names)
    if not nobody and len(names) == sum(map(bool, map(str.strip, lines))) > 1:
        named = (replace(c, service=told.get(c.line, c.service)) for c in found.claims)
        found.put(FoundClaim, named)


def note_block(fence: Fence, gathered: Gathered, reason: str) -> None:
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        if mentions_port(line[:2000]):
            gathered.note(number, reason)
