"""nginx files with what they include, to one list of directives."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from portbook.sources.files import load
from portbook.sources.nginx.tokens import BadNginx, Directive, directives
from portbook.text.diagnostic import Diagnostic, error, warning
from portbook.text.source import Source

__all__ = ["Files"]

MOST_FILES = 200
DEEPEST = 10
INSTALLED = ("/etc/nginx/", "/usr/local/etc/nginx/", "/opt/homebrew/etc/nginx/")
"""Where the checkout's nginx folder comes to lie: such includes are looked for beside the file."""
IGNORED = ("mime.types", "fastcgi_params", "uwsgi_params", "scgi_params", "proxy_params")


class Files:
    """Reads a file and puts the directives of its includes in their places."""

    def __init__(self, main: Source) -> None:
        self.main = main
        self.sources = [main]
        self.problems: list[Diagnostic] = []
        self.stopped: list[tuple[Source, BadNginx]] = []

    def read(self) -> list[Directive]:
        chain = (self.main.path.resolve(),) if self.main.path else ()
        return self._file(self.main, chain)

    def _file(self, source: Source, chain: tuple[Path, ...]) -> list[Directive]:
        found, stopped = directives(source)
        if stopped is not None:
            self.stopped.append((source, stopped))
            at = min(stopped.at, len(source.text))
            self.problems.append(error("syntax", stopped.message, source.place(at)))
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
            if path.resolve() in chain or len(chain) >= DEEPEST:
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
            found = sorted(glob.glob(pattern, root_dir=folder))[:MOST_FILES]  # noqa: PTH207
            if files := [folder / each for each in found if (folder / each).is_file()]:
                return files
        return []

    def _name(self, path: Path, source: Source) -> str:
        if source.path is None:
            return path.name
        relative = os.path.relpath(path, source.path.parent)
        return os.path.normpath(os.path.join(os.path.dirname(source.name), relative))  # noqa: PTH118, PTH120
