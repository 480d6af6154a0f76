"""Reads what other programs printed of a machine's listeners and processes.

`ss`, `lsof -F`, `netstat` (Linux, macOS, Windows), `docker ps --format json`, Podman's, Ansible's
`listen_ports_facts`, osquery's `listening_ports`, PowerShell's `Get-NetTCPConnection` and
`Get-NetUDPEndpoint`, nmap's XML (whether a port is open, never its guess of a name) and
`kubectl get svc -o json`. The format is recognised by its content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from portbook.machine.engine import Container
from portbook.machine.listeners import Listener
from portbook.machine.processes import Process
from portbook.machine.saved_containers import (
    UnknownFormat,
    canonical,
    of_cluster,
    of_engine,
    whole_number,
)

LISTEN = 2
"""The state of a listener in MSFT_NetTCPConnection."""

PROTOCOLS = {6: "tcp", 17: "udp"}
"""IANA's numbers, as osquery has them."""


@dataclass
class Saved:
    """`listeners` are each once, in the text's order. `seen` are the transports whose listeners the
    text has all of; `reachable`: of those, only what is reached from elsewhere. `sort` is what the
    text was taken for."""

    sort: str
    listeners: dict[Listener, None] = field(default_factory=dict)
    processes: dict[int, Process] = field(default_factory=dict)
    containers: list[Container] = field(default_factory=list)
    seen: frozenset[str] = frozenset()
    reachable: bool = False

    def listen(
        self,
        transport: str,
        address: str,
        port: object,
        pid: int | None = None,
        name: str | None = None,
        dual: bool | None = True,
    ) -> None:
        """A listener, if the number is one; `dual`: on [::] it takes IPv4 as well."""
        bind, number = canonical(address), whole_number(port) or 0
        if bind is None or not 0 < number < 65536:
            return
        self.listeners[Listener(transport, bind, number, pid or None, dual)] = None
        if pid and (pid not in self.processes or not self.processes[pid].name):
            self.processes[pid] = Process(pid, name or None, elsewhere=True)

    def whole(self, *transports: str) -> Saved:
        self.seen = frozenset(transports) or frozenset(each.transport for each in self.listeners)
        return self


