"""The nftables rules that portbook generated for a host, against what listens there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.machine.snapshot import Snapshot
from portbook.model.bind import is_loopback
from portbook.model.ports import PortSet, parse_ports, span

_SET = re.compile(r"set (tcp|udp)_(spoken|anybody|from[46]) \{[^}]*elements = \{ ([^}]*) \}")


def firewall_notes(name: str, rules: str, seen: Snapshot) -> Iterator[str]:
    """A sentence for each number where the rules `rules`, a file called `name`, and the listeners
    differ. Whether the rules are loaded nobody can tell without being root."""
    spoken, opened = _numbers(rules)
    outside = {
        (transport, port)
        for transport, port in seen.numbers
        for holder in seen.held(transport, port)
        if not is_loopback(holder.listener.address)
    }
    for transport, port in sorted(outside, key=lambda each: (each[1], each[0])):
        if port not in spoken[transport]:
            yield f"{name} says nothing of {port}/{transport}, which listens for other machines"
        elif port not in opened[transport]:
            yield f"{name} refuses {port}/{transport} to everybody, and it listens for others"
    for transport, ports in opened.items():
        for low, high in ports.spans:
            if not any(each == transport and low <= port <= high for each, port in outside):
                number = f"{span(low, high)}/{transport}"
                yield f"{name} opens {number}, where nothing listens for other machines"


def _numbers(rules: str) -> tuple[dict[str, PortSet], dict[str, PortSet]]:
    """By transport: the numbers that the rules speak of, and those that somebody may reach."""
    spoken: dict[str, list[str]] = {"tcp": [], "udp": []}
    opened: dict[str, list[str]] = {"tcp": [], "udp": []}
    for transport, kind, elements in _SET.findall(rules):
        numbers = [each.rpartition(" . ")[2] for each in elements.split(", ")]
        (spoken if kind == "spoken" else opened)[transport] += numbers
    sets = [
        {
            transport: parse_ports(",".join(listed)) if listed else PortSet()
            for transport, listed in each.items()
        }
        for each in (spoken, opened)
    ]
    return sets[0], sets[1]
