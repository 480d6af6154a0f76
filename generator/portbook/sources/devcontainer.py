"""devcontainer.json to the ports that it forwards.

The keys: https://containers.dev/implementors/json_reference/
"""

from __future__ import annotations

from portbook.sources.compose.ports import BadPort, parse_short
from portbook.sources.files import UNNAMED, service_of_folder
from portbook.sources.found import Found, FoundClaim, Unread
from portbook.sources.jsonc import parse_json
from portbook.sources.numbers import port_number, unread, unread_rest
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source


def read_devcontainer(source: Source) -> Found:
    """`forwardPorts` and `appPort`; the label of a number's `portsAttributes` names its service."""
    root, problems = parse_json(source)
    found = Found(problems=problems)
    if not isinstance(root, Mapping):
        return found
    labels = _labels(root.get("portsAttributes"))
    name = service_of_folder(source)
    name = UNNAMED if name == "devcontainer" else name
    for node in _items(root.get("forwardPorts")):
        _forward(source, node, labels, name, found)
    for node in _items(root.get("appPort")):
        try:
            published = parse_short(node.text)
        except BadPort as refused:
            found.facts.append(unread(source, node.place.line, str(refused)))
            continue
        port = published.port or published.container
        service = labels.get(port, name)
        found.facts.append(
            FoundClaim(
                source.name, node.place.line, service, port, container_port=published.container
            )
        )
    told = {each.line for each in found.claims} | {each.line for each in found.of(Unread)}
    found.facts += unread_rest(source, told, "neither forwardPorts nor appPort")
    return found


def _forward(source: Source, node: Scalar, labels: dict[int, str], name: str, found: Found) -> None:
    """A number, or `db:5432` of another container of the compose file."""
    host, _, number = node.text.rpartition(":")
    port, line = port_number(number), node.place.line
    if port is None:
        found.facts.append(unread(source, line, f"'{node.text[:40]}' is no port"))
        return
    service = host if host and host != "localhost" else labels.get(port, name)
    found.facts.append(
        FoundClaim(source.name, line, service, port, container_port=port, description="forwarded")
    )


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
