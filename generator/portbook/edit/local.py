"""Edits ports.local.yaml, the file of one machine: renamed names, new checkouts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from portbook.edit.change import FileEdit
from portbook.edit.entries import add_entries
from portbook.edit.mentions import Entity, name
from portbook.edit.rename import respelled
from portbook.language.upstreams import LOCAL_NAME
from portbook.text.nodes import Mapping, Scalar, entries_at
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import Source, Splice, UnreadableSource, as_typed, splice
from portbook.text.tree import parse


def rename_in_local_file(map_path: Path, renames: Iterable[tuple[Entity, str]]) -> FileEdit | None:
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
    return FileEdit(source, source.with_text(splice(source.text, splices.values())))


def _named(root: Mapping) -> Iterator[tuple[Entity, Scalar]]:
    host = root.get("host")
    if isinstance(host, Scalar):
        yield ("host", host.text), host
    for key, _ in (*entries_at(root, "paths"), *entries_at(root, "instances")):
        yield ("project", key.text), key


def local_names(
    home: Path, folders: Iterable[tuple[str, str]], known: Collection[str] | None = None
) -> tuple[Path, bytes] | None:
    """The file in a folder, with projects' folders under `paths`; None where it is no YAML
    that an entry can be put into. A file that is not there yet is made. Of projects that are none
    of the `known` ones, as a map that is gone had them, it says nothing more: a comment is left."""
    path = home / LOCAL_NAME
    try:
        source = Source.load(path, as_typed(path))
    except UnreadableSource:
        if path.exists():
            return None
        source = Source(as_typed(path), "", path)
    root, found = parse(source)
    entries = [(project, yaml_string(folder)) for project, folder in folders]
    paths = root.get("paths") if isinstance(root, Mapping) else None
    if found or not (root is None or isinstance(root, Mapping)):
        return None
    if isinstance(paths, Mapping):
        text = splice(source.text, _set(paths, dict(entries), known))
    elif paths is None and not (isinstance(root, Mapping) and root.flow):
        gap = "" if source.text.endswith("\n") or not source.text else "\n"
        lines = "".join(f"  {project}: {folder}\n" for project, folder in entries)
        text = f"{source.text}{gap}paths:\n{lines}"
    else:
        return None
    return path, Source(source.name, text).data


def _set(
    paths: Mapping, folders: dict[str, str], known: Collection[str] | None
) -> Iterator[Splice]:
    for key, value in paths.entries():
        if key.text in folders:
            yield Splice(value.start, value.end, folders.pop(key.text))
        elif known is not None and key.text not in known and not paths.flow:
            yield Splice(key.start, key.start, "# ")
    if folders:
        yield add_entries(paths, list(folders.items()))
