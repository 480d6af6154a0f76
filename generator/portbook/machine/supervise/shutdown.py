"""Stops running services, one step of the order at a time."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import IO

import psutil

from portbook.machine.claim_status import holders_of
from portbook.machine.ending import POLL, end, plan_ending
from portbook.machine.engine import EngineError
from portbook.machine.snapshot import snapshot
from portbook.machine.supervise.launch import CannotStart, Launch
from portbook.machine.supervise.parts import Part
from portbook.machine.supervise.process_tree import HAS_GROUPS, ProcessTree
from portbook.model.portmap import Service

Copy = Callable[[str, IO[bytes]], None]
"""Prints what a command writes, under the service's name, until it ends."""
LAST_WORDS = 0.5
"""Seconds in which output still comes in of a process that has ended."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Ends services politely, after `timeout` seconds or once there is a `hurry` by force."""

    launches: Mapping[str, Launch]
    timeout: float
    hurry: threading.Event
    say: Callable[[str, str], None]

    def close(
        self,
        started: Mapping[str, tuple[Part, ProcessTree]],
        away: Collection[str],
        copy: Copy,
    ) -> None:
        """All of `started` side by side; those that went `away` by their own `stop` first."""
        if not started:
            return

        def one(name: str) -> None:
            part, tree = started[name]
            if name in away and part.service.stop:
                self._stop_command(part, copy)
            alive = tree.process.poll() is None
            politely = tree.end(_asking(part.service), self.timeout, self.hurry)
            if not politely:
                self.say(name, "ended by force")
            elif alive:
                self.say(name, "stopped")
            if name in away:
                self._end_holders(part.service)

        with ThreadPoolExecutor(len(started)) as pool:
            list(pool.map(one, started))

    def _end_holders(self, service: Service) -> None:
        """What went into the background and hides where it came from, but is on the service's
        ports, which were free when it was started."""
        seen = snapshot()
        endings, _ = plan_ending(seen, [holder for _, _, holder in holders_of(seen, service)])
        for each in endings:
            if each.foreign is None:
                try:
                    said = end(seen.engine, each, self.timeout)
                except (EngineError, PermissionError) as failure:
                    said = str(failure)
                self.say(service.name, f"in the background: {said}")

    def _stop_command(self, part: Part, copy: Copy) -> None:
        """What ends a thing that runs elsewhere, as a container does."""
        launch = replace(self.launches[part.name], command=part.service.stop or "")
        until = time.monotonic() + self.timeout
        self.say(part.name, f"stops: {launch.command}")
        try:
            tree = ProcessTree(
                launch, session=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
            )
        except CannotStart as failure:
            self.say(part.name, failure.message)
            return
        arguments = (part.name, tree.output)
        reader = threading.Thread(target=copy, args=arguments, daemon=True)
        reader.start()
        while tree.process.poll() is None and time.monotonic() < until:
            if self.hurry.wait(POLL):
                break
        tree.kill()
        reader.join(LAST_WORDS)
        if tree.process.wait() != 0:
            self.say(part.name, f"its 'stop' failed with {tree.process.returncode}")


def _asking(service: Service) -> int:
    """PostgreSQL takes SIGTERM as "wait until every client has left", SIGINT as "end now, and
    cleanly" (PostgreSQL documentation, "Shutting Down the Server")."""
    postgres = service.kind is not None and service.kind.name == "postgres"
    return signal.SIGINT if postgres and HAS_GROUPS else signal.SIGTERM


def sweep() -> None:
    """End what is left below this process, such as a health check that nobody waits for."""
    with contextlib.suppress(psutil.Error):
        for each in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                each.kill()
