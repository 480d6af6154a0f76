"""A checkout's compose files to the variables that they take from .env files.

What stands in such a file is more than a note: Compose fills it into `${NAME}`, and an `env_file`
hands all of it to a container.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from portbook.sources.files import load
from portbook.sources.sorts import sort_of_content, sort_of_name
from portbook.sources.walking import DEEPEST, KEPT, LARGEST, MOST_ENTRIES, SKIPPED
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source
from portbook.text.tree import parse_stream

__all__ = ["ComposeReads", "compose_reads", "files_below"]

_NAME = re.compile(r"(?<!\$)(?:\$\$)*\$\{?([A-Za-z_]\w*)")
_DEFAULT = re.compile(r"\$\{\w+:?-([^{}$]*)\}")
_SERVICES = re.compile(r"^(?:services|include)[ \t]*:", re.MULTILINE)


@dataclass(slots=True)
class ComposeReads:
    """By paths from the checkout, with `/`. `files` are its compose files; `names` leads from each
    variable that one interpolates to that file, `env_files` from each file that one hands to a
    container."""

    files: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    env_files: dict[str, str] = field(default_factory=dict)

    def held(self, path: str, names: Iterable[str]) -> dict[str, str]:
        """Those of a .env file's variables that a container would see, each with the reason."""
        if path in self.env_files:
            reason = f"{self.env_files[path]} hands this file to a container"
            return dict.fromkeys(sorted(names), reason)
        return {
            name: f"{self.names[name]} interpolates it; 'variables' can say that it is this port"
            for name in sorted(names)
            if name in self.names
        }


def compose_reads(folder: Path) -> ComposeReads:
    """Every compose file below `folder`, also those that git ignores; what cannot be read, and
    what others wrote, is passed over."""
    found = ComposeReads()
    for path in files_below(folder):
        if not path.lower().endswith((".yml", ".yaml")) or (folder / path).is_symlink():
            continue
        source, _ = load(folder / path, path, LARGEST)
        if source is None or not _is_compose(source):
            continue
        found.files.append(path)
        for document in parse_stream(source).documents:
            for name in _interpolated(document):
                found.names.setdefault(name, path)
            for name in _passed_on(document):
                found.names.setdefault(name, path)
            for name in _env_files(document):
                for above in _above(path):
                    beside = posixpath.normpath(posixpath.join(above, name))
                    found.env_files.setdefault(beside, path)
    return found


def files_below(folder: Path) -> Iterator[str]:
    """Paths from the folder; what others wrote is passed over, what git ignores is not."""
    seen = 0
    for at, folders, names in os.walk(folder):
        inside = os.path.relpath(at, folder).replace(os.sep, "/")
        if inside.count("/") >= DEEPEST:
            folders.clear()
        folders[:] = sorted(
            each
            for each in folders
            if each not in SKIPPED and (not each.startswith(".") or each in KEPT)
        )
        for name in sorted(names):
            seen += 1
            yield posixpath.normpath(f"{inside}/{name}")
        if seen > MOST_ENTRIES:
            return


def _above(path: str) -> Iterator[str]:
    """The file's folder and all above it: a stack that includes the file may say that paths are
    from there (`project_directory`), and with several `-f` the first one's folder counts."""
    while path:
        path = posixpath.dirname(path)
        yield path


def _is_compose(source: Source) -> bool:
    if not _SERVICES.search(source.text):
        return sort_of_name(source.name) == "compose"
    return sort_of_name(source.name) == "compose" or sort_of_content(source) == "compose"


def _interpolated(node: Node) -> Iterator[str]:
    pending, seen = [node], set()
    while pending:
        each = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, Scalar):
            yield from _NAME.findall(each.text)
        elif isinstance(each, Sequence):
            pending += each.items
        elif isinstance(each, Mapping):
            pending += [value for _, value in each.entries()]


def _services(document: Node) -> Iterator[Mapping]:
    services = document.get("services") if isinstance(document, Mapping) else None
    for _, service in services.entries() if isinstance(services, Mapping) else ():
        if isinstance(service, Mapping):
            yield service


def _passed_on(document: Node) -> Iterator[str]:
    """Variables without a value, in `environment` and a build's `args`: Compose fills them from
    the same place (05-services.md of its specification, "environment")."""
    for service in _services(document):
        build = service.get("build")
        listed = (service.get("environment"), _get(build, "args"))
        for node in listed:
            if isinstance(node, Mapping):
                empty = (key.text for key, value in node.entries() if _is_null(value))
                yield from empty
            elif isinstance(node, Sequence):
                yield from (text for text in _texts(node.items) if "=" not in text)


def _env_files(document: Node) -> Iterator[str]:
    for service in _services(document):
        node = service.get("env_file")
        entries = node.items if isinstance(node, Sequence) else [node] if node else []
        paths = [_get(each, "path") if isinstance(each, Mapping) else each for each in entries]
        for text in _texts(each for each in paths if each is not None):
            yield _DEFAULT.sub(r"\1", text)


def _get(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _texts(nodes: Iterable[Node]) -> Iterator[str]:
    return (each.text for each in nodes if isinstance(each, Scalar) and not each.is_null)
