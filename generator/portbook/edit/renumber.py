"""Where an endpoint's number can be written anew: every edit that might do, the plainest first.

None of them is trusted: `verify` reads the result and compares it with the expected map. So a
number behind an alias, which would move other services too, is simply the first that fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from portbook.allocate.linked_ports import Moved
from portbook.edit.change import Texts
from portbook.edit.entries import Entry, Lines, add_entries, add_item, alias_of, flow, value_span
from portbook.model.portmap import HistoryEntry, PortMap, Service
from portbook.model.ports import span
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import Source, Splice

Strategy = list[Splice] | Entry
"""Splices, or an entry that the service's mapping gets."""


def rewrites(
    portmap: PortMap, moved: Moved, number: Number, entry: HistoryEntry | None
) -> Iterator[Texts]:
    """Edits that may write the number, each complete with the entry in the service's history."""
    services = portmap.projects[moved.project].origin.node("services")
    if not isinstance(services, Mapping):
        return
    key, node = services.key(moved.service), services.get(moved.service)
    if key is None or node is None:
        return
    plain = number._replace(container=None, container_end=None)
    for said in [plain] if number.container is None else [plain, number]:
        for strategy in _strategies(portmap, moved, node, said):
            for splices in _complete(strategy, key, node, number, entry):
                yield {key.source: splices}


def _strategies(portmap: PortMap, moved: Moved, node: Node, number: Number) -> Iterator[Strategy]:
    if moved.environment is not None:
        service = portmap.projects[moved.project].services[moved.service]
        primary = is_primary(service, moved.endpoint)
        yield from _in_overlay(moved, moved.environment, node, number, primary)
    elif isinstance(node, Scalar):
        yield [*_in_scalar(node, number)]
    elif isinstance(node, Mapping):
        short = moved.endpoint == "default"
        yield from _in_service(moved.endpoint, node, number, short, lambda entry: entry)


def is_primary(service: Service, endpoint: str) -> bool:
    """Whether it is the endpoint that is meant where none is named."""
    return service.primary is None or service.primary.name == endpoint


def _in_service(
    endpoint: str, node: Mapping, number: Number, short: bool, add: Callable[[Entry], Strategy]
) -> Iterator[Strategy]:
    """A number under `ports` or, where the `short` form can mean the endpoint, under `port`; `add`
    is how the service, or its overlay, gets an entry."""
    ports = node.get("ports")
    if isinstance(ports, Mapping) and ports.get(endpoint) is not None:
        yield from _at(ports, endpoint, number)
        yield [add_entries(ports, [(endpoint, number.text)])]
        if aliased := _behind_alias(node, "ports", [(endpoint, number.text)]):
            yield [aliased]
    if short:
        if node.get("port") is not None:
            yield from _at(node, "port", number)
        yield add(("port", number.text))
    if isinstance(ports, Mapping):
        yield [add_entries(ports, [(endpoint, number.text)])]
    yield add(("ports", f"{{{endpoint}: {number.text}}}"))


def _at(mapping: Mapping, name: str, number: Number) -> Iterator[Strategy]:
    key, value = mapping.key(name), mapping.get(name)
    if key is None:
        return
    if isinstance(value, Scalar):
        yield [*_in_scalar(value, number)]
    elif isinstance(value, Mapping):
        yield from _long_form(value, number)
    aliased = alias_of(key.source, key)
    if aliased and isinstance(value, Scalar):
        yield [Splice(*aliased, number.text)]
    elif aliased:
        yield [_merged(key.source, aliased, [("number", number.host_text)])]


def _long_form(value: Mapping, number: Number) -> Iterator[Strategy]:
    said: Lines = [("number", Number(number.port, number.last).text)]
    inner: Lines = [("container", number.inner[1:])] if number.container else []
    written = value.get("number")
    if isinstance(written, Scalar):
        changed = _in_scalar(written, number._replace(container=None))
        added = [add_entries(value, inner)] if inner else []
        yield [*changed, *added]
    yield [add_entries(value, [*said, *inner])]


def _behind_alias(node: Mapping, name: str, entries: Lines) -> Splice | None:
    """The alias under a key as a mapping that merges it and says more."""
    key = node.key(name)
    aliased = alias_of(key.source, key) if key else None
    return _merged(key.source, aliased, entries) if key and aliased else None


def _in_overlay(
    moved: Moved, environment: str, node: Node, number: Number, primary: bool
) -> Iterator[Strategy]:
    said = ("port", number.text)
    if not primary:
        said = ("ports", f"{{{moved.endpoint}: {number.text}}}")
    laid = f"{{{said[0]}: {said[1]}}}"
    overlays = node.get("environments") if isinstance(node, Mapping) else None
    if not isinstance(overlays, Mapping):
        yield "environments", f"{{{environment}: {laid}}}"
        return
    overlay = overlays.get(environment)
    if isinstance(overlay, Mapping):
        yield from _in_service(
            moved.endpoint, overlay, number, primary, lambda entry: [add_entries(overlay, [entry])]
        )
    if aliased := _behind_alias(overlays, environment, [said]):
        yield [aliased]
    if overlay is not None:
        key = overlays.key(environment)
        if key is not None and isinstance(overlay, Scalar):
            start, end = value_span(key, overlay)
            yield [Splice(start, end, f"{' ' if start == end else ''}{laid}")]
    else:
        yield [add_entries(overlays, [(environment, laid)])]


