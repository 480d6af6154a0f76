"""Maps of odd shapes, and how the time to check them grows when they do.

Each shape once took time with the square of its size or more.
"""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Callable, Iterable

from portbook.checks import check
from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.text.source import Source

__all__ = ["SHAPES", "growth_of_shapes", "seconds"]


def _map(services: Iterable[str], head: str = "", tail: str = "") -> str:
    listed = "".join(f"      {each}\n" for each in services)
    return f"{head}projects:\n  p:\n    services:\n{listed}{tail}"


def _hosts(n: int) -> str:
    names = [f"h{at}" for at in range(n)]
    head = f"hosts: {{{', '.join(f'{name}: {{}}' for name in names)}}}\n"
    return _map((f"s{at}: {{port: 3000, host: [{', '.join(names)}]}}" for at in range(10)), head)


def _uses(n: int) -> str:
    return _map(f"service-{at}: {{port: {1024 + at}, uses: [servise-{at}]}}" for at in range(n))


def _references(n: int) -> str:
    env = ", ".join(f'V{at}: "{{servise-{at}.url}}"' for at in range(n))
    return _map(
        [f"api: {{env: {{{env}}}}}", *(f"service-{at}: {{}}" for at in range(max(n // 5, 210)))]
    )


def _ranges(n: int) -> str:
    made = ", ".join(f"range-{at}: {1024 + 10 * at}-{1033 + 10 * at}" for at in range(n))
    services = (f"s{at}: {{port: {1024 + 10 * at}, range: rnge-{at}}}" for at in range(n))
    return _map(services, f"ranges: {{{made}}}\n")


def _host_names(n: int) -> str:
    head = f"hosts: {{{', '.join(f'host-{at}: {{}}' for at in range(n))}}}\n"
    return _map((f"s{at}: {{port: {1024 + at}, host: hst-{at}}}" for at in range(n)), head)


def _routes(n: int) -> str:
    tail = "    proxy: {development: {server_name: x, listen: 80, routes: {"
    tail += ", ".join(f"/r{at}: servise-{at}" for at in range(n)) + "}}}\n"
    return _map((f"service-{at}: {1024 + at}" for at in range(n)), tail=tail)


def _one_port(n: int) -> str:
    return _map(f"s{at}: 3000" for at in range(n))


def _each_port_twice(n: int) -> str:
    return _map(f"s{at}: {1024 + at % (n // 2)}" for at in range(n))


def _intervals(n: int) -> str:
    return _map(f's{at}: "{2000 + at}-{30000 + at}"' for at in range(n))


def _members(n: int) -> str:
    head = f"exclusive: [{{members: [{', '.join(f'p/s{at}' for at in range(n))}], reason: x}}]\n"
    return _map((f"s{at}: 3000" for at in range(n)), head)


def _pairs(n: int) -> str:
    pairs = (f"  - {{members: [p/s{2 * at}, p/s{2 * at + 1}], reason: x}}\n" for at in range(n))
    services = (f"s{at}: {1024 + at // 2}" for at in range(2 * n))
    return _map(services, f"exclusive:\n{''.join(pairs)}")


def _unknown_members(n: int) -> str:
    head = ", ".join(f"projec-{at}" for at in range(n))
    projects = "".join(f"  project-{at}: {{}}\n" for at in range(n))
    return f"exclusive: [{{members: [{head}], reason: x}}]\nprojects:\n{projects}"


def _shared_uses(n: int) -> str:
    users = (f"s{at}: {{uses: *u}}" for at in range(1, n))
    used = (f"t{at}: {1024 + at}" for at in range(n))
    return _map([f"s0: {{uses: &u [{', '.join(f't{at}' for at in range(n))}]}}", *users, *used])


SHAPES: dict[str, tuple[Callable[[int], str], int]] = {
    "10 services of one number on N hosts": (_hosts, 200),
    "N misspelt uses": (_uses, 1400),
    "N misspelt references": (_references, 5000),
    "N misspelt ranges": (_ranges, 1500),
    "N misspelt hosts": (_host_names, 1500),
    "N misspelt routes": (_routes, 1500),
    "N services on one port": (_one_port, 1000),
    "N services, two on each port": (_each_port_twice, 5000),
    "N overlapping intervals": (_intervals, 5000),
    "exclusive with N members": (_members, 3000),
    "N exclusive pairs": (_pairs, 5000),
    "N services with one uses of N": (_shared_uses, 1500),
    "exclusive with N unknown names": (_unknown_members, 5000),
}
"""How a map of a shape is made, and of which size it has to take less than a second."""


def seconds(text: str) -> float:
    """Seconds of this process to read and check a map."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    check(Wiring(portmap))
    gc.enable()
    return time.process_time() - began


def growth_of_shapes() -> None:
    for name, (make, whole) in SHAPES.items():
        texts = [make(whole // part) for part in (4, 2, 1)]
        # In turns, so that what else the machine does is shared by the three sizes.
        turns = [[seconds(text) for text in texts] for _ in range(6)]
        took = [min(each) for each in zip(*turns, strict=True)]
        grown = max(later / earlier for earlier, later in itertools.pairwise(took))
        print(f"{name:40} {whole:6} {took[-1]:6.2f} s   x{grown:4.1f} a doubling (to reach: 2.2)")
