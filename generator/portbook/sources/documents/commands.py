"""Reads blocks of commands: containers that run, ports set or opened, remarks that name these."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.blocks import Fence
from portbook.sources.documents.evidence import MENTIONED, Evidence, Gathered
from portbook.sources.documents.lines import Lines
from portbook.sources.documents.markdown import RUNS_CONTAINER
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.statements import read_statement
from portbook.sources.documents.text import (
    CONJUNCTIONS,
    about_any,
    alternatives,
    outside_brackets,
    starts_with,
)
from portbook.sources.found import FoundClaim
from portbook.text.source import Source

_RUN = re.compile(r"^\s*([A-Z][A-Z0-9_]*)=(\d{2,5})\s+(\S.*)$")
_LABELLED = re.compile(
    r"\s*(?:#\s*(?:[-*•]\s+)?)?[A-Z][\w /.-]{2,40}(?:\([^()]*\))?:\s+(?:[a-z]+://(?:[^\s@/]*@)?[\w.-]+|localhost|[\d.]{7,15}):\d{2,5}\b"
    r"|\s*#\s+[A-Z][\w .-]{1,40}\((?:https?://)?localhost:\d{2,5}/?\)\s*$"
    r"|Ports?:\s+\d{2,5}\s*$|\s*\d{2,5}\s+[-–—]\s+[^\W\d]|\s*[\w.-]+\s+\(\d{2,5}(?:/\d{2,5})?\)\s*(?:#.*)?$"
)
_REMARKED = re.compile(r"\s+#\s.*$")
_LISTS = re.compile(r"\s+#\s.*\([\w-]+:\d{4,5}, .*\)\s*$")
"""`# runs all (web:3000, api:8000)`"""


def read_runs(fence: Fence, stages: dict[int, str], scope: Scope, gathered: Gathered) -> None:
    """Commands under comments that name stages, each with the same variable before it."""
    runs: dict[str, list[FoundClaim]] = {}
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        run = _RUN.match(line)
        if run and number in stages and 0 < int(run[2]) < 65536:
            claim = FoundClaim(
                gathered.path,
                number,
                "",
                int(run[2]),
                project=scope.project,
                environment=stages[number],
                variable=run[1],
            )
            runs.setdefault(run[1] + run[3], []).append(claim)
    gathered.runs += [tuple(run) for run in runs.values() if len(run) > 1]


_LONGEST = 50
"""Lines of one command."""


def read_containers(fence: Fence, scope: Scope, gathered: Gathered) -> None:
    """`docker run --name db -p 5433:5432 postgres`, if nothing better tells of its ports."""
    from portbook.sources.recipes import container_facts

    source = Source(gathered.path, "")
    lines = fence.text.split("\n")
    last = -1
    for at, line in enumerate(lines):
        if at <= last or not RUNS_CONTAINER.match(line[:200]):
            continue
        end = min(at + _LONGEST, len(lines) - 1)
        last = next((n for n in range(at, end) if not lines[n].rstrip().endswith("\\")), end)
        told = "\n".join(each.rstrip() for each in lines[at : last + 1]).lstrip(" $#>")
        for claim in container_facts(source, fence.line + at, told):
            if isinstance(claim, FoundClaim):
                placed = replace(claim, host=scope.host, environment=scope.environment, bind=None)
                gathered.claims.append(Evidence(placed, strength=MENTIONED))


def read_remarks(fence: Fence, lines: Lines) -> None:
    """Lines of a block of commands that no shell runs: `Web (Next.js):  http://localhost:3000`."""
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        if _LABELLED.match(line[:200]):
            lines.weak(_REMARKED.sub("", line).lstrip(" #-*•"), number)
        elif remark := _LISTS.search(line[:400]):
            lines.weak(remark[0], number)
        elif told := rule_told(line) or comment_told(line):
            lines.weak(told, number)


_SCRIPT = re.compile(
    r"\s*(?:[$>] )?(?:p?npm|yarn|bun|make|just|task|npx nx|nx)(?: run)? "
    r"(?:(?:dev|start|serve|run)[:-](?P<name>[a-z][\w-]+)|(?:serve|dev) (?P<app>[a-z][\w-]+))"
    rf"\s+#\s+(?:[^\d#]{{2,30}} )?{alternatives('port')} (?P<port>\d{{4,5}})\b",
    re.IGNORECASE,
)
"""`pnpm dev:shop   # Port 3001`"""
_EACH = re.compile(
    r"\s#\s+(?P<said>[^\W\d][\w-]* \(:?\d{4,5}\)"
    rf"(?:(?:,| \+| &| (?:{CONJUNCTIONS})) [^\W\d][\w-]* \(:?\d{{4,5}}\))+)\s*$"
)
"""`# frontend (5173) + backend (3000)`"""
_STANDS = re.compile(
    r"\s*#\s+(?P<name>[^\W\d][\w-]*) [-–] (?:online|running|up),? (?:on )?port:? "
    r"(?P<port>\d{4,5})\b"
)
"""`# shop-api - online, port 3000`, what a supervisor of processes says."""
_COMMENT = re.compile(r"(?:^|\s)#\s+(?P<said>[^\W\d][^#]*\d[^#]*)$")


def comment_told(line: str) -> str | None:
    """A comment that only says whose a port is: `npm start  # Web on port 3000`."""
    if script := _SCRIPT.match(line[:400]):
        return f"{script['name'] or script['app']}: {script['port']}"
    if stands := _STANDS.match(line[:400]):
        return f"{stands['name']}: {stands['port']}"
    if each := _EACH.search(line[:400]):
        return each["said"].replace(" +", ",").replace(" &", ",")
    comment = _COMMENT.search(line[:400])
    said = comment["said"].rpartition(" - ")[2] if comment else ""
    placed = about_any(("port", "runs"), said) or "://localhost:" in said
    told = read_statement(said) if placed else None
    if told is None or not told.name or starts_with("order", said):
        return None
    numbers = [entry.number for entry in told.entries]
    return None if any(number.is_interval or number.container for number in numbers) else said


_PORTS = r"(?P<ports>\d[\d,:-]*(?:/(?:tcp|udp))?)"
_ROOT = r"\s*(?:[$#>] )?(?:sudo )?"
_NAMED = r"(?:comment\s['\"](?P<name>[^'\"]+)['\"]|#\s*(?P<remark>.+))"
_RULES = (
    re.compile(
        rf"\s*(?:\[ ?\d+\]\s+)?{_PORTS}(?: \(v6\))?(?: on \w+)?\s+"
        r"(?:ALLOW|LIMIT)\b[^#]*#\s*(?P<name>.+)"
    ),
    re.compile(rf"{_ROOT}ufw (?:allow|limit)\b[^#'\"]*?\s{_PORTS}(?![./\d])[^#'\"]*{_NAMED}"),
    re.compile(
        rf"{_ROOT}(?:firewall-cmd|iptables|ip6tables|nft|-A)\s[^#]*?"
        rf"(?:--add-port=|--dports? |dport ){_PORTS}[^#]*?{_NAMED}"
    ),
    re.compile(rf"\s*(?!\d{{1,4}}-){_PORTS}\s+#\s*(?P<name>[^\W\d].+)"),
)
"""A line of `ufw status`, commands that open a port and lines of a port alone, each with a remark
that names it."""
_WEB = re.compile(r"https?|(?:my|your|some|new|example)\s.*", re.IGNORECASE)
_BY = re.compile(r"https?\s\((?P<name>[^\W\d][\w .-]+)\)", re.IGNORECASE)
"""`HTTP (Traefik)`"""


def rule_told(line: str) -> str | None:
    """What a rule of a firewall says of a port: `ufw allow 22/tcp # SSH` says `SSH: 22/tcp`."""
    rule = next(filter(None, (pattern.match(line[:300]) for pattern in _RULES)), None)
    if rule is None:
        return None
    name = rule["name"] or rule.groupdict().get("remark") or ""
    if served := _BY.fullmatch(name.strip()):
        name = served["name"]
    if _WEB.fullmatch(outside_brackets(name)):
        return None  # What goes through is nobody's name.
    return f"{name}: {rule['ports'].replace(':', '-').replace(',', ', ')}"
