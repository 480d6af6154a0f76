"""A host's firewall from the flows of the map: a table of our own for nftables, a file a host.

It speaks of the numbers that the map claims on the host and leaves all others as they are. Loading
a file replaces the table at once (nft(8), "-f": all or nothing). What Docker publishes passes by
the input rules: it is rewritten before and forwarded, so that the forward chain has rules for it,
by the number that was asked for (`ct original proto-dst`).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from portbook.derive.flows import Flow, crossing, flows_of
from portbook.model.bind import is_loopback
from portbook.model.portmap import Host
from portbook.model.ports import port_set, span
from portbook.targets.context import Context, Output
from portbook.text.quoting.lines import hash_comment

Span = tuple[int, int]
TRANSPORTS = ("tcp", "udp")
ENGINES = ("docker0", "br-*", "podman*", "cni-podman*")
"""Bridges of container engines: what comes from them never left the host."""

TABLE = "inet portbook"


class Rules(NamedTuple):
    """Of one transport: the numbers the host's rules speak of, which anybody may reach, and which
    from what address."""

    spoken: list[Span]
    anybody: list[Span]
    sources: dict[str, list[Span]]


def emit_map(context: Context) -> Iterator[Output]:
    """`nftables/<host>.nft`, of each host that is no cluster and has an open number."""
    flows = list(crossing(flows_of(context.wiring)))
    for host in context.portmap.hosts.values():
        claims = [e for e in context.claims if e.host == host.name and not is_loopback(e.bind)]
        if not claims or host.cluster:
            continue
        into = [each for each in flows if each.target.host == host.name and each.port is not None]
        notes: list[str] = []
        rules = {
            transport: _rules(
                [(c.port, c.last) for c in claims if c.transport == transport],
                [each for each in into if each.transport == transport],
                notes,
            )
            for transport in TRANSPORTS
        }
        yield Output(f"nftables/{host.name}.nft", _text(context, host, rules, notes))


def _rules(claimed: list[Span], flows: list[Flow], notes: list[str]) -> Rules:
    """Where a caller's address is not known its number is left alone, or it would be shut out."""
    anybody: list[Span] = []
    sources: dict[str, list[Span]] = {}
    unknown: list[Span] = []
    for flow in flows:
        numbers = (flow.port or 0, flow.port_end or flow.port or 0)
        if flow.source.host is None:
            anybody.append(numbers)
        elif (address := flow.source.ip) is not None:
            sources.setdefault(str(address), []).append(numbers)
        else:
            unknown.append(numbers)
            who = f"{flow.source.name} on {flow.source.host}"
            notes.append(f"{span(*numbers)}/{flow.transport} is left alone: no IP address of {who}")
    spoken = [
        (first, last)
        for first, last in claimed
        if not any(first <= high and low <= last for low, high in unknown)
    ]
    return Rules(_merged(spoken), _merged(anybody), {a: _merged(n) for a, n in sources.items()})


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Sorted and apart: nftables takes no elements of a set that overlap."""
    return list(port_set(list(spans)).spans)


def _text(context: Context, host: Host, rules: dict[str, Rules], notes: list[str]) -> str:
    lines = [
        context.notice,
        f"For {host.name}: nft -f nftables/{host.name}.nft replaces the table {TABLE}, whole.",
        "Numbers that the map does not claim on this host are left as they are.",
        "Accepted here means: not refused by this table. Others may still refuse it.",
        "What a container engine publishes is judged in the chain forward.",
        *dict.fromkeys(notes),
    ]
    lines = [hash_comment(line) for line in lines]
    lines += ["", f"table {TABLE}", f"delete table {TABLE}", "", f"table {TABLE} {{"]
    for transport, each in rules.items():
        lines += _sets(transport, each)
    lines += _chain("input", "filter", rules, "{} dport", ['iif "lo" accept'])
    bridges = [f'iifname "{name}" accept' for name in ENGINES]
    forward = "ct original proto-dst"
    lines += _chain(
        "forward", "filter - 5", rules, forward, ["ct status & dnat == 0 accept", *bridges]
    )
    return "\n".join([*lines, "}"]) + "\n"


def _sets(transport: str, rules: Rules) -> Iterator[str]:
    numbers = {"spoken": rules.spoken, "anybody": rules.anybody}
    for name, spans in numbers.items():
        yield from _set(f"{transport}_{name}", "inet_service", [span(*each) for each in spans])
    for family, kind in ((4, "ipv4_addr"), (6, "ipv6_addr")):
        pairs = [
            f"{address} . {span(*each)}"
            for address, spans in sorted(rules.sources.items())
            if ipaddress.ip_address(address).version == family
            for each in spans
        ]
        yield from _set(f"{transport}_from{family}", f"{kind} . inet_service", pairs)


def _set(name: str, kind: str, elements: list[str]) -> Iterator[str]:
    yield f"    set {name} {{"
    yield f"        type {kind}"
    yield "        flags interval"
    if elements:
        yield f"        elements = {{ {', '.join(elements)} }}"
    yield "    }"
    yield ""


def _chain(
    hook: str, priority: str, rules: dict[str, Rules], number: str, first: list[str]
) -> Iterator[str]:
    """New connections alone: what is open already stays open."""
    yield f"    chain {hook} {{"
    yield f"        type filter hook {hook} priority {priority}; policy accept;"
    for rule in (*first, "ct state established,related accept"):
        yield f"        {rule}"
    for transport in rules:
        asked = number.format(transport)
        of = f"meta l4proto {transport} "
        yield f"        {of}{asked} @{transport}_anybody accept"
        for family, field in ((4, "ip"), (6, "ip6")):
            yield f"        {of}{field} saddr . {asked} @{transport}_from{family} accept"
        refusal = "reject with tcp reset" if transport == "tcp" else "reject"
        yield f"        {of}{asked} @{transport}_spoken {refusal}"
    yield "    }"
