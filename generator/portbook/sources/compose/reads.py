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

from portbook.sources.compose.interpolation import NAME, env_files, passed_on, texts
from portbook.sources.files import load
from portbook.sources.readers import sort_of_content, sort_of_name
from portbook.sources.walking import DEEPEST, KEPT, LARGEST, MOST_ENTRIES, SKIPPED
from portbook.text.source import Source
from portbook.text.tree import parse_stream

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
            for name in (name for text, _ in texts(document) for name in NAME.findall(text.text)):
                found.names.setdefault(name, path)
            for name in passed_on(document):
                found.names.setdefault(name, path)
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
