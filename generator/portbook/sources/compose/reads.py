"""Finds the variables that a checkout's compose files take from .env files.

What stands in such a file is more than a note: Compose fills it into `${NAME}`, and an `env_file`
hands all of it to a container.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from portbook.model.portmap import Stack as DeclaredStack
from portbook.sources.compose.interpolation import (
    NAME,
    env_files,
    mounted_folders,
    passed_on,
    texts,
)
from portbook.sources.compose.stack import Stack
from portbook.sources.files import load
from portbook.sources.readers import sort_of_content, sort_of_name
from portbook.sources.walking import DEEPEST, LARGEST, MOST_ENTRIES, is_entered
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.source import Source
from portbook.text.tree import parse_stream

_SERVICES = re.compile(r"^(?:services|include)[ \t]*:", re.MULTILINE)


@dataclass(slots=True)
class ComposeReads:
    """By paths from the checkout, with `/`. `files` are its compose files; `names` leads from each
    variable that one interpolates to that file, `env_files` from each file that one hands to a
    container, `mounts` from each folder that one shows to a container."""

    files: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    env_files: dict[str, str] = field(default_factory=dict)
    mounts: dict[str, str] = field(default_factory=dict)

    def withheld(self, path: str, names: Iterable[str]) -> dict[str, str]:
        """Those of a .env file's variables that a container would see, each with the reason."""
        if path in self.env_files:
            reason = f"{self.env_files[path]} hands this file to a container"
            return dict.fromkeys(sorted(names), reason)
        # Whatever reads .env files reads it there too, where 127.0.0.1 is the container itself.
        shown = next((each for each in _above(path) if each in self.mounts), None)
        if shown is not None:
            reason = f"{self.mounts[shown]} mounts its folder into a container"
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
            filled_in = (name for text, _ in texts(document) for name in NAME.findall(text.text))
            for name in (*filled_in, *passed_on(document)):
                found.names.setdefault(name, path)
            for name in mounted_folders(document):
                inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
                found.mounts.setdefault("" if inside == "." else inside, path)
            for name in env_files(document):
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
        folders[:] = sorted(e for e in folders if is_entered(os.path.join(at, e), e))  # noqa: PTH118
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
    named = sort_of_name(source.name) == "compose"
    return named or bool(_SERVICES.search(source.text) and sort_of_content(source) == "compose")


def as_on_disk(folder: Path, stack: DeclaredStack) -> DeclaredStack:
    """A stack of the map with the override that Compose takes by itself, and with the names in its
    files that all working copies would share, as they are written; unchanged where one is missing.

    What is `external` is meant to be shared, and what is called after the Compose project is not.
    """
    loaded = [load(folder / each, each, LARGEST)[0] for each in stack.files]
    sources = [each for each in loaded if each is not None]
    if len(sources) < len(stack.files):
        return stack
    found = Stack()
    if len(sources) == 1:
        sources = found.with_override(sources[0])
    found.add(sources)
    fixed: dict[str, dict[str, str]] = {"services": {}, "networks": {}, "volumes": {}}
    for section, key, node in _named(found):
        if isinstance(node, Scalar) and "COMPOSE_PROJECT_NAME" not in node.text:
            fixed[section][key] = node.text
    return replace(stack, files=tuple(each.name for each in sources), fixed=fixed)


def _named(stack: Stack) -> Iterator[tuple[str, str, Node | None]]:
    """Section, key and the node of the name, None for one that Compose gives."""
    for name, (_, service) in stack.services.items():
        yield "services", name, stack.get(service, "container_name")
    for section in ("networks", "volumes"):
        for document in stack.documents:
            declared = stack.get(document, section)
            for key, node in declared.entries() if isinstance(declared, Mapping) else ():
                external = stack.get(node, "external")
                if external is None or stack.text(external) == "false":
                    yield section, key.text, stack.get(node, "name")
