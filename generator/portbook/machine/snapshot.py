"""Finds who holds which port at one moment: listeners, processes and containers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from portbook.machine.engine import Container, Engine, EngineError, find_engine
from portbook.machine.listeners import Listener, covers, held_by, listeners
from portbook.machine.processes import Process, look
from portbook.text.diagnostic import legible
from portbook.text.grouping import grouped


class Holder(NamedTuple):
    """A listener with what is known of it; a container's is the container, not Docker's proxy.

    `process` is None where nobody may see it, or where the kernel passes the port on.
    """

    listener: Listener
    process: Process | None = None
    container: Container | None = None

    @property
    def label(self) -> str:
        """Who holds the port, in a few words: `node, pid 4711`, `container shop-db-1`."""
        if self.container is not None:
            return legible(f"container {self.container.name}")
        if self.process is None:
            return "a process not seen"
        return legible(f"{self.process.name or 'a process'}, pid {self.process.pid}")

    @property
    def hidden(self) -> bool:
        return self.process is None and self.container is None


class Snapshot:
    """What listens now. Processes are looked at when they are asked for, once each.

    `engine` is None where there is none or it does not answer; `engine_error` says why not.
    `processes` are those of another machine, where all of its listeners' are.
    """

    def __init__(
        self,
        found: Iterable[Listener],
        containers: Iterable[Container] = (),
        engine: Engine | None = None,
        engine_error: str | None = None,
        *,
        whole: bool = True,
        processes: Mapping[int, Process] | None = None,
    ) -> None:
        self.engine = engine
        self.engine_error = engine_error
        self.whole = whole
        self._listeners = grouped(((each.transport, each.port), each) for each in found)
        self._published = grouped(
            ((port.transport, port.port), (port, container))
            for container in containers
            for port in container.published
        )
        self._processes: dict[int, Process | None] = dict(processes or {})
        self._sockets: dict[int, frozenset[tuple[str, str, int]]] = {}
        self._holders: dict[tuple[str, int], list[Holder]] = {}

    @cached_property
    def numbers(self) -> list[tuple[str, int]]:
        """Each transport and number that is held, in order of the numbers."""
        keys = self._listeners.keys() | self._published.keys()
        return sorted(keys, key=lambda key: (key[1], key[0]))

    @property
    def notes(self) -> list[str]:
        """What this user could not see, a sentence each."""
        said = (
            [] if self.engine_error is None else [f"containers are not seen: {self.engine_error}"]
        )
        if not self.whole:
            said.append("other users' listeners are not seen: run as root")
        return said

    def process(self, pid: int) -> Process | None:
        if pid not in self._processes:
            self._processes[pid] = look(pid)
        return self._processes[pid]

    def _opener(self, listener: Listener, pid: int) -> Process | None:
        """The outermost process with the same socket: the master of workers that inherited it.

        The system names any of them. They are all of one program, as those of nginx are.
        """
        found = self.process(pid)
        while found is not None and found.parent and found.parent > 1:
            above = self.process(found.parent)
            if above is None or above.name != found.name:
                break
            if above.pid not in self._sockets:
                self._sockets[above.pid] = held_by(above.pid)
            if listener[:3] not in self._sockets[above.pid]:
                break
            found = above
        return found

    def held(self, transport: str, low: int, high: int | None = None) -> list[Holder]:
        """The holders of a number, or of all numbers of an interval with both its ends."""
        if high is None or high == low:
            return self._at(transport, low)
        return [
            holder
            for kind, port in self.numbers
            if kind == transport and low <= port <= high
            for holder in self._at(transport, port)
        ]

    def _at(self, transport: str, port: int) -> list[Holder]:
        key = (transport, port)
        if key not in self._holders:
            self._holders[key] = list(self._joined(key))
        return self._holders[key]

    def _joined(self, key: tuple[str, int]) -> Iterable[Holder]:
        """Docker's proxies give way to the containers they stand for.

        Where the kernel alone passes a port on (`userland-proxy: false`), nothing listens.
        """
        published = self._published.get(key, ())
        for listener in self._listeners.get(key, ()):
            process = None if listener.pid is None else self._opener(listener, listener.pid)
            if listener.pid is not None and process is None:
                continue  # it ended since
            stands_for = process is None or process.is_proxy
            if not (stands_for and any(covers(listener, port.address) for port, _ in published)):
                yield Holder(listener, process)
        for port, container in published:
            yield Holder(Listener(*port[:3], None), None, container)


def snapshot(environment: Mapping[str, str] = os.environ) -> Snapshot:
    """Look at the machine now. An engine that is there and cannot be asked is told in `notes`."""
    found, whole = listeners()
    try:
        engine = find_engine(environment)
        containers = engine.containers() if engine is not None else ()
    except EngineError as failure:
        return Snapshot(found, engine_error=str(failure), whole=whole)
    return Snapshot(found, containers, engine, whole=whole)
