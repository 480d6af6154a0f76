"""Walks a checkout and reads the facts of its files.

What git ignores, what others wrote and what portbook itself wrote, by its record, is passed over.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from portbook.model.catalogue import CATALOGUE
from portbook.model.kinds import Kind
from portbook.sources.compose.stack import DEFAULTS, OVERRIDES
from portbook.sources.compose.stacks import read_stacks
from portbook.sources.documents.sections import port_lines
from portbook.sources.files import load
from portbook.sources.found import (
    Fact,
    Found,
    FoundClaim,
    FoundProject,
    FoundRoute,
    FoundService,
    Repair,
    Unread,
)
from portbook.sources.naming import names, slug
from portbook.sources.readers import (
    Reader,
    read_source,
    reader_called,
    reader_of_name,
    sort_of_content,
    sort_of_name,
)
from portbook.sources.reconcile import reconciled
from portbook.text.diagnostic import Diagnostic, warning
from portbook.text.record import RECORD, parse_record
from portbook.text.region import hand_written
from portbook.text.source import Source, nowhere

LARGEST_IGNORE = 1024 * 1024
_STANDARD = frozenset((*DEFAULTS, *OVERRIDES))


class Ignored(NamedTuple):
    """The rules from the checkout's root down to a folder; the nearest that decides wins. `ours`
    are the files that portbook has written there, by its records."""

    rules: tuple[tuple[str, object], ...] = ()
    ours: frozenset[str] = frozenset()

    def below(self, folder: Path, relative: str) -> Ignored:
        """With the rules of that folder's own .gitignore; `relative` ends in a slash or is ""."""
        record, _ = load(folder / RECORD, RECORD, LARGEST_IGNORE)
        written = parse_record(record.text) if record else ()
        ours = self.ours | {f"{relative}{each}" for each in written}
        return Ignored((*_rules(folder, relative), *self.rules), ours)

    def file(self, path: str) -> bool:
        if path in self.ours:
            return True
        if path.rpartition("/")[2] in _STANDARD:
            # Compose takes them all the same.
            return False
        for base, spec in self.rules:
            answer = spec.check_file(path.removeprefix(base)).include  # type: ignore[attr-defined]
            if answer is not None:
                return bool(answer)
        return False

    def folder(self, path: str) -> bool:
        return self.file(f"{path}/")


def _rules(folder: Path, relative: str) -> Iterator[tuple[str, object]]:
    from pathspec import GitIgnoreSpec

    source, _ = load(folder / ".gitignore", ".gitignore", LARGEST_IGNORE)
    if source is None or (folder / ".gitignore").is_symlink():
        return
    lines = []
    for line in source.text.splitlines():
        with contextlib.suppress(ValueError):
            GitIgnoreSpec.from_lines([line])
            lines.append(line)
    yield relative, GitIgnoreSpec.from_lines(lines)


DEEPEST = 12
MOST_ENTRIES = 200_000
MOST_READ = 2_000
LARGEST = 4 * 1024 * 1024
LARGEST_DOCUMENT = 512 * 1024
"""Bytes of a document whose name says nothing of ports."""

SKIPPED = names(
    "node_modules bower_components vendor third_party build dist out target coverage venv "
    "__pycache__ site-packages Pods DerivedData testdata fixtures __fixtures__ __tests__ "
    "__snapshots__ __mocks__ bin obj _build deps"
)
"""Folders that hold what others wrote, what programs made, or examples for tests."""
_MADE_BY_HAND = re.compile(r"(?:docker|compose).*|package|ci", re.IGNORECASE)
"""In a folder `build`: what Go's usual layout keeps there, and no program makes."""
KEPT = frozenset((".ci", ".devcontainer", ".docker", ".config", ".ddev", ".mise"))
"""Folders with a dot before their names that are looked into."""
PUT_ASIDE = re.compile(
    r"\.(?:bak|old|orig|save|backup|swp)\w*$|~$|(?:^|/)_?(?:archived?|archives|deprecated|obsolete)/",
    re.IGNORECASE,
)
"""Copies and folders that somebody put aside: what stands there was so once."""
DOCUMENT = re.compile(r"(?:.*[^a-z])?ports?(?:[^a-z].*)?\.(?:md|markdown|mdx|txt)", re.IGNORECASE)
"""Of a checkout's documents, those that are about ports by their name."""
LISTS = re.compile(r"(?:.*(?:[^A-Za-z]|[a-z](?=P)))?(?i:ports?)(?![a-z]).*\.(?i:ya?ml|jsonc?|toml)")
"""Lists of ports by their name: `service-ports.json`, `hostPorts.toml`; no exports."""


