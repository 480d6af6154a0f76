"""How long the numbers take, beside the reading of the map that they are taken from."""

from __future__ import annotations

import datetime
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from portbook.allocate.free import Wanted
from portbook.allocate.linked_ports import Moved, requirement_for
from portbook.allocate.search import Refusal, search
from portbook.allocate.settle.settlement import settle
from portbook.language.load import read
from portbook.model.exclusion import Exclusion
from portbook.model.portmap import PortMap
from portbook.text.source import Source
from tests.bench.bigmap import SERVICES, big_map

__all__ = ["settling"]

TODAY = datetime.date(2026, 4, 1)
CLAIMS, CONFLICTS = 5000, 1000
ROUNDS = 3
T = TypeVar("T")


def settling() -> None:
    title = f"{CLAIMS:,} claims with {CONFLICTS:,} conflicts, in seconds"
    print(f"\n{title}\n{'-' * len(title)}")
    for name, hosts, sort in (
        ("one host", 1, "all alike"),
        ("one host", 1, "all sorts of kinds"),
        ("one host", 1, "half of them in a range"),
        ("twenty hosts", 20, "all sorts of kinds"),
        ("twenty hosts", 20, "half of them in a range"),
    ):
        portmap = _portmap(conflicting(hosts, sort))
        between = Exclusion(portmap).between
        seconds, done = _timed(partial(settle, portmap, between, TODAY))
        proven = "proven minimal" if done.proven else "not proven minimal"
        said = f"{name}, {sort}: {len(done.moves):,} moves, {proven}"
        print(f"{said:72} {seconds:6.2f}   (to reach: 2.00)")
    portmap = _portmap(big_map(20_000 // SERVICES))
    wanted = Wanted(next(iter(portmap.hosts)), None, after=10_099)
    seconds, _ = _timed(partial(search, portmap, wanted, TODAY))
    print(f"{'next, beyond reading a map of 20,000 claims':72} {seconds:6.3f}   (to reach: 0.050)")
    for count in (150, 300):
        portmap = _portmap(_whole_intervals(count))
        wanted = requirement_for(portmap, Moved("p", "c", "default"))
        seconds, _ = _timed(partial(_reasons, portmap, wanted))
        said = f"next --why, {count} environments of whole intervals"
        print(f"{said:72} {seconds:6.3f}   (to reach: 1.000)")


def _reasons(portmap: PortMap, wanted: Wanted) -> list[Refusal]:
    return search(portmap, wanted, TODAY).why


def _whole_intervals(count: int) -> str:
    """Each environment on a host of its own, nearly all of whose numbers one service holds."""
    hosts = ", ".join(f"h{at}: {{}}" for at in range(count))
    environments = ", ".join(f"e{at}: h{at}" for at in range(count))
    services = 'a: "3000-30000", b: "31000-32000", c: 2999'
    return (
        f"hosts: {{{hosts}}}\n"
        f"projects: {{p: {{environments: {{{environments}}}, services: {{{services}}}}}}}\n"
    )


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        done = work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken), done


def _portmap(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    assert not reading.problems
    return reading.portmap


def conflicting(hosts: int, sort: str) -> str:
    """A map in which a fifth of all numbers is taken twice, on the host where it was first."""
    chance = random.Random(1)
    each = CLAIMS // hosts
    lines = ["hosts: {" + ", ".join(f"h{host}: {{}}" for host in range(hosts)) + "}"]
    ranges = "range" in sort
    kinds = ("express", "postgres", "vite", "redis") if "kinds" in sort else ("express",)
    if ranges:
        lines.append("ranges: {low: 4000-8999, high: 20000-29999}")
    lines.append("projects:")
    for host in range(hosts):
        single = range(4000, 4000 + each * (CLAIMS - CONFLICTS) // CLAIMS)
        numbers = [*single, *chance.sample(single, each - len(single))]
        chance.shuffle(numbers)
        for at in range(0, each, SERVICES):
            lines.append(f"  p{host}-{at}:")
            lines.append(f"    environments: {{development: h{host}}}")
            lines.append("    services:")
            for service, number in enumerate(numbers[at : at + SERVICES]):
                held = ", range: low" if ranges and number % 2 else ""
                lines.append(
                    f"      s{service}: {{port: {number}, kind: {chance.choice(kinds)}{held}}}"
                )
    return "\n".join(lines)


if __name__ == "__main__":
    settling()
