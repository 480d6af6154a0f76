"""Maps and moments for the tests of this machine's rooms: written down, not looked at."""

from __future__ import annotations

from pathlib import Path

from portbook.language.load import read
from portbook.machine.engine import Container, Published
from portbook.machine.here import Here, read_here
from portbook.machine.listeners import Listener
from portbook.machine.processes import Process
from portbook.machine.snapshot import Snapshot
from portbook.model.portmap import PortMap
from portbook.text.source import Source

__all__ = ["Moment", "map_of"]


def map_of(text: str, base: Path) -> tuple[PortMap, Here]:
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    here, problems = read_here(portmap, base / "ports.yaml")
    assert problems == []
    return portmap, here


class Moment:
    """A machine as a test wants it: listeners with their processes, and containers."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self.processes: dict[int, Process] = {}
        self.containers: list[Container] = []

    def runs(
        self,
        port: int,
        command: str,
        cwd: Path | str | None = None,
        *,
        address: str = "127.0.0.1",
        transport: str = "tcp",
        user: str = "somebody",
    ) -> Moment:
        words = tuple(command.split())
        pid = 1_000_000 + len(self.processes)
        name = words[0].rpartition("/")[2]
        where = None if cwd is None else str(cwd)
        self.processes[pid] = Process(pid, name, words, where, user, 1.7e9)
        self.listeners.append(Listener(transport, address, port, pid))
        return self

    def hidden(self, port: int, *, address: str = "127.0.0.1", transport: str = "tcp") -> Moment:
        self.listeners.append(Listener(transport, address, port, None))
        return self

    def contains(
        self, port: int, inside: int, name: str, image: str = "", **labels: str | None
    ) -> Moment:
        published = (Published("tcp", labels.pop("address", None) or "127.0.0.1", port, inside),)
        found = Container(name * 8, name, image, published=published, **labels)  # type: ignore[arg-type]
        self.containers.append(found)
        return self

    def snapshot(self) -> Snapshot:
        seen = Snapshot(self.listeners, self.containers)
        seen._processes.update(self.processes)
        return seen