def walk(
    folder: Path,
    name: str | None = None,
    progress: Callable[[str], None] | None = None,
    map_path: Path | None = None,
) -> Found:
    """The facts of one checkout, all of one project that is named after its folder.

    `name` is the folder as the person typed it; `progress` is told each file before it is read;
    the map at `map_path` is left out.
    Facts that are certainly of one service bear one name. What cannot be read is told, and the
    rest is read on.
    """
    name = name or str(folder)
    found = Found()
    project = slug(folder.resolve().name) or "project"
    found.facts.append(FoundProject(name, 1, project, folder=name))
    if not folder.is_dir():
        there = "this is no folder" if folder.exists() else "there is no such folder"
        found.problems.append(warning("syntax", there, nowhere(name)))
        return found
    walker = _Walker(folder, name, found.problems)
    if map_path is not None:
        walker.read.add(map_path.resolve())
    read = 0
    composed: list[Source] = []
    registries: set[str] = set()
    for path, shown in walker.files():
        if read >= MOST_READ:
            message = f"more than {MOST_READ} files speak of ports; the others were not read"
            found.problems.append(warning("syntax", message, nowhere(shown)))
            break
        if progress is not None:
            progress(shown)
        each = None if _is_put_aside(path, folder) else _read(path, shown, folder, composed)
        if each is not None:
            read += 1
            if LISTS.fullmatch(path.name) and len({c.project for c in each.claims} - {None}) > 1:
                registries.add(shown)
            found.add(_mild(each))
    found.add(_mild(read_stacks(composed, name)))
    drop_unheard(found)
    return _of_project(reconciled(found, name), project, registries)


def _is_put_aside(path: Path, folder: Path) -> bool:
    """Of texts for people; what a compose file publishes there, Compose would publish."""
    if not PUT_ASIDE.search(path.relative_to(folder).as_posix()):
        return False
    named = reader_of_name(path.name)
    return named is None or named.named_for_ports or named.name == "markdown"


def _of_project(found: Found, project: str, registries: set[str]) -> Found:
    """Every fact once, as the project's; what a list of several projects says stays with each."""

    def owned(fact: Fact) -> Fact:
        own = (fact.project if fact.path in registries else None) or project
        return fact if fact.project == own else replace(fact, project=own)

    return Found(list(dict.fromkeys(map(owned, found.facts))), found.problems)


def _read(path: Path, shown: str, folder: Path, composed: list[Source]) -> Found | None:
    """None where the file is none that speaks of ports; compose files are put aside, for what
    they say depends on each other."""
    named = reader_of_name(shown)
    if named and named.name == "markdown" and not DOCUMENT.fullmatch(path.name):
        return _of_any_name(path, shown, folder)
    if not _may_speak(named, path.name):
        return None
    source, problems = load(path, shown, LARGEST)
    if source is None:
        return Found(problems=problems)
    source = hand_written(source)
    source.root = folder
    reader = named or reader_called(sort_of_content(source))
    unasked = reader is None or not (named or reader.anywhere)
    if reader is None or unasked or (reader.name == "portlist" and not LISTS.fullmatch(path.name)):
        return None
    if reader.name == "compose":
        composed.append(source)
        return Found(problems=problems)
    found = read_source(reader.name, source)
    found.problems = problems + found.problems
    return found if reader.name != "program" or found.claims else None


def _of_any_name(path: Path, shown: str, folder: Path) -> Found | None:
    """What the parts of a document that are about ports say; None where there is no such part.

    A README tells how things are called, too, and that claims nothing.
    """
    source, _ = load(path, shown, LARGEST_DOCUMENT)
    source = source and hand_written(source)
    if source is None or not (lines := port_lines(source.text)):
        return None
    source.root = folder
    found = read_source("markdown", source)
    services = {each.service for each in found.claims if each.line in lines}

    def told(fact: Fact) -> bool:
        if isinstance(fact, FoundService):
            return fact.name in services
        return fact.line in lines and not isinstance(fact, (FoundRoute, Repair))

    return Found(list(filter(told, found.facts)))


def _may_speak(reader: Reader | None, name: str) -> bool:
    """Files of formats that are read by their names, and others whose content decides: YAML,
    nginx's .conf files, lists of ports."""
    if reader is not None:
        return True
    lower = name.lower()
    if lower in ("pnpm-lock.yaml", "package-lock.json", "tsconfig.json"):
        return False
    return lower.endswith((".yaml", ".yml", ".conf", ".conf.template")) or bool(
        LISTS.fullmatch(name)
    )


def _mild(found: Found) -> Found:
    """Problems of one file among many are warnings, not errors."""
    found.problems = [each.with_severity("warning") for each in found.problems]
    return found