def decoded(data: bytes) -> str:
    """A file's text: PowerShell writes UTF-16 with a mark, others UTF-8 or nearly."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


MOST = 5_000
"""Listeners that a text may tell of: a busy machine has some hundred."""


def read_saved(text: str) -> Saved:
    """The listeners that a text tells of; UnknownFormat where it is none of the known ones."""
    found = _read(text)
    if len(found.listeners) > MOST:
        raise UnknownFormat(f"it lists more than {MOST:,} listeners")
    return found


def _read(text: str) -> Saved:
    head = text.lstrip()
    if head.startswith("<"):
        return _nmap(text)
    for value in _json(head):
        found = _of_json(value)
        if found is not None:
            return found
    lines = text.splitlines()
    if any(re.match(r"p\d+$", line) for line in lines[:3]):
        return _lsof(lines)
    if any(_WINDOWS(line) or _NETSTAT(line) or _BSD(line) for line in lines):
        return _netstat(lines)
    if any(_SS(line) for line in lines):
        return _ss(lines)
    if not head:
        return Saved("an empty file")
    raise UnknownFormat("it is no output of ss, lsof -F, netstat, docker ps, or another known one")


def joined(parts: Iterable[Saved]) -> Saved:
    """Several texts of one machine as one."""
    whole = Saved("")
    for each in parts:
        whole.sort = ", ".join(filter(None, (whole.sort, each.sort)))
        whole.listeners |= each.listeners
        whole.processes = {**each.processes, **whole.processes}
        whole.containers += each.containers
        whole.seen |= each.seen if not each.reachable else frozenset()
        whole.reachable |= each.reachable
    return whole


_SS = re.compile(
    r"(?:(?P<net>tcp|udp)\s+)?(?P<state>LISTEN|UNCONN)\s+\d+\s+\d+\s+(?P<local>\S+):(?P<port>\d+)\s+"
    r"\S+(?:\s+users:\((?P<users>.*)\))?",
    re.DOTALL,
).match
_ROW = re.compile(r"(?:\w+\s+)?[A-Z\d-]{3,}\s+\d+\s+\d+\s").match
# A name is whatever its program chose: an entry ends only where another, or the list, does. Before
# 2014 ss wrote no `pid=`; where it does, a name of 15 bytes is too short to pretend an entry.
_USERS = [
    re.compile(rf'\("(?P<name>.*?)",{pid}(?P<pid>\d+){rest}\)(?=,\("|$)', re.DOTALL)
    for pid, rest in (("pid=", r'(?:,[a-z_]+=[^,()"]*)*'), ("", r"(?:,\d+)*"))
]


def _ss(lines: list[str]) -> Saved:
    """iproute2; `*` is an address of both families, `[::]` of IPv6 alone (ss.c)."""
    found = Saved("ss")
    rows: list[str] = []
    for line in lines:
        if _ROW(line) or not rows:
            rows.append(line)
        else:  # a name may hold a line's end
            rows[-1] += f"\n{line}"
    for row in filter(None, map(_SS, rows)):
        transport = row["net"] or ("tcp" if row["state"] == "LISTEN" else "udp")
        listed = ([*each.finditer(row["users"] or "")] for each in _USERS)
        users = [(int(each["pid"]), each["name"]) for each in next(filter(None, listed), ())]
        # Workers share the socket of the one that opened it, who began before them.
        pid, name = min(users, default=(None, None))
        address = row["local"]
        found.listen(transport, address, row["port"], pid, name, dual=address == "*")
    return found.whole()


def _lsof(lines: list[str]) -> Saved:
    """Fields, one a line (lsof(8), OUTPUT FOR OTHER PROGRAMS)."""
    found = Saved("lsof")
    process: dict[str, str] = {}
    socket: dict[str, str] = {}

    def end() -> None:
        name, transport = socket.get("n", ""), socket.get("P", "").lower()
        address, _, port = name.rpartition(":")
        listens = transport == "udp" or socket.get("ST", "LISTEN") == "LISTEN"
        if transport in ("tcp", "udp") and "->" not in name and listens:
            address = "0.0.0.0" if address == "*" and socket.get("t") == "IPv4" else address
            found.listen(transport, address, port, int(process["p"]), _unescaped(process.get("c")))
        socket.clear()

    for line in lines:
        key, value = line[:1], line[1:]
        if key == "p":
            end()
            process = {"p": value} if value.isdecimal() else {"p": "0"}
        elif key == "f":
            end()
        elif key == "c":
            process["c"] = value
        elif key == "T" and value.startswith("ST="):
            socket["ST"] = value[3:]
        elif key in "tPn":
            socket[key] = value
    end()
    return found.whole()


def _unescaped(name: str | None) -> str:
    r"""lsof writes what is not printable, blanks among it, as `\x20`."""
    return re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), name or "")


_NETSTAT = re.compile(
    r"(?P<net>tcp|udp)6?\s+\d+\s+\d+\s+(?P<local>\S+):(?P<port>\d+)\s+\S+:\*"
    r"(?:\s+(?P<state>LISTEN))?(?:\s+(?:(?P<pid>\d+)/(?P<name>.*\S)|-))?\s*$"
).match
_BSD = re.compile(
    r"(?P<net>tcp|udp)(?P<family>46|4|6)\s+\d+\s+\d+\s+(?P<local>\S+)\.(?P<port>\d+)\s+\*\.\*"
    r"(?:\s+(?P<state>LISTEN))?"
).match
# The state is in the system's language, but who listens has no peer.
_WINDOWS = re.compile(
    r"\s*(?P<net>TCP|UDP)\s+(?P<local>\S+):(?P<port>\d+)\s+(?:\S+:0|\*:\*)\s+(?:\D\S*\s+)?(?P<pid>\d+)\s*$"
).match


def _netstat(lines: list[str]) -> Saved:
    found = Saved("netstat")
    for at, line in enumerate(lines):
        if row := _WINDOWS(line):
            program = re.match(r"\s*\[(.+)\]\s*$", lines[at + 1]) if at + 1 < len(lines) else None
            name = program[1] if program else None
            found.listen(row["net"].lower(), row["local"], row["port"], int(row["pid"]), name)
        elif row := _NETSTAT(line):
            if row["net"] == "udp" or row["state"]:
                pid = int(row["pid"]) if row["pid"] else None
                found.listen(row["net"], row["local"], row["port"], pid, row["name"])
        elif (row := _BSD(line)) and (row["net"] == "udp" or row["state"]):
            any_ = "0.0.0.0" if row["family"] == "4" else "::"
            address = any_ if row["local"] == "*" else row["local"]
            found.listen(row["net"], address, row["port"], dual=row["family"] == "46")
    return found.whole()


def _json(text: str) -> Iterator[Any]:
    """The whole as JSON; else its lines, each an object; else what stands behind `=>`."""
    for attempt in (text, re.sub(r"^.*?(?:=>|\|)\s*(?=\{)", "", text, count=1, flags=re.DOTALL)):
        try:
            yield json.loads(attempt)
        except (ValueError, RecursionError):
            continue
    try:
        yield [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return


def _of_json(value: Any) -> Saved | None:
    if facts := _find(value, "tcp_listen") or _find(value, "udp_listen"):
        return _ansible(facts)
    if isinstance(value, dict) and value.get("kind") in ("List", "ServiceList", "Service"):
        items = value.get("items") or [value]
        return Saved("kubectl", containers=list(of_cluster(items)))
    every = value if isinstance(value, list) else [value]
    rows = [each for each in every if isinstance(each, dict)]
    if isinstance(value, list) and not value:
        return Saved("an empty list")
    if rows and all("Ports" in each for each in rows):
        return Saved("docker ps", containers=list(of_engine(rows)))
    for key, read in (("LocalPort", _powershell), ("port", _osquery)):
        if rows and all(key in each for each in rows):
            return read(rows)
    return None


def _find(value: Any, key: str, depth: int = 6) -> dict[str, Any] | None:
    """The mapping that has a key, however deep Ansible has put it."""
    if isinstance(value, dict) and isinstance(value.get(key), list):
        return value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = (_find(each, key, depth - 1) for each in inner) if depth else iter(())
    return next((each for each in found if each is not None), None)


def _ansible(facts: dict[str, Any]) -> Saved:
    found = Saved("Ansible's listen_ports_facts")
    for transport in ("tcp", "udp"):
        for row in facts.get(f"{transport}_listen") or ():
            pid, name = whole_number(row.get("pid")), str(row.get("name") or "")
            found.listen(transport, str(row.get("address")), row.get("port"), pid, name)
    return found.whole(*(each for each in ("tcp", "udp") if f"{each}_listen" in facts))


def _osquery(rows: list[dict[str, Any]]) -> Saved:
    found = Saved("osquery")
    for row in rows:
        transport = PROTOCOLS.get(whole_number(row.get("protocol")) or 0)
        if transport is not None:
            name = row.get("name") or row.get("process_name") or ""
            pid = max(whole_number(row.get("pid")) or 0, 0)
            found.listen(transport, str(row.get("address")), row.get("port"), pid, str(name))
    return found.whole()


def _powershell(rows: list[dict[str, Any]]) -> Saved:
    found = Saved("PowerShell")
    for row in rows:
        state = row.get("State")
        if "State" in row and str(state) not in (str(LISTEN), "Listen"):
            continue
        transport = "tcp" if "State" in row else "udp"
        pid, name = whole_number(row.get("OwningProcess")), str(row.get("ProcessName") or "")
        found.listen(transport, str(row.get("LocalAddress")), row.get("LocalPort"), pid, name)
    return found.whole(*{"tcp" if "State" in row else "udp" for row in rows})


def _nmap(text: str) -> Saved:
    """Of one host. Only `open` is taken: `open|filtered` is nmap's word for not knowing."""
    if "<!ENTITY" in text:
        raise UnknownFormat("XML with entities of its own is not read")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as failure:
        raise UnknownFormat(f"it is no XML: {failure}") from None
    if root.tag != "nmaprun":
        raise UnknownFormat("this XML is not nmap's")
    hosts = root.findall("host")
    if len(hosts) > 1:
        raise UnknownFormat("it covers several hosts: save each separately")
    found = Saved("nmap", reachable=True)
    for port in root.iter("port"):
        state = port.find("state")
        if state is not None and state.get("state") == "open":
            found.listen(str(port.get("protocol")), "::", port.get("portid"))
    return found
