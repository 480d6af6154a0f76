"""What a change of the map would do to everything made from it, to those who refer to it, and to
the lines of the checkouts that mention the number."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from portbook.derive.calls import Call, Wiring
from portbook.edit.verify import same
from portbook.model.portmap import PortMap, Project
from portbook.model.reference import Target
from portbook.text.paths import DEEPEST, leads_out
from portbook.text.region import hand_written
from portbook.text.secrets import masked
from portbook.text.source import Source

if TYPE_CHECKING:
    from portbook.derive.flows import Flow
    from portbook.sources.walking import Ignored
    from portbook.targets.context import Context


def affected(was: Context, now: Context) -> frozenset[str]:
    """The projects of a map whose files may differ from those of the map that it was.

    A project's files are made from itself, from what is no project's, such as hosts and settings,
    and from the projects that it names or that name it, directly or through others. Its documents
    alone tell of more: the free numbers of its ranges and its neighbours on the host, which are
    worked out for both maps, and llms.txt is there where the whole map is long.
    """
    from portbook.targets.llms import is_long
    from portbook.targets.portsmd.neighbours import related_sentences

    old, new = was.portmap.projects, now.portmap.projects
    parts = [replace(each.portmap, projects={}) for each in (was, now)]
    # With the templates that are parsed already.
    long = is_long(replace(was, templates=now.templates))
    if list(old) != list(new) or not same(*parts) or long != is_long(now):
        return frozenset(new)
    linked: dict[str, set[str]] = {name: set() for name in new}
    for each in (*old.values(), *new.values()):
        for target in _references(each):
            if target is not None and target.project in linked:
                linked[each.name].add(target.project)
                linked[target.project].add(each.name)
    found: set[str] = set()
    left = [name for name in new if not same(old[name], new[name])]
    while left:
        found.add(name := left.pop())
        left += linked[name] - found
    return frozenset(found) | {
        name
        for name in linked.keys() - found
        if related_sentences(was.wiring, old[name]) != related_sentences(now.wiring, new[name])
    }


def _references(project: Project) -> Iterator[Target | None]:
    """The services that it names, or stands for."""
    every = [*project.services.values(), *(service for _, service in project.deployments())]
    services = {id(each): each for each in every}.values()
    # A long list may be that of many services, by an alias.
    for uses in {id(each.uses): each.uses for each in services}.values():
        yield from uses
    for service in services:
        yield service.same_as
        asked = service.health.command if service.health else None
        for value in (*(each.value for each in service.env), *([asked] if asked else ())):
            yield from (each.target for each in value.references)
    for environment in project.environments.values():
        for proxy in environment.proxies:
            yield proxy.to
            yield from (route.target for route in proxy.routes)


@dataclass(frozen=True)
class Impact:
    """What a move of an endpoint changes, each part worked out when it is asked for.

    `changed` are the generated files: path below the output folder, text before and text after;
    who refers to the service is taken from the calls of the map before.
    """

    changed: Sequence[tuple[str, str, str]]
    wiring: Wiring
    project: str
    service: str
    endpoint: str

    @property
    def files(self) -> list[str]:
        return [path for path, _, _ in self.changed]

    @property
    def variables(self) -> list[tuple[str, str]]:
        """(file, name) of the variables whose values change."""
        return [(path, name) for path, *texts in self.changed for name in _variables(path, *texts)]

    @property
    def origins(self) -> list[tuple[str, str, str]]:
        """(project, environment, service) of the CORS lists that change."""
        return [found for each in self.changed for found in _origins(*each)]

    @cached_property
    def _calls(self) -> list[Call]:
        return [
            call
            for environment in self.wiring.portmap.projects[self.project].environments.values()
            if self.service in environment.services
            for call in self.wiring.callers(environment, environment.services[self.service])
            if call.called.endpoint is None or call.called.endpoint.name == self.endpoint
        ]

    @property
    def routes(self) -> list[tuple[str, str]]:
        """(proxy, path) of the routes that lead to it."""
        found = [(call.caller.who, call.name) for call in self._calls if call.via == "route"]
        return list(dict.fromkeys(found))

    def callers(self, *, own: bool) -> list[tuple[str, str]]:
        """(who, how) of those who refer to it: of its `own` project, or of the others."""
        found = [
            (call.caller.who, call.how)
            for call in self._calls
            if (call.caller.environment.project == self.project) is own
        ]
        return list(dict.fromkeys(found))

    @property
    def projects(self) -> list[str]:
        """The other projects that refer to it."""
        calling = [each.caller.environment.project for each in self._calls]
        return [each for each in dict.fromkeys(calling) if each != self.project]

    @property
    def flows(self) -> list[Flow]:
        """The flows that end there."""
        from portbook.derive.flows import flows_of

        end = (self.project, self.service, self.endpoint)
        return [
            each
            for each in flows_of(self.wiring)
            if (each.target.project, each.target.service, each.target.endpoint) == end
        ]

    @property
    def advertised(self) -> list[str]:
        """Settings of files that are not generated, in which the program tells its clients its own
        address."""
        project, found = self.wiring.portmap.projects[self.project], []
        for _, service in project.deployments():
            kind = service.kind
            if service.name == self.service and kind is not None and kind.advertises:
                declared = any(project.declared(stack, service) for stack in project.stacks)
                if declared or not (service.contained and kind.listeners):
                    found.append(kind.advertises)
        return list(dict.fromkeys(found))


def _variables(path: str, was: str, now: str) -> list[str]:
    """Names whose values differ between two versions of an .env file."""
    if not path.rpartition("/")[2].startswith(".env"):
        return []
    old, new = _assigned(was), _assigned(now)
    return [each for each in {**old, **new} if old.get(each) != new.get(each)]


def _assigned(text: str) -> dict[str, str]:
    pairs = (
        line.removeprefix("export ").partition("=")
        for line in text.splitlines()
        if not line.startswith("#")
    )
    return {name: value for name, equals, value in pairs if equals}


def _origins(path: str, was: str, now: str) -> Iterator[tuple[str, str, str]]:
    project, _, name = path.rpartition("/")
    if name != "cors.json" or "/" in project:
        return
    old, new = _lists(was), _lists(now)
    for environment, service in {**old, **new}:
        if old.get((environment, service)) != new.get((environment, service)):
            yield project, environment, service


def _lists(text: str) -> dict[tuple[str, str], Any]:
    given = json.loads(text) if text else {}
    return {
        (environment, service): origins
        for environment, services in given.items()
        if isinstance(services, dict)
        for service, origins in services.items()
    }


MOST_FILES = 20_000
MOST_BYTES = 512 * 1024
MOST_LINES = 200
"""What is looked at, and what is told of it; `Search.whole` says whether that was all."""
SKIPPED = frozenset((".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__"))


class Found(NamedTuple):
    """A line, from 1, of a file below the checkout."""

    path: str
    line: int
    text: str


class Search(NamedTuple):
    found: list[Found]
    whole: bool


Searches = dict[str, tuple[str, Search]]
"""By project: its checkout as the map names it, and what mentions the number there."""


def checkouts(base: Path, portmap: PortMap, names: list[str], number: int | None) -> Searches:
    """The checkouts of some projects, as far as they exist, searched for a number.

    `base` is the folder that the paths of the map begin in.
    """
    found = {}
    paths = (node.source.path for node in portmap.origin.nodes)
    own = [path.resolve() for path in paths if path is not None]
    for name in names:
        project = portmap.projects[name]
        if project.path and number is not None and (base / project.path).is_dir():
            folder = base / project.path
            inside = [each for each in own if each.is_relative_to(folder.resolve())]
            leave = {each.relative_to(folder.resolve()).as_posix() for each in inside}
            found[name] = project.path, mentioned(folder, project, number, leave)
    return found


def mentioned(folder: Path, project: Project, number: int, leave: Collection[str]) -> Search:
    """Lines with the number as a word of its own: first in the files that services say hold it,
    then in every text file that .gitignore does not leave out. Not in those to
    `leave`, nor in what portbook has written. Symlinks are not followed."""
    from portbook.sources.walking import Ignored

    word = re.compile(rf"(?<![0-9A-Za-z.]){number}(?![0-9A-Za-z]|\.[0-9])")
    named = [path for each in project.services.values() for path in each.configured_in]
    inside = [path for path in dict.fromkeys(named) if _is_inside(folder, path)]
    found: list[Found] = []
    seen = set()
    first = (os.path.normpath(path).replace(os.sep, "/") for path in inside)
    for count, path in enumerate(chain(first, _walked(folder, "", Ignored()))):
        if count >= MOST_FILES or len(found) >= MOST_LINES:
            return Search(found[:MOST_LINES], whole=False)
        if path not in seen and path not in leave:
            seen.add(path)
            found += _lines(folder, path, word)
    return Search(found[:MOST_LINES], len(found) <= MOST_LINES)


def _is_inside(folder: Path, path: str) -> bool:
    whole = Path(os.path.normpath(folder / path))
    return not leads_out(whole, folder.resolve()) and whole.is_file()


def _walked(folder: Path, below: str, ignored: Ignored) -> Iterator[str]:
    if below.count("/") > DEEPEST:
        return
    ignored = ignored.below(folder / below, below)
    try:
        listed = sorted(os.scandir(folder / below), key=lambda each: each.name)
    except OSError:
        return
    for each in listed:
        path = f"{below}{each.name}"
        if each.is_symlink():
            continue
        if each.is_dir():
            if each.name not in SKIPPED and not ignored.folder(path):
                yield from _walked(folder, f"{path}/", ignored)
        elif each.is_file() and not ignored.file(path):
            yield path


def _lines(folder: Path, path: str, word: re.Pattern[str]) -> Iterator[Found]:
    try:
        if (folder / path).stat().st_size > MOST_BYTES:
            return
        data = (folder / path).read_bytes()
    except OSError:
        return
    if b"\0" in data:
        return
    text = data.decode("utf-8", errors="replace")
    if word.search(text):
        text = masked(hand_written(Source(path, text))).text
        for number, line in enumerate(text.split("\n"), 1):
            if word.search(line):
                yield Found(path, number, line.strip()[:120])
