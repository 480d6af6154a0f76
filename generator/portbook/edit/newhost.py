"""A host that the map is to know, behind those that it knows already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from portbook.edit.change import Change, Texts
from portbook.edit.entries import add_entries, flow
from portbook.model.portmap import Host, PortMap
from portbook.text.nodes import Mapping

__all__ = ["NewHost"]


class NewHost(NamedTuple):
    """A map without `hosts` gets them, with the one it had unsaid first."""

    name: str
    os: str = "linux"

    @property
    def touches(self) -> tuple[str, str | None]:
        return "", None

    @property
    def refusal(self) -> str:
        return f"the host {self.name} cannot be added"

    def variants(self) -> Sequence[Change]:
        return (self,)

    def retold(self, message: str) -> str:
        return message

    def meant(self, was: PortMap, made: PortMap) -> PortMap:
        return replace(was, hosts={**was.hosts, self.name: Host(self.name, self.os)})

    def ways(self, portmap: PortMap) -> Iterator[Texts]:
        root = portmap.origin.nodes[0]
        hosts = portmap.origin.node("hosts")
        said = "{}" if self.os == "linux" else f"{{os: {self.os}}}"
        if isinstance(hosts, Mapping) and hosts.pairs:
            yield {hosts.source: list(add_entries(hosts, [(self.name, said)]))}
        elif isinstance(root, Mapping) and root.get("hosts") is None:
            known = [(name, "{}") for name in portmap.hosts]
            entry = ("hosts", flow([*known, (self.name, said)]))
            yield {root.source: list(add_entries(root, [entry], "title"))}
