"""The files of a map, each read by itself: its own, those that it includes, and what is pinned of
other repositories."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from portbook.language.canonical import Canonical
from portbook.language.keys import INCLUDED, UPSTREAM
from portbook.language.problems import Problems
from portbook.language.records import Record
from portbook.language.scalars import is_text
from portbook.language.upstreams import Pins, upstream_texts
from portbook.model.portmap import Origin, Upstream
from portbook.text.diagnostic import error
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.paths import Refused, leads_out, matching, repository_of
from portbook.text.source import Source, UnreadableSource, nowhere
from portbook.upstream.tree_cache import tree_of

BROKEN = ("syntax", "too-deep")
"""What leaves a part of a file unread; checks of such a map would only mislead."""
JOINED = ("hosts", "ranges", "kinds", "projects")
# Of a file that is no map, nothing is quoted: what it holds may be anybody's.
_MAP = re.compile(
    rf"^['\"{{ ]*(?:{'|'.join((*JOINED, 'exclusive', 'include', 'settings'))})['\"]?[ \t]*:",
    re.MULTILINE,
)
MOST_INCLUDED = 64 * 1024 * 1024
"""Characters of all included files."""


class Document(NamedTuple):
    """One file: what it says, and the tree that says where."""

    source: Source
    root: Node
    given: Canonical


class Files(Protocol):
    """The files around a map; paths are relative to the map's folder, with `/`."""

    def matching(self, pattern: str) -> list[str]:
        """The files that a pattern of `include` means, sorted; Refused where it leads out."""

    def load(self, path: str, name: str) -> Source:
        """A file under the name that diagnostics print, or UnreadableSource."""

    def key(self, path: str) -> str:
        """The same for two paths that lead to one file."""

    def pins(self) -> Pins:
        """What is pinned of other repositories' maps; UnreadableSource where that is unclear."""


class Folder:
    """Files of a folder on the disk, and of the repository that it lies in.

    `pins` are taken in place of those beside the map; `locked`: the lock has to be up to date.
    """

    def __init__(self, base: Path, *, locked: bool = False, pins: Pins | None = None) -> None:
        self.base = base
        self.root = repository_of(base)
        self._locked = locked
        self._pins = pins

    def pins(self) -> Pins:
        return self._pins or Pins.beside(self.base, locked=self._locked)

    def matching(self, pattern: str) -> list[str]:
        return matching(self.base, pattern, self.root)

    def load(self, path: str, name: str) -> Source:
        if leads_out(self.base / path, self.root):
            raise UnreadableSource(f"it leads out of {self.root.name}", nowhere(name))
        return Source.load(self.base / path, name)

    def key(self, path: str) -> str:
        return os.path.realpath(self.base / path)


def read_document(source: Source, shape: Record, problems: Problems) -> Document | None:
    """What one file says, in canonical form; None where it is no mapping at all."""
    root, found = tree_of(source)
    problems.extend(found)
    if root is None or (isinstance(root, Scalar) and root.is_null):
        if not found:
            node = root or Scalar(source, 0, 0, "", True)
            hint = "the smallest map: projects: {shop: {services: {web: 3000}}}"
            problems.add("syntax", "the file holds no map", node, hint=hint)
        return None
    if not isinstance(root, Mapping):
        problems.wrong_type(root, shape.label)
        return None
    read = Problems()
    given = shape.read(root, read)
    if any(problem.code in BROKEN for problem in found):
        # The keys that seem to be missing may stand in the part that nobody could read.
        read[:] = [problem for problem in read if problem.code != "missing-key"]
    problems.extend(read)
    return Document(source, root, given)


def upstream_documents(
    rules: dict[str, Upstream], files: Files, instead: dict[str, Source], problems: Problems
) -> list[Document]:
    if not rules:
        return []
    try:
        pins = files.pins()
    except UnreadableSource as failure:
        problems.append(error("include", failure.message, failure.place, hint=failure.hint))
        return []
    found = upstream_texts(rules, pins, instead, problems)
    documents = [read_document(source, UPSTREAM, problems) for source in found]
    return [each for each in documents if each is not None]


def included_documents(
    main: Document, problems: Problems, instead: dict[str, Source], files: Files
) -> list[Document]:
    documents: list[Document] = []
    seen = {files.key(main.source.path.name)} if main.source.path else set()
    size = 0
    for node in _patterns(main.root):
        for path in _matches(files, node, problems):
            if files.key(path) in seen:
                continue
            seen.add(files.key(path))
            name = os.path.normpath(Path(main.source.name).parent / path)
            source = instead.get(name) or _load(files, path, name, node, problems)
            size += len(source.text) if source else 0
            if size > MOST_INCLUDED:
                message = f"more than {MOST_INCLUDED:,} characters are included"
                problems.add("include", message, node)
                return documents
            document = read_document(source, INCLUDED, problems) if source else None
            if document:
                documents.append(document)
    return documents


def _patterns(root: Node) -> Iterator[Scalar]:
    given = Origin((root,)).node("include")
    for node in given.items if isinstance(given, Sequence) else [given]:
        if isinstance(node, Scalar) and not node.is_null and is_text(node):
            yield node


def _matches(files: Files, node: Scalar, problems: Problems) -> list[str]:
    try:
        found = files.matching(node.text)
    except Refused as failure:
        hint = "a map includes files of its own repository; 'sources' is for those of others"
        problems.add("include", f"'{node.text}' {failure}", node, hint=hint)
        return []
    if not found:
        problems.add("include", f"no file matches '{node.text}'", node)
    return found


def _load(files: Files, path: str, name: str, node: Scalar, problems: Problems) -> Source | None:
    try:
        source = files.load(path, name)
    except UnreadableSource as failure:
        message = f"{name} cannot be included: {failure.message}"
        quoted = _MAP.search(failure.place.source.text) is not None
        there = [(failure.place, "in this file")] if quoted else []
        problems.append(error("include", message, node.place, *there, hint=failure.hint))
        return None
    if _MAP.search(source.text) is None and source.text.strip():
        known = ", ".join(JOINED)
        problems.add("include", f"{name} is not included: no line of it is one of {known}", node)
        return None
    return source