class _Walker:
    """Gives files in the order of their names, each with how the person would name it."""

    def __init__(self, folder: Path, name: str, problems: list[Diagnostic]) -> None:
        self.folder, self.name, self.problems = folder, name, problems
        self.seen = 0
        self.root = folder.resolve()
        self.read: set[Path] = set()

    def files(self) -> Iterator[tuple[Path, str]]:
        yield from self._folder(self.folder, "", Ignored(), 0)

    def _folder(
        self, folder: Path, relative: str, ignored: Ignored, depth: int
    ) -> Iterator[tuple[Path, str]]:
        entries = self._entries(folder, relative)
        if any(each.name in (".gitignore", RECORD) for each in entries):
            ignored = ignored.below(folder, relative)
        folders = []
        for entry in entries:
            self.seen += 1
            if self.seen > MOST_ENTRIES:
                return
            path = f"{relative}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if is_entered(entry.path, entry.name) and not ignored.folder(path):
                    folders.append((Path(entry.path), f"{path}/"))
            elif self._is_new(entry, path) and not ignored.file(path):
                yield Path(entry.path), os.path.join(self.name, path)  # noqa: PTH118
        for inner, path in folders:
            if depth < DEEPEST:
                yield from self._folder(inner, path, ignored, depth + 1)

    def _is_new(self, entry: os.DirEntry[str], relative: str) -> bool:
        """A link and the file of the checkout that it leads to are one file, read where it stands
        first: what it names by relative paths is found from there."""
        # Of a link that leads back to itself `DirEntry.is_file` fails.
        if not (Path(entry.path).is_file() if entry.is_symlink() else entry.is_file()):
            return False
        # No folder is a link here, so only a file's own path has to be looked up.
        whole = Path(entry.path).resolve() if entry.is_symlink() else self.root / relative
        if whole in self.read or not whole.is_relative_to(self.root):
            return False
        self.read.add(whole)
        return True

    def _entries(self, folder: Path, relative: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda each: each.name)
        except OSError as failure:
            shown = os.path.join(self.name, relative).rstrip("/")  # noqa: PTH118
            reason = (failure.strerror or str(failure)).lower()
            message = f"the folder cannot be read: {reason}"
            self.problems.append(warning("syntax", message, nowhere(shown)))
            return []
        if self.seen + len(entries) > MOST_ENTRIES:
            message = f"more than {MOST_ENTRIES} files and folders; the others were not looked at"
            self.problems.append(warning("syntax", message, nowhere(self.name)))
        return entries


def is_entered(path: str, name: str) -> bool:
    """Whether a folder is looked into: nothing hidden, nor what others wrote or programs made."""
    if name == "build":
        try:
            return any(map(_MADE_BY_HAND.fullmatch, os.listdir(path)))  # noqa: PTH208
        except OSError:
            return False
    return name not in SKIPPED and (not name.startswith(".") or name in KEPT)


BARE = frozenset(("PORT", "HTTP_PORT", "SERVER_PORT", "LISTEN_PORT"))
"""Variables that each program has for itself."""


def drop_unheard(found: Found) -> None:
    """Take out what a .env file gives a program that does not ask it; it stays as unread.

    A program takes its port from its command's option, else from its environment, else from its own
    file, and reads a .env file only where it is made to. The catalogue's kinds say which of these
    each knows (`port_variables`, `port_dotenv`).
    """
    kinds: dict[str, Kind] = {}
    said: dict[str, set[str]] = {}
    configured: set[str] = set()
    for service in found.services:
        if sort_of_name(service.path) == "package" and service.kind in CATALOGUE:
            kinds.setdefault(_folder(service.path), CATALOGUE[service.kind])
    for claim in found.claims:
        sort, folder = sort_of_name(claim.path), _folder(claim.path)
        if sort == "script" and claim.variable:
            said.setdefault(folder, set()).add(claim.variable)
        started = sort == "package" and not claim.assumed and claim.environment is None
        if started and not claim.endpoint:
            configured.add(folder)
    kept = []
    for claim in found.claims:
        folder = _folder(claim.path)
        reason = None
        asked = claim.variable in said.get(folder, ())
        if sort_of_name(claim.path) == "dotenv" and claim.variable in BARE and not asked:
            reason = _reason(claim, kinds.get(folder), configured=folder in configured)
        if reason is None:
            kept.append(claim)
        else:
            text = f"{claim.variable}={claim.port}"
            found.facts.append(Unread(claim.path, claim.line, text, reason))
    found.put(FoundClaim, kept)


def _reason(claim: FoundClaim, kind: Kind | None, *, configured: bool) -> str | None:
    """Why the variable does not count; None where it does."""
    if configured:
        return "the command in package.json says the port"
    if kind is None or kind.role != "frontend":
        # What a backend reads is its own code's affair, and many load the file.
        return None
    if kind.port_dotenv and claim.variable in kind.port_variables:
        return None
    return f"{kind.title} does not take its port from a .env file"


def _folder(path: str) -> str:
    return posixpath.dirname(path.replace("\\", "/"))
