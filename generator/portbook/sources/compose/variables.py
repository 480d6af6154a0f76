"""Resolves a compose file's `${NAME}`: from the .env beside it, else from an example of one.

The environment of whoever runs this is left out: the same files give the same facts everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from portbook.sources.dotenv.entries import values
from portbook.sources.files import LARGEST, load
from portbook.sources.template import Substitution, substitute
from portbook.text.diagnostic import Diagnostic
from portbook.text.paths import leads_out, repository_of
from portbook.text.source import Source
from portbook.text.tree import Stream, parse_stream

_EXAMPLE = ("example", "sample", "template", "dist", "default", "defaults")
LARGEST_ENV = 1024 * 1024
MOST_EXAMPLES = 20


class Texts:
    """Files that several stacks are made of, each read and parsed once."""

    def __init__(self) -> None:
        self._loaded: dict[tuple[Path, str], tuple[Source | None, list[Diagnostic]]] = {}
        self._streams: dict[Source, Stream] = {}
        self._examples: dict[Path, dict[str, str]] = {}

    def load(
        self, path: Path, name: str, largest: int = LARGEST
    ) -> tuple[Source | None, list[Diagnostic]]:
        """As `files.load` does; of one path and name the same source."""
        if (path, name) not in self._loaded:
            self._loaded[path, name] = load(path, name, largest)
        return self._loaded[path, name]

    def stream(self, source: Source) -> Stream:
        if source not in self._streams:
            self._streams[source] = parse_stream(source)
        return self._streams[source]

    def examples(self, folder: Path) -> dict[str, str]:
        """What the examples of a .env file in the folder say; the one that sorts first counts."""
        if folder not in self._examples:
            found: dict[str, str] = {}
            for path in _examples(folder):
                source, _ = load(path, path.name, LARGEST_ENV)
                if source is not None:
                    found = values(source) | found
            self._examples[folder] = found
        return self._examples[folder]


class Variables:
    """Names to values; `problems` tells of files that could not be read."""

    def __init__(self, folder: Path | None, name: str, texts: Texts) -> None:
        self.folder, self.name, self.texts = folder, name, texts
        self.outer: Variables | None = None
        self.problems: list[Diagnostic] = []
        self.given: dict[str, str] = {}
        path = folder / ".env" if folder else Path()
        if folder and path.is_file() and not leads_out(path, repository_of(folder)):
            self.add(path, os.path.join(name, ".env"))  # noqa: PTH118

    def add(self, path: Path, name: str) -> None:
        source, problems = load(path, name, LARGEST_ENV)
        self.problems += problems
        if source is not None:
            self.given |= values(source, self.get)

    def get(self, name: str) -> str | None:
        """The value in .env, then of whoever includes this file, then in an example."""
        found = self.set(name)
        return found if found is not None else self.example(name)

    def set(self, name: str) -> str | None:
        """The value that Compose itself would use: no example's."""
        if name in self.given:
            return self.given[name]
        return self.outer.set(name) if self.outer else None

    def example(self, name: str) -> str | None:
        found = self.outer.example(name) if self.outer else None
        if found is not None or self.folder is None:
            return found
        return self.texts.examples(self.folder).get(name)

    def fill(self, text: str, instead: Mapping[str, str]) -> Substitution:
        """The text as Compose has it; an example counts where the text gives no default. What
        stands in `instead` goes before all files."""

        def given(name: str) -> str | None:
            return instead[name] if name in instead else self.set(name)

        filled = substitute(text, given)
        if not filled.missing and not filled.required:
            return filled
        wanted = {*filled.missing, *filled.required}
        guess = substitute(text, lambda name: self.get(name) if name in wanted else given(name))
        guess.guessed = guess.text != filled.text
        return guess


def _examples(folder: Path) -> Iterable[Path]:
    """`.env.example` first, then others such as `docker.env.sample` or `env.dist`."""
    try:
        with os.scandir(folder) as found:
            names = sorted(each.name for each in found if is_template(each.name))
    except OSError:
        return []
    names.sort(key=lambda name: not name.startswith(".env"))
    return [folder / name for name in names[:MOST_EXAMPLES]]


def is_template(name: str) -> bool:
    """Whether a file is there for a .env file to be copied from: `.env.example`, `default.env`."""
    parts = name.lower().split(".")
    return "env" in parts and any(part in _EXAMPLE for part in parts)
