"""Reads what `ss`, `netstat` and `lsof` print of listening sockets, and addresses with names."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.blocks import Fence
from portbook.sources.documents.evidence import MENTIONED, Evidence, Gathered
from portbook.sources.documents.lines import Lines
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.tokens import mentions_port
from portbook.sources.documents.unclaimed import MODE_REASONS
from portbook.sources.found import FoundClaim

_LISTENS = re.compile(
    r"\s*(?:(?:(?P<transport>udp)6?|tcp6?)\s+)?(?:\S+\s+){0,5}?"
    r"(?P<bind>\[[0-9a-fA-F:]*\]|\*|(?:\d{1,3}\.){3}\d{1,3}|::1?)(?:%\w+)?"
    r":(?P<port>\d{1,5})\s(?P<rest>.*)"
)
"""A line of `ss` or `netstat`."""
_DATAGRAMS = re.compile(r"\s*udp6?\s|.*\bUNCONN\b")
"""Sockets of UDP, which wait in no state that is called so."""
_PROCESS = re.compile(
    r'users:\(\("(?P<user>[^"]+)"|"(?P<quoted>[\w.-]+)"|\d+/(?P<numbered>[\w.-]+)|(?<!\S)(?P<plain>[A-Za-z][\w-]+)(?!\S)'
)
_REMARK = re.compile(r"(?:<-+|←|#|//)\s*(?P<remark>.+)")
_OPENED = re.compile(
    r"(?P<plain>[A-Za-z][\w-]*)\s+\d+\s+\S+\s+\d+\w?\s+IPv[46]\s.*\s\S*?:(?P<port>\d{1,5})"
    r"(?P<rest>\s\(LISTEN\))"
)
"""A line of `lsof -i`: program, process, user, and where it listens."""


def read_listeners(fence: Fence, scope: Scope, gathered: Gathered) -> bool:
    """The output of a command that lists listening sockets; a remark names one better."""
    listed = "LISTEN" in fence.text or "Local Address" in fence.text
    lines = [
        (at, line)
        for at, line in enumerate(fence.text.split("\n") if listed else ())
        if "LISTEN" in line or _DATAGRAMS.match(line[:80])
    ]
    read = [(at, _OPENED.match(line[:400]) or _LISTENS.match(line[:400])) for at, line in lines]
    for at, match in read:
        if match is None or not 0 < int(match["port"]) < 65536:
            continue
        remark = _REMARK.search(match["rest"])
        process = _PROCESS.search(_REMARK.sub("", match["rest"]).replace("LISTEN", " "))
        name = re.split(r"[(（]", remark["remark"])[0].strip() if remark else ""
        told = match.groupdict()
        if not name and scope.mode not in ("example", "warned", "changed"):
            name = told.get("plain") or (
                next(filter(None, process.groups()), "") if process else ""
            )
        if name:
            claim = FoundClaim(gathered.path, fence.line + at, name, int(match["port"]))
            bind = told.get("bind", "*").strip("[]")
            bind = bind if bind != "*" else None
            transport = told.get("transport")
            claim = replace(claim, bind=bind, transport=transport, host=scope.host)
            claim = replace(claim, environment=scope.environment)
            gathered.claims.append(Evidence(claim, strength=MENTIONED))
    return any(match for _, match in read)


_CALLED = re.compile(
    r"\s*(?:(?:xdg-)?open\s+)?(?P<url>(?:[a-z]+://[\w.<>\[\]-]+|localhost):\d{2,5}[\w/.-]*)"
    r"(?:\s+(?:#|//)\s*(?P<name>.+))?"
)
"""`http://localhost:3000  # Web`: an address and whose it is."""
_FEW = 4
"""Lines of a block that tells one address, and how one logs in there."""


def read_addresses(fence: Fence, lines: Lines, scope: Scope) -> bool:
    """Whether a block has addresses alone, each named behind it; one without a name is that of
    the heading."""
    told = [(at, line) for at, line in enumerate(fence.text.split("\n")) if line.strip()]
    ports = [(at, line) for at, line in told if mentions_port(line[:200])]
    told = ports if len(ports) == 1 and len(told) <= _FEW else told
    read = [(fence.line + at, _CALLED.fullmatch(line[:200])) for at, line in told]
    if not all(match for _, match in read) or scope.mode in MODE_REASONS:
        return False
    if len(read) > 1 and not all(match and match["name"] for _, match in read):
        return False
    for number, match in read:
        name, url = (match["name"], match["url"]) if match else ("", "")
        lines.weak(f"{name}: {url}" if name else url, number)
    return bool(read)
