"""nginx configuration to its directives, with the files that it includes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portbook.sources.files import load, matching_files
from portbook.text.diagnostic import Diagnostic, error, warning
from portbook.text.source import Source

DEEPEST = 100
LONGEST_WORD = 4_000
MOST_WORDS = 1_000_000

_SKIPPED = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)++")
_WORD = re.compile(r"(?:[^\s;{\\$]{1,5000}+|\\.|\$\{?){1,5000}+", re.DOTALL)
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]++|\\.)*+)'", re.DOTALL),
}


class BadNginx(Exception):
    """The text stops being nginx configuration at an offset."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(slots=True)
class Directive:
    """`block` is None where the directive ends in a semicolon."""

    name: str
    words: list[str]
    source: Source
    line: int
    block: list[Directive] | None = None


def directives(source: Source) -> tuple[list[Directive], BadNginx | None]:
    """The directives of a file, and what stopped the reading, if anything did."""
    top: list[Directive] = []
    open_blocks = [top]
    words: list[tuple[str, int]] = []
    try:
        for count, (token, quoted, at) in enumerate(_tokens(source.text)):
            if count >= MOST_WORDS:
                raise BadNginx(f"more than {MOST_WORDS} words", at)
            if quoted or token not in (";", "{", "}"):
                words.append((token, at))
            elif token == "}":
                _close(open_blocks, words, at)
            elif words:
                _add(source, open_blocks, words, token == "{", at)
                words = []
    except BadNginx as stopped:
        return top, stopped
    if words or len(open_blocks) > 1:
        return top, BadNginx("the text ends before a directive or a block does", len(source.text))
    return top, None


def _close(open_blocks: list[list[Directive]], words: list[tuple[str, int]], at: int) -> None:
    if words:
        raise BadNginx(f"'{words[0][0][:40]}' is not ended by ';'", words[0][1])
    if len(open_blocks) == 1:
        raise BadNginx("'}' closes nothing", at)
    open_blocks.pop()


def _add(
    source: Source,
    open_blocks: list[list[Directive]],
    words: list[tuple[str, int]],
    opens: bool,
    at: int,
) -> None:
    line = source.line_column(words[0][1])[0]
    made = Directive(words[0][0], [word for word, _ in words[1:]], source, line)
    open_blocks[-1].append(made)
    if opens:
        made.block = []
        if len(open_blocks) >= DEEPEST:
            raise BadNginx(f"nested more than {DEEPEST} blocks deep", at)
        open_blocks.append(made.block)


def _tokens(text: str) -> Iterator[tuple[str, bool, int]]:
    at = 0
    while at < len(text):
        if skipped := _SKIPPED.match(text, at):
            at = skipped.end()
            continue
        first = text[at]
        if first in ";{}":
            yield first, False, at
            at += 1
        elif first in _QUOTED:
            match = _QUOTED[first].match(text, at)
            if match is None:
                raise BadNginx("a quote is never closed", at)
            yield match[1].replace("\\" + first, first), True, at
            at = match.end()
        else:
            match = _WORD.match(text, at)
            if match is None:
                raise BadNginx(f"{first!r} cannot stand here", at)
            if len(match[0]) > LONGEST_WORD:
                raise BadNginx(f"a word of {len(match[0])} characters", at)
            yield match[0], False, at
            at = match.end()


MOST_FILES = 200
DEEPEST_INCLUDE = 10
INSTALLED = ("/etc/nginx/", "/usr/local/etc/nginx/", "/opt/homebrew/etc/nginx/")
"""Where the checkout's nginx folder comes to lie: such includes are looked for beside the file."""
IGNORED = ("mime.types", "fastcgi_params", "uwsgi_params", "scgi_params", "proxy_params")


class Files:
    """Reads a file and puts the directives of its includes in their places."""

    def __init__(self, main: Source) -> None:
        self.main = main
        self.sources = [main]
        self.problems: list[Diagnostic] = []

    def read(self) -> list[Directive]:
        chain = (self.main.path.resolve(),) if self.main.path else ()
        return self._file(self.main, chain)

    def _file(self, source: Source, chain: tuple[Path, ...]) -> list[Directive]:
        found, stopped = directives(source)
        if stopped is not None:
            at = min(stopped.at, len(source.text))
            self.problems.append(error("syntax", str(stopped), source.place(at)))
        return self._expanded(found, source, chain)

    def _expanded(
        self, found: list[Directive], source: Source, chain: tuple[Path, ...]
    ) -> list[Directive]:
        whole: list[Directive] = []
        for each in found:
            if each.name == "include" and each.words and each.block is None:
                whole += self._included(each, source, chain)
                continue
            if each.block is not None:
                each.block = self._expanded(each.block, source, chain)
            whole.append(each)
        return whole

    def _included(
        self, directive: Directive, source: Source, chain: tuple[Path, ...]
    ) -> list[Directive]:
        found: list[Directive] = []
        for path in self._matches(directive.words[0], source):
            place = source.place(source.offset(directive.line, 1))
            if path.resolve() in chain or len(chain) >= DEEPEST_INCLUDE:
                message = f"{directive.words[0]} includes itself"
                self.problems.append(warning("include", message, place))
                continue
            if len(self.sources) >= MOST_FILES:
                message = f"more than {MOST_FILES} files are included"
                self.problems.append(warning("include", message, place))
                break
            loaded, problems = load(path, self._name(path, source))
            self.problems += problems
            if loaded is not None:
                loaded.root = source.root
                self.sources.append(loaded)
                found += self._file(loaded, (*chain, path.resolve()))
        return found

    def _matches(self, pattern: str, source: Source) -> list[Path]:
        """nginx looks from the main file's folder; many checkouts mean the including file's."""
        if self.main.path is None or source.path is None or "\0" in pattern:
            return []
        for installed in INSTALLED:
            pattern = pattern.removeprefix(installed)
        name = pattern.rpartition("/")[2]
        if pattern.startswith("/") or name in IGNORED or len(pattern) > 500:
            return []
        for folder in dict.fromkeys((self.main.path.parent, source.path.parent)):
            if files := matching_files(self.main, folder, pattern)[:MOST_FILES]:
                return files
        return []

    def _name(self, path: Path, source: Source) -> str:
        if source.path is None:
            return path.name
        relative = os.path.relpath(path, source.path.parent)
        return os.path.normpath(os.path.join(os.path.dirname(source.name), relative))  # noqa: PTH118, PTH120
