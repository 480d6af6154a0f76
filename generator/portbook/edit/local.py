"""What ports.local.yaml calls by name, under another name: this machine's host, and checkouts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from portbook.edit.change import FileEdit
from portbook.edit.mentions import Entity, name
from portbook.edit.rename import respelled
from portbook.machine.copies import LOCAL_NAME
from portbook.text.edit import splice
from portbook.text.nodes import Mapping, Scalar
from portbook.text.source import Source, UnreadableSource, as_typed
from portbook.text.tree import parse

__all__ = ["renamed_here"]


def renamed_here(map_path: Path, renames: Iterable[tuple[Entity, str]]) -> FileEdit | None:
    """The edit of the file beside the map; None where it names none of them, or is no YAML."""
    path = map_path.with_name(LOCAL_NAME)
    try:
        source = Source.load(path, as_typed(path))
    except UnreadableSource:
        return None
    root, found = parse(source)
    if found or not isinstance(root, Mapping):
        return None
    to = dict(renames)
    # By place: an alias repeats what is written once.
    splices = {
        node.start: respelled(name(entity, node, ("", "")), to[entity])
        for entity, node in _named(root)
        if entity in to
    }
    if not splices:
        return None
    after = Source(source.name, splice(source.text, splices.values()), source.path)
    after.has_bom = source.has_bom
    return FileEdit(source, after)


def _named(root: Mapping) -> Iterator[tuple[Entity, Scalar]]:
    host, keyed = root.get("host"), [root.get("paths"), root.get("instances")]
    if isinstance(host, Scalar):
        yield ("host", host.text), host
    for node in keyed:
        for key, _ in node.entries() if isinstance(node, Mapping) else ():
            yield ("project", key.text), key
