"""Writes the lines of ports.yaml that would claim what listens here without a claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from portbook.machine.claim_status import SILENT, ClaimStatus
from portbook.machine.engine import Container
from portbook.machine.here import CheckoutIndex, Here, OwnedFolder
from portbook.machine.processes import Process, kinds_of, own_user
from portbook.machine.snapshot import Holder, Snapshot
from portbook.machine.verdict import of_other_copy, places_of
from portbook.model.bind import LOOPBACK, is_wildcard
from portbook.model.catalogue import kind_of_image
from portbook.model.portfacts import ephemeral
from portbook.model.portmap import PortMap
from portbook.text.grouping import grouped
from portbook.text.quoting.yaml import yaml_string

_INTERPRETER = re.compile(r"(python|node|ruby|php|perl|java|deno|bun)[0-9.]*$")
_SCRIPTS = (".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".php", ".pl", ".jar")
_FIRST = re.compile(r"^[^a-z]+")
_REST = re.compile(r"[^a-z0-9]+")


class Unclaimed(NamedTuple):
    """One program's number without a claim, with all its addresses.

    `ours`: a range or a checkout of the map has to do with it, or this ordinary user started it.
    `project`, `service` and `written` are what a claim could be: `written` is the port as the map
    writes it. `meant` is a service of the map that listens elsewhere than the map says. `known`:
    the map has the project.
    """

    transport: str
    port: int
    holders: tuple[Holder, ...]
    ours: bool
    project: str
    service: str
    written: str
    bind: str | None = None
    kind: str | None = None
    container: str | None = None
    image: str | None = None
    meant: str | None = None
    known: bool = True

    @property
    def command(self) -> tuple[str, ...] | None:
        """`portbook add` with its words; None where they could not say it all."""
        if self.bind is not None or self.transport != "tcp":
            return None
        words = ["portbook", "add", f"{self.project}/{self.service}", "--port", self.written]
        words += ["--kind", self.kind] if self.kind else []
        words += ["--image", self.image] if self.image else []
        return (*words, *([] if self.known else ["--create"]))

    @property
    def stanza(self) -> str:
        """The claim as a text that ports.yaml takes."""
        keys = {"kind": self.kind, "container": self.container, "port": self.written}
        if self.bind is not None:
            keys["bind"] = self.bind
        given = [f"{key}: {_scalar(value)}" for key, value in keys.items() if value is not None]
        entry = f"{{{', '.join(given)}}}" if len(given) > 1 else _scalar(self.written)
        return f"projects: {{{self.project}: {{services: {{{self.service}: {entry}}}}}}}"


def unclaimed(
    portmap: PortMap, here: Here, seen: Snapshot, statuses: Collection[ClaimStatus]
) -> list[Unclaimed]:
    """Every number of this machine that no claim accounts for; `statuses` are all claims'."""
    known = {holder.listener for standing in statuses for holder in standing.holders}
    survey = _Survey(portmap, here, statuses)
    found = []
    for transport, port in seen.numbers:
        held = seen.held(transport, port)
        left = [e for e in held if e.listener not in known]
        left = [e for e in left if of_other_copy(survey.checkouts, e) is None]
        found += [survey.describe(transport, port, group) for group in by_holder(left)]
    return found


def by_holder(holders: Iterable[Holder]) -> Iterator[tuple[Holder, ...]]:
    """Holders of one number by who they are: a program on two addresses is one."""
    groups = grouped(
        (e.container.id if e.container else e.process and e.process.pid, e) for e in holders
    )
    return map(tuple, groups.values())


def _scalar(text: str) -> str:
    return text if text.isdecimal() else yaml_string(text)


