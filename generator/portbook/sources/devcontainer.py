"""Reads the ports that a devcontainer.json forwards.

The keys: https://containers.dev/implementors/json_reference/
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.sources.compose.ports import BadPort, parse_short
from portbook.sources.files import UNNAMED, service_of_folder
from portbook.sources.found import Fact, FoundClaim
from portbook.sources.jsonc import parse_json
from portbook.sources.numbers import port_number, reading, unread
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source


@reading("neither forwardPorts nor appPort")
def read_devcontainer(source: Source) -> Iterator[Fact | Diagnostic]:
    """`forwardPorts` and `appPort`; the label of a number's `portsAttributes` names its service."""
    root, problems = parse_json(source)
    yield from problems
    if not isinstance(root, Mapping):
        return
    labels = _labels(root.get("portsAttributes"))
    name = service_of_folder(source)
    name = UNNAMED if name == "devcontainer" else name
    for node in _items(root.get("forwardPorts")):
        yield from _forward(source, node, labels, name)
    for node in _items(root.get("appPort")):
        try:
            published = parse_short(node.text)
        except BadPort as refused:
            yield unread(source, node.place.line, str(refused))
            continue
        port = published.port or published.container
        service = labels.get(port, name)
        yield FoundClaim(
            source.name, node.place.line, service, port, container_port=published.container
        )


def _forward(source: Source, node: Scalar, labels: dict[int, str], name: str) -> Iterator[Fact]:
    """A number, or `db:5432` of another container of the compose file."""
    host, _, number = node.text.rpartition(":")
    port, line = port_number(number), node.place.line
    if port is None:
        yield unread(source, line, f"'{node.text[:40]}' is no port")
        return
    service = host if host and host != "localhost" else labels.get(port, name)
    yield FoundClaim(source.name, line, service, port, container_port=port, description="forwarded")


def _labels(node: Node | None) -> dict[int, str]:
    found = {}
    for key, value in node.pairs if isinstance(node, Mapping) else ():
        label = value.get("label") if isinstance(value, Mapping) else None
        port = port_number(key.text.rpartition(":")[2])
        if port is not None and isinstance(label, Scalar) and label.text.strip():
            found[port] = label.text.strip()
    return found


def _items(node: Node | None) -> list[Scalar]:
    nodes = node.items if isinstance(node, Sequence) else [node]
    return [each for each in nodes if isinstance(each, Scalar)]
