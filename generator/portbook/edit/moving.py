"""Where an endpoint's number can be written anew: every way that might do, the plainest first.

None of them is trusted: `proof.py` reads the result and compares it with what was meant. So a
number behind an alias, which would move other services too, is simply the first way that fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.edit.change import Texts
from portbook.edit.entries import Lines, add_entries, alias_of, value_span
from portbook.edit.history_edit import Way, complete, merging
from portbook.edit.move import Move
from portbook.edit.numbers import Number, in_mapping, in_scalar
from portbook.model.portmap import PortMap
from portbook.text.edit import Splice
from portbook.text.nodes import Mapping, Node, Scalar

__all__ = ["ways"]


def ways(portmap: PortMap, move: Move) -> Iterator[Texts]:
    """Edits that may carry out a move, each complete with its history entry."""
    services = portmap.projects[move.project].origin.node("services")
    if not isinstance(services, Mapping):
        return
    key, node = services.key(move.service), services.get(move.service)
    if key is None or node is None:
        return
    plain = move.number._replace(container=None, container_end=None)
    numbers = [plain] if move.number.container is None else [plain, move.number]
    for number in numbers:
        for way in _ways(portmap, move, node, number):
            for splices in complete(move, key, node, way):
                yield {key.source: splices}


def _ways(portmap: PortMap, move: Move, node: Node, number: Number) -> Iterator[Way]:
    primary = _is_primary(portmap, move)
    if move.environment is not None:
        yield from _in_overlay(move, move.environment, node, number, primary)
    elif isinstance(node, Scalar):
        yield Way(tuple(in_scalar(node, number)))
    elif isinstance(node, Mapping):
        yield from _in_service(move.endpoint, node, number, move.endpoint == "default")


def _is_primary(portmap: PortMap, move: Move) -> bool:
    service = portmap.projects[move.project].services[move.service]
    return service.primary is None or service.primary.name == move.endpoint


def _in_service(endpoint: str, node: Mapping, number: Number, short: bool) -> Iterator[Way]:
    """A number under `ports` or, where the `short` form can mean the endpoint, under `port`."""
    ports = node.get("ports")
    if isinstance(ports, Mapping) and ports.get(endpoint) is not None:
        yield from _at(ports, endpoint, number)
        yield Way(tuple(add_entries(ports, [(endpoint, number.text)])))
        if aliased := _behind_alias(node, "ports", [(endpoint, number.text)]):
            yield Way(aliased)
    if short:
        if node.get("port") is not None:
            yield from _at(node, "port", number)
        yield Way(entries=(("port", number.text),), after="kind")
    if isinstance(ports, Mapping):
        yield Way(tuple(add_entries(ports, [(endpoint, number.text)])))
    yield Way(entries=(("ports", f"{{{endpoint}: {number.text}}}"),), after="kind")


def _at(mapping: Mapping, name: str, number: Number) -> Iterator[Way]:
    key, value = mapping.key(name), mapping.get(name)
    if key is None:
        return
    if isinstance(value, Scalar):
        yield Way(tuple(in_scalar(value, number)))
    elif isinstance(value, Mapping):
        yield from _long_form(value, number)
    aliased = alias_of(key.source, key)
    if aliased and isinstance(value, Scalar):
        yield Way((Splice(*aliased, number.text),))
    elif aliased:
        merged = f"{{<<: {key.source.text[slice(*aliased)]}, number: {number.host_text}}}"
        yield Way((Splice(*aliased, merged),))


def _long_form(value: Mapping, number: Number) -> Iterator[Way]:
    said: Lines = [("number", Number(number.port, number.last).text)]
    inner: Lines = [("container", number.inner[1:])] if number.container else []
    changed = in_mapping(value, number)
    if changed is not None:
        added = tuple(add_entries(value, inner)) if inner else ()
        yield Way((*changed, *added))
    yield Way(tuple(add_entries(value, [*said, *inner])))


def _behind_alias(node: Mapping, name: str, entries: Lines) -> tuple[Splice, ...]:
    """The alias under a key as a mapping that merges it and says more."""
    key = node.key(name)
    aliased = alias_of(key.source, key) if key else None
    if key is None or aliased is None:
        return ()
    return (merging(key.source, aliased, entries),)


def _in_overlay(
    move: Move, environment: str, node: Node, number: Number, primary: bool
) -> Iterator[Way]:
    said = ("port", number.text)
    if not primary:
        said = ("ports", f"{{{move.endpoint}: {number.text}}}")
    laid = f"{{{said[0]}: {said[1]}}}"
    whole = Way(entries=(("environments", f"{{{environment}: {laid}}}"),))
    if not isinstance(node, Mapping):
        yield whole
        return
    overlays = node.get("environments")
    if not isinstance(overlays, Mapping):
        yield whole
        return
    overlay = overlays.get(environment)
    if isinstance(overlay, Mapping):
        yield from _in_overlay_mapping(move, overlay, number, primary)
    if aliased := _behind_alias(overlays, environment, [said]):
        yield Way(aliased)
    if overlay is not None:
        key = overlays.key(environment)
        if key is not None and isinstance(overlay, Scalar):
            start, end = value_span(key, overlay)
            yield Way((Splice(start, end, f"{' ' if start == end else ''}{laid}"),))
    else:
        yield Way(tuple(add_entries(overlays, [(environment, laid)])))


def _in_overlay_mapping(
    move: Move, overlay: Mapping, number: Number, primary: bool
) -> Iterator[Way]:
    if primary and overlay.get("port") is not None:
        yield from _at(overlay, "port", number)
    ports = overlay.get("ports")
    if isinstance(ports, Mapping) and ports.get(move.endpoint) is not None:
        yield from _at(ports, move.endpoint, number)
    if primary:
        yield Way(tuple(add_entries(overlay, [("port", number.text)])))
    if isinstance(ports, Mapping):
        yield Way(tuple(add_entries(ports, [(move.endpoint, number.text)])))
    else:
        named = [("ports", f"{{{move.endpoint}: {number.text}}}")]
        yield Way(tuple(add_entries(overlay, named)))