class _Survey:
    def __init__(self, portmap: PortMap, here: Here, statuses: Collection[ClaimStatus]) -> None:
        self.portmap = portmap
        self.checkouts = CheckoutIndex(portmap, here)
        self.user = own_user()
        self.ephemeral = ephemeral(portmap.hosts[here.host].os)
        self.silent = {each.claim.who for each in statuses if each.state == SILENT}
        self.ranges = [
            each.ports
            for each in portmap.all_ranges()
            if (each.host or self._host_of(each.project)) == here.host and each.ports.last < 65535
        ]

    def _host_of(self, project: str | None) -> str:
        owner = self.portmap.projects.get(project or "")
        return owner.default.host if owner else next(iter(self.portmap.hosts))

    def describe(self, transport: str, port: int, holders: tuple[Holder, ...]) -> Unclaimed:
        first = holders[0]
        around = places_of(self.checkouts, first)
        project, service = self._names(first, around)
        owner = self.portmap.projects.get(project)
        meant = f"{project}/{service}" if owner and service in owner.services else None
        return Unclaimed(
            transport,
            port,
            holders,
            self._is_ours(transport, port, first, around),
            project,
            f"{service}-{port}" if meant else service,
            _written(transport, port, first.container),
            bind_of(holders),
            kind_of(first),
            first.container.name if first.container else None,
            first.container.image if first.container else None,
            meant if meant in self.silent else None,
            owner is not None,
        )

    def _is_ours(
        self, transport: str, port: int, holder: Holder, around: list[OwnedFolder]
    ) -> bool:
        if any(port in ports for ports in self.ranges):
            return True
        if port in self.ephemeral:
            return False  # the system gave it: nobody chose a number
        user = holder.process.user if holder.process else None
        is_root = self.user in ("root", "NT AUTHORITY\\SYSTEM")
        return bool(around) or (user == self.user and not is_root and transport == "tcp")

    def _names(self, holder: Holder, around: list[OwnedFolder]) -> tuple[str, str]:
        """The project and the service that somebody would take it for."""
        container, process = holder.container, holder.process
        folder = Path(process.cwd) if process and process.cwd else None
        service = around[0].service if around else None
        if container is not None:
            project = around[0].project if around else container.project or container.name
            return slug_of(project), slug_of(container.service or container.name)
        if around:
            inner = folder.name if folder and folder != around[0].folder else None
            return around[0].project, slug_of(service or inner or program_of(process))
        # The checkout that the folder lies in; none for the folders that belong to the system.
        above = (folder, *folder.parents) if folder else ()
        root = next((each for each in above if (each / ".git").exists()), None)
        return slug_of(root.name if root else program_of(process)), slug_of(program_of(process))


def program_of(process: Process | None) -> str:
    """The program's name; of an interpreter, the name of what it runs."""
    if process is None:
        return "service"
    name = process.name or "service"
    if _INTERPRETER.match(name) is None:
        return name
    words = process.command[1:]
    module = words[words.index("-m") + 1 :][:1] if "-m" in words else ()
    scripts = [Path(word).stem for word in words if Path(word).suffix in _SCRIPTS]
    return next(iter((*module, *scripts)), name)


def slug_of(text: str) -> str:
    """A name that the map takes: letters, digits and hyphens, a letter first."""
    return _FIRST.sub("", _REST.sub("-", text.lower()).strip("-")) or "other"


def kind_of(holder: Holder) -> str | None:
    if holder.container is not None:
        return kind_of_image(holder.container.image)
    found = sorted(kinds_of(holder.process)) if holder.process else []
    return found[0] if len(found) == 1 else None


def _written(transport: str, port: int, container: Container | None) -> str:
    """The short form of an endpoint: the number, a container's own number, the transport."""
    inside = [each.inside for each in container.published if each.port == port] if container else []
    text = f"{port}:{inside[0]}" if inside else str(port)
    return text if transport == "tcp" else f"{text}/{transport}"


def bind_of(holders: tuple[Holder, ...]) -> str | None:
    """The address to write; None for the one that the map takes where none is written."""
    addresses = sorted(
        {each.listener.address for each in holders}, key=lambda each: (":" in each, each)
    )
    wide = [each for each in addresses if is_wildcard(each)]
    chosen = "::" if "::" in wide else (wide or addresses)[0]
    return None if chosen == LOOPBACK else chosen