_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)*")
_SHORT = re.compile(
    r"(?P<bind>(?:\[[^\]]*\]|\*|localhost|[0-9]+\.[0-9.]+):)?"
    r"(?P<host>[0-9]+(?:-[0-9]+)?)(?P<container>:[0-9]+(?:-[0-9]+)?)?(?P<transport>/[a-z+]+)?"
)


class Number(NamedTuple):
    """What is to be written: `port` to `last`.

    `container` is what an endpoint in a container is to keep inside it, said only where it must
    be; None where there is none, or where it follows the number on the host.
    """

    port: int
    last: int
    container: int | None = None
    container_end: int | None = None

    @property
    def host_text(self) -> str:
        return span(self.port, self.last)

    @property
    def text(self) -> str:
        """The short form, quoted where a plain one could be taken for something else."""
        if self.container is None and self.last == self.port:
            return self.host_text
        return f'"{self.host_text}{self.inner}"'

    @property
    def inner(self) -> str:
        if self.container is None:
            return ""
        return f":{span(self.container, self.container_end or self.container)}"


def _in_scalar(node: Scalar, number: Number) -> Iterator[Splice]:
    """Change the number in a short form, and nothing else of it where that is possible."""
    text = node.source.text
    start = _PROPERTIES.match(text, node.start, node.end).end()  # type: ignore[union-attr]
    if start == node.end:
        space = " " if text[node.start - 1 : node.start] == ":" else ""
        yield Splice(start, start, space + number.text)
        return
    quoted = not node.plain and text[start] in "\"'"
    inner = start + 1 if quoted else start
    match = _SHORT.fullmatch(node.text)
    if match is None or text[inner : node.end - quoted] != node.text:
        yield Splice(start, node.end, number.text)
        return
    low, high = inner + match.start("host"), inner + match.end("host")
    said = number.host_text + ("" if match["container"] else number.inner)
    if node.plain and ":" in said:
        yield Splice(start, start, '"')
        yield Splice(low, high, said)
        yield Splice(node.end, node.end, '"')
    else:
        yield Splice(low, high, said)


def _complete(
    strategy: Strategy, key: Scalar, node: Node, number: Number, entry: HistoryEntry | None
) -> Iterator[list[Splice]]:
    """The strategy with the history entry, and with the entries that the service's mapping gets."""
    splices, history = _history(entry, node)
    entries = [strategy] if isinstance(strategy, tuple) else []
    splices = [*([] if isinstance(strategy, tuple) else strategy), *splices]
    aliased = alias_of(key.source, key)
    if isinstance(node, Mapping):
        for added in _entered(node, entries, history):
            yield [*splices, *added]
        if aliased and not splices:
            yield [_merged(key.source, aliased, [*entries, *history])]
    elif entries or history:
        yield _wrapped(key, node, splices, [*entries, *history])
    else:
        yield splices
        if aliased:
            yield [Splice(*aliased, number.text)]


def _history(entry: HistoryEntry | None, node: Node) -> tuple[list[Splice], Lines]:
    """The history entry: as an item of the list there is, or as an entry of the service."""
    if entry is None:
        return [], []
    item = _item(entry)
    key = node.key("history") if isinstance(node, Mapping) else None
    listed = node.get("history") if isinstance(node, Mapping) else None
    if key is None or listed is None:
        return [], [("history", f"[{flow(item)}]")]
    return list(add_item(key, listed, item)), []


def _entered(node: Mapping, entries: Lines, history: Lines) -> Iterator[list[Splice]]:
    """The entries in their usual places, a port behind the kind; else behind the first that is
    there: at the end of a file without a last line break, a line more would change what stands
    above it."""
    usual = None if dict(entries).keys() <= {"environments"} else "kind"
    first = node.pairs[0][0].text if node.pairs else None
    places = [(usual, None), (first, first)] if entries or history else [(None, None)]
    for after_keys in dict.fromkeys(places):
        pairs = zip((entries, history), after_keys, strict=True)
        yield [add_entries(node, new, after) for new, after in pairs if new]


def _wrapped(key: Scalar, node: Node, splices: list[Splice], entries: Lines) -> list[Splice]:
    """A short form `web: 3000` as the mapping that can say more."""
    start, end = value_span(key, node)
    said = "".join(f", {name}: {value}" for name, value in entries)
    space = " " if start == end else ""
    return [Splice(start, start, f"{space}{{port: "), *splices, Splice(end, end, f"{said}}}")]


def _item(entry: HistoryEntry) -> Lines:
    given = (
        ("date", entry.date),
        ("from", entry.before and str(entry.before)),
        ("to", str(entry.after)),
        ("endpoint", entry.endpoint),
        ("environment", entry.environment),
        ("reason", entry.reason and yaml_string(entry.reason)),
    )
    return [(name, text) for name, text in given if text]


def _merged(source: Source, aliased: tuple[int, int], entries: Lines) -> Splice:
    """An alias as a mapping that merges what it stands for and says more."""
    said = "".join(f", {name}: {value}" for name, value in entries)
    return Splice(*aliased, f"{{<<: {source.text[slice(*aliased)]}{said}}}")
