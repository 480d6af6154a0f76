"""Gathers everything in a checkout's files that can be compared with the map."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from portbook.audit.checkout import Checkout
from portbook.audit.corslists import lists_of
from portbook.audit.envfiles import Compared, compare_file
from portbook.audit.expected import environment_named
from portbook.audit.fallbacks import CI, PROGRAMS, fallback_mentions
from portbook.audit.mention import Mention, OriginList
from portbook.audit.mentions import READMES, calls_of, mentions_of, setting_mention
from portbook.audit.owners import configured, routed
from portbook.derive.calls import Wiring
from portbook.model.portmap import Project
from portbook.sources.compose.reads import compose_reads
from portbook.sources.found import Found, FoundClaim, FoundRoute, FoundService, Unread
from portbook.sources.naming import environment_of, slug
from portbook.sources.readers import import_file, reader_of_name, sort_of_name
from portbook.sources.settings import settings_in
from portbook.sources.walking import PUT_ASIDE, walk
from portbook.text.diagnostic import Diagnostic

_WITH_LISTS = frozenset(("compose", "markdown", "script", None))
"""Sorts of files that hold lists of origins; of .env files the variables are compared."""
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%|<%|\{\{#")
"""Of Jinja, Go, ERB and their like: who fills it in makes another text of it."""
_PROXIES = frozenset(("nginx", "caddy", "compose", None))
"""Sorts of files whose routes are those of the project's own proxies; what a development server
hands on by the same path may be another back end."""
_PAGES = re.compile(r"(?:site|redirect|callback|return|allow|issuer)\w*\W", re.IGNORECASE)
"""Names of pages that a program lets in or sends people back to, and that it does not serve."""
PUBLIC = frozenset((80, 443))
"""What a browser takes where an address has no number (RFC 9110, 4.2). Beside a program's own port
in its settings it is the address of what stands before it: `url: [host: ..., port: 443]`."""
Progress = Callable[[str], None]


@dataclass(slots=True)
class Gathered:
    """`paths` are the files that were read, from the checkout's root; `compared` the variables
    that the map gives a value; `composed` the names of compose services."""

    mentions: list[Mention] = field(default_factory=list)
    lists: list[OriginList] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    composed: set[str] = field(default_factory=set)


def gather(
    checkout: Checkout, wiring: Wiring, project: Project, progress: Progress | None = None
) -> Gathered:
    """Whatever the importers know, .env files that git ignores, READMEs, and all files that the
    map names in `configured_in`."""
    return _Gathering(checkout, wiring, project).run(progress)


class _Gathering:
    def __init__(self, checkout: Checkout, wiring: Wiring, project: Project) -> None:
        self.checkout, self.wiring, self.project = checkout, wiring, project
        self.made = Gathered()
        self.owners = configured(project)
        self.routes = routed(project)
        self.public = PUBLIC - _numbers(project)
        self.reads = compose_reads(checkout.folder)
        self.published = _published(checkout, self.reads.files)
        self.declared = _declared(project)
        self.compared: set[tuple[str, str]] = set()
        """Files with the services that the map gives a variable there."""
        self.fronts: Counter[str] = Counter()
        """To how many places each path is handed on."""
        self.clustered = any(
            wiring.portmap.host_named(each.host).cluster for each in project.environments.values()
        )

    def run(self, progress: Progress | None) -> Gathered:
        files: dict[str, Found] = {}
        programs: list[str] = []
        say = progress or (lambda _: None)

        def passing(shown: str) -> None:
            reader, path = reader_of_name(shown), self.checkout.relative(shown)
            if reader is not None and not (reader.named_for_ports or reader.recipes):
                files[path] = Found()
            if PROGRAMS.search(path):
                programs.append(path)
            say(shown)

        found = walk(self.checkout.folder, self.checkout.shown, passing)
        _shared_out(self.checkout, found, files)
        # A settings file that the map names says more than its own program's port.
        files = {path: each for path, each in files.items() if not self._is_named_tool(path)}
        read = set(files)
        for path in self._further():
            if path in read or not self.checkout.is_file(path) or self.checkout.passed_over(path):
                continue
            read.add(path)
            say(self.checkout.named(path))
            reader = reader_of_name(path)
            if reader is None or reader.settings:
                self._settings(path)
            else:
                files[path] = self._imported(path)
        for each in files.values():
            routes = {(r.prefix.strip("/"), r.target, r.port) for r in each.of(FoundRoute)}
            self.fronts.update(prefix for prefix, _, _ in routes)
        for path, each in files.items():
            if not (PUT_ASIDE.search(path) or self.checkout.passed_over(path)):
                self._add(path, each)
        self._programs([*programs[:MOST_PROGRAMS], *_ci_files(self.checkout.folder)])
        return self.made

    def _programs(self, paths: list[str]) -> None:
        for path in paths:
            if path not in self.owners and not self.checkout.passed_over(path):
                self.made.mentions += fallback_mentions(self.checkout, self.project, path)

    def _is_named_tool(self, path: str) -> bool:
        reader = reader_of_name(path)
        return path in self.owners and reader is not None and reader.settings

    def _further(self) -> Iterator[str]:
        folders = {"", *(_folder(each.directory) for each in self.project.services.values())}
        for folder in sorted(folders):
            yield from (_joined(folder, name) for name in READMES)
            try:
                listed = (self.checkout.folder / folder).iterdir()
                inside = sorted(each.name for each in listed)
            except (OSError, ValueError):
                continue
            yield from (_joined(folder, name) for name in inside if name.startswith(".env"))
        yield from sorted(self.owners)
        if self.project.compose:
            yield self.project.compose

    def _imported(self, path: str) -> Found:
        return import_file(self.checkout.folder / path, self.checkout.named(path))

    def _add(self, path: str, found: Found) -> None:
        sort = sort_of_name(path)
        if sort in ("markdown", None):
            # Read alone, it keeps the projects that it names.
            found = self._imported(path)
        if sort != "program" and self.checkout.is_file(path):
            # What a program falls back to may be said, and need not.
            self.made.paths.add(path)
        source = self.checkout.source(path) if found.problems else None
        if source is None or not _TEMPLATE.search(source.text):
            self.made.problems += found.problems
        self.made.composed |= {slug(each.compose) for each in found.services if each.compose}
        said = environment_of(path.rpartition("/")[2])
        # Compose hands such a file to a container: its numbers are those inside.
        handed = sort == "dotenv" and path in self.reads.env_files
        weak = handed or (sort is None and not self.clustered and self._is_manifest(path))
        compared = self._variables(path, said) if sort == "dotenv" and not handed else set()
        for mention in (*mentions_of(self.checkout, found, said), *self._calls(found, said)):
            if mention.place.line not in compared or sort != "dotenv":
                told = replace(mention, weak=True, passing=True) if weak else mention
                if sort == "dotenv" and mention.variable in self.published:
                    told = self._as_published(told)
                if sort == "dotenv" and mention.folder:
                    told = replace(told, stacked=self.declared.get(mention.folder) or None)
                self.made.mentions.append(self._owned(told))
        if sort in _WITH_LISTS:
            listed = lists_of(self.checkout, path, found, said)
            self.made.lists += [each for each, _ in listed]

    def _is_manifest(self, path: str) -> bool:
        """Whether it is of a cluster, where a container is often told another number."""
        source = self.checkout.source(path)
        return source is not None and bool(re.search(r"^apiVersion:", source.text, re.MULTILINE))

    def _as_published(self, mention: Mention) -> Mention:
        """A variable that Compose fills into `${DB_PORT}:3306` is the number on the host."""
        number = mention.inner if mention.port is None else mention.port
        return replace(
            mention, port=number, inner=None, beside=self.published[mention.variable or ""]
        )

    def _calls(self, found: Found, said: str | None) -> Iterator[Mention]:
        for mention in calls_of(self.checkout, found.of(FoundRoute)):
            prefix = (mention.variable or "").partition(" ")[2].strip("/")
            routed = self.routes.get((said, prefix)) or self.routes.get((None, prefix))
            proxied = sort_of_name(mention.path) in _PROXIES and self.fronts[prefix] == 1
            owner = routed if proxied else None
            yield replace(mention, environment=said, owner=owner)

    def _owned(self, mention: Mention) -> Mention:
        """`PORT` in a file is one of the services that are configured there."""
        if mention.own and not mention.call and mention.owner is None:
            # What has a variable of its own there is not what a bare PORT speaks of.
            told = self.owners.get(mention.path, ())
            among = (each for each in told if (mention.path, each) not in self.compared)
            return replace(mention, among=tuple(among))
        return mention

    def _variables(self, path: str, said: str | None) -> set[int]:
        """Lines of a .env file whose variables the map knows."""
        environment = environment_named(self.project, said)
        if environment is None:
            return set()
        lines = set()
        where = self.checkout, self.wiring, self.project, environment, path
        folder = path.rpartition("/")[0]
        own = self.declared.get(folder) if folder else None
        for each in compare_file(*where, self.published):
            if isinstance(each, Compared) and own and each.variable.service not in own:
                continue
            if isinstance(each, Compared):
                self.made.compared.append(each)
                self.compared.add((path, each.variable.service))
                lines.add(each.line)
            else:
                self.made.lists.append(each)
        return lines

    def _settings(self, path: str) -> None:
        source = self.checkout.source(path)
        self.made.problems += self.checkout.trouble(path)
        if source is None:
            return
        self.made.paths.add(path)
        said = environment_of(path.rpartition("/")[2])
        listed = list(lists_of(self.checkout, path, Found(), said))
        self.made.lists += [each for each, _ in listed]
        taken = {line for _, lines in listed for line in lines}
        own, owners = slug(self.project.name), tuple(self.owners.get(path, ()))
        for setting in settings_in(source):
            passed = setting.line in taken or setting.number in self.public
            if not passed and not self.checkout.silenced(path, setting.line):
                mention = setting_mention(source, path, setting, said, own, owners)
                page = setting.call and _PAGES.search(source.line_text(setting.line)) is not None
                self.made.mentions.append(replace(mention, passing=page, weak=page))


_PUBLISHES = re.compile(r"\$\{?([A-Za-z_]\w*)(?::?[-?][^}\s/]*)?\}?:(?=(?:\$\{\w+:?-)?(\d{1,5})\b)")


def _published(checkout: Checkout, paths: list[str]) -> dict[str, int | None]:
    """Variables that compose files give as numbers on the host, with the container's number;
    None for that where it is not the same everywhere."""
    found: dict[str, int | None] = {}
    for path in paths:
        source = checkout.source(path)
        for name, inner in _PUBLISHES.findall(source.text if source else ""):
            number = int(inner)
            found[name] = number if found.get(name, number) == number else None
    return found


def _declared(project: Project) -> dict[str, frozenset[str]]:
    """The services that the stacks of each folder declare, and those that any of them may."""
    found: dict[str, set[str]] = {}
    services = [service for _, service in project.deployments()]
    for stack in project.stacks:
        names = {s.name for s in services if s.compose == () or project.declared(stack, s)}
        for file in stack.files:
            found.setdefault(file.rpartition("/")[0], set()).update(names)
    return {folder: frozenset(names) for folder, names in found.items()}


MOST_PROGRAMS = 3_000


def _ci_files(folder: Path) -> Iterator[str]:
    """Files at the places where CI services look for them."""
    for name in ("", ".github/workflows", ".gitlab/ci", ".circleci"):
        try:
            listed = sorted(each.name for each in (folder / name).iterdir() if each.is_file())
        except OSError:
            continue
        yield from (path for each in listed if CI.search(path := _joined(name, each)))


def _shared_out(checkout: Checkout, found: Found, files: dict[str, Found]) -> None:
    """The facts of a checkout into `files`, each to its own."""

    def of(path: str) -> Found:
        return files.setdefault(checkout.relative(path), Found())

    for fact in found.facts:
        if isinstance(fact, (FoundClaim, FoundService, FoundRoute, Unread)):
            of(fact.path).facts.append(fact)
    for problem in found.problems:
        of(problem.place.source.name).problems.append(problem)


def _numbers(project: Project) -> set[int]:
    return {
        number
        for _, service in project.deployments()
        for endpoint in service.endpoints
        for number in (endpoint.port, endpoint.container_port)
        if number is not None
    }


def _folder(directory: str | None) -> str:
    folder = os.path.normpath(directory or ".").replace(os.sep, "/")
    return "" if folder == "." or folder.startswith("../") else folder


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
