"""Finds the stacks of a checkout: which compose files are passed to Compose together.

A folder's default stack is what `docker compose` takes there by itself: COMPOSE_FILE of its .env,
else the first standard file with the override beside it. Every other file is a stack of its own
where it stands alone, else an overlay of the nearest default one; what another stack includes or
extends is a part of that. Two services of one name are one only where a stack, a build folder, or
an image with its number says so.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from portbook.sources.compose import problems_of, silent_lines
from portbook.sources.compose.interpolation import handed_files, shared_variables
from portbook.sources.compose.service import Reader
from portbook.sources.compose.stack import DEFAULTS, Stack
from portbook.sources.compose.variables import Texts
from portbook.sources.found import Fact, Found, FoundClaim, FoundService, FoundStack, Unread
from portbook.sources.naming import ENVIRONMENTS, environment_of, slug
from portbook.text.grouping import grouped
from portbook.text.source import Source

_STEM = re.compile(r"(?:docker-|podman-)?(?:compose|stack)|ya?ml", re.IGNORECASE)


@dataclass(slots=True)
class _Candidate:
    """Files in their order with what they make together."""

    files: list[Source]
    stack: Stack
    default: bool = False
    resolves: bool = True
    moving: set[tuple[str, int]] = field(default_factory=set)
    name: str = ""
    environment: str | None = None
    found: Found = field(default_factory=Found)

    @property
    def own(self) -> Source:
        return self.files[-1] if not self.default else self.files[0]


def read_stacks(sources: list[Source], root: str) -> Found:
    """The facts of all stacks; `sources` are the checkout's compose files, each with a path, and
    `root` the checkout as their names begin."""
    every = _candidates(sources)
    drawn = {path for each in every for path in _drawn(each)}
    candidates = [each for each in every if _counts(each, drawn)]
    _name(candidates, root)
    for each in candidates:
        each.found = _facts(each, root)
    names = _identities(candidates)
    _environments(candidates, names)
    found = Found()
    for each in candidates:
        found.add(_settled(each, names))
        files = tuple(_relative(source.name, root) for source in each.files)
        known = FoundStack(each.own.name, 1, each.name, files, each.environment)
        if each.resolves:
            found.facts.append(known)
    for each in every:
        found.problems += problems_of(each.stack)
        found.facts += silent_lines(each.stack, found)
    found.put(FoundClaim, _movable(every, found.claims))
    found.problems = list(dict.fromkeys(found.problems))
    found.put(Unread, list(dict.fromkeys(found.of(Unread))))
    return found


def _movable(every: list[_Candidate], claims: list[FoundClaim]) -> list[FoundClaim]:
    """The claims, none moved by a variable that moves more than its number."""
    folders = grouped((posixpath.dirname(each.files[0].name), each) for each in every)
    handed = {path for e in every for d in e.stack.documents for path in handed_files(d)}
    shared: dict[str | None, set[str]] = {}
    for folder, group in folders.items():
        own = [claim for claim in claims if claim.stack in {each.name for each in group}]
        moving = set().union(*(each.moving for each in group))
        found = shared_variables([each.stack for each in group], folder, own, moving, handed)
        shared |= {each.name: found for each in group}
    return [
        replace(claim, moved_by=None) if claim.moved_by in shared.get(claim.stack, ()) else claim
        for claim in claims
    ]


def _counts(candidate: _Candidate, drawn: set[Path]) -> bool:
    """Whether it is more than a part of another stack."""
    part = _path(candidate.own) in drawn
    whole = candidate.default and candidate.stack.is_valid
    return bool(candidate.stack.services) and (not part or whole)


def _candidates(sources: list[Source]) -> list[_Candidate]:
    """Default stacks first, nearer ones before deeper ones."""
    folders = grouped((os.path.dirname(source.name), source) for source in _once(sources))  # noqa: PTH120
    ordered = sorted(folders, key=lambda folder: (folder.count(os.sep), folder))
    named = {folder: _default_files(folders[folder]) for folder in ordered}
    bases = {folder: files for folder, files in named.items() if files}
    texts = Texts()
    made = [_Candidate(files, _read(files, texts), default=True) for files in bases.values()]
    own = {_path(source) for files in bases.values() for source in files}
    for folder in ordered:
        rest = [source for source in folders[folder] if _path(source) not in own]
        others = (_other(source, _base(folder, bases), texts) for source in rest)
        made += [each for each in others if each is not None]
    return made


def _once(sources: list[Source]) -> Iterable[Source]:
    """Of a file and the links to it, the one nearest to the top: it stands for the checkout."""
    nearest: dict[Path, Source] = {}
    for source in sorted(sources, key=lambda source: source.name.count(os.sep)):
        nearest.setdefault(_path(source), source)
    return nearest.values()


def _drawn(candidate: _Candidate) -> set[Path]:
    """Files that are read because another one includes or extends them."""
    own = {_path(source) for source in candidate.files}
    return {_path(source) for source in candidate.stack.sources} - own


def _path(source: Source) -> Path:
    return source.path.resolve() if source.path else Path(source.name)


def _default_files(sources: list[Source]) -> list[Source]:
    named = {os.path.basename(source.name): source for source in sources}  # noqa: PTH119
    first = next((named[name] for name in DEFAULTS if name in named), None)
    listed = Stack().compose_file(sources[0])
    if listed:
        return listed
    return Stack().with_override(first) if first is not None else []


def _base(folder: str, bases: dict[str, list[Source]]) -> list[Source]:
    """The default stack of the folder or of the nearest one above."""
    while True:
        if folder in bases:
            return bases[folder]
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder:
            return []
        folder = above


def _other(source: Source, base: list[Source], texts: Texts) -> _Candidate | None:
    alone = _Candidate([source], _read([source], texts))
    if alone.stack.is_valid or not base:
        return alone if alone.stack.is_valid or alone.stack.problems else None
    upon = _Candidate([*base[:1], source], _read([*base[:1], source], texts))
    if alone.stack.problems and not upon.stack.is_valid:
        return alone
    return upon if upon.stack.is_valid else None


def _read(files: list[Source], texts: Texts) -> Stack:
    stack = Stack(texts)
    stack.add(files)
    return stack


def _relative(name: str, root: str) -> str:
    return posixpath.normpath(os.path.relpath(name, root or ".").replace(os.sep, "/"))


def _suffix(source: Source) -> str:
    """`prod` of docker-compose.prod.yml; empty for the standard names."""
    base = os.path.basename(source.name)  # noqa: PTH119
    return slug(" ".join(_STEM.sub(" ", base).replace("override", " ").split()))


def _name(candidates: list[_Candidate], root: str) -> None:
    """By the folder and what the file's name adds, each once."""
    taken: set[str] = set()
    for each in candidates:
        folder = posixpath.dirname(_relative(each.own.name, root))
        parts = [part for part in folder.split("/") if part]
        suffix = _suffix(each.own)
        short = "-".join(filter(None, (slug(parts[-1]) if parts else "", suffix)))
        whole = "-".join(filter(None, (*map(slug, parts), suffix)))
        choices = (short or "default", whole or "default")
        free = next((choice for choice in choices if choice not in taken), choices[1])
        each.name = _apart(free, taken)
        last = parts[-1] if parts and slug(parts[-1]) in ENVIRONMENTS else ""
        each.environment = environment_of(suffix or last)


def _facts(candidate: _Candidate, root: str) -> Found:
    reader = Reader(candidate.stack, None, None)
    found = reader.read_all()
    candidate.moving = reader.moving
    candidate.resolves = resolves = candidate.stack.resolves and not reader.refused
    folder = posixpath.dirname(_relative(candidate.files[0].name, root))
    services = []
    for each in found.services:
        build, dockerfile = each.build, None
        if build and "://" not in build and not build.startswith(("/", "~", "git@")):
            build = posixpath.normpath(posixpath.join(folder, build))
            dockerfile = posixpath.join(build, each.dockerfile or "Dockerfile")
            dockerfile = posixpath.normpath(dockerfile)
        services.append(
            replace(
                each,
                build=build,
                dockerfile=dockerfile,
                mounts=tuple(posixpath.normpath(posixpath.join(folder, m)) for m in each.mounts),
                stack=candidate.name,
                unsure=each.unsure or not resolves,
            )
        )
    found.put(FoundService, services)
    found.put(FoundClaim, (replace(each, stack=candidate.name) for each in found.claims))
    return found


Names = dict[tuple[str, str], str]
"""What a service of a stack is called in the checkout."""


def _identities(candidates: list[_Candidate]) -> Names:
    """One name for all that is certainly one service, in all stacks."""
    groups: dict[str, list[list[tuple[_Candidate, FoundService]]]] = {}
    for candidate in candidates:
        for service in candidate.found.services:
            known = groups.setdefault(service.name, [])
            home = next((g for g in known if any(_one(candidate, service, *e) for e in g)), None)
            if home is None:
                known.append([(candidate, service)])
            else:
                home.append((candidate, service))
    taken = set(groups)
    names: Names = {}
    for name, known in groups.items():
        for index, group in enumerate(known):
            chosen = name
            if index:
                chosen = _apart(f"{group[0][0].name}-{name}", taken)
            names.update({(candidate.name, name): chosen for candidate, _ in group})
    return names


def _apart(name: str, taken: set[str]) -> str:
    chosen, number = name, 2
    while chosen in taken:
        chosen, number = f"{name}-{number}", number + 1
    taken.add(chosen)
    return chosen


def _one(a: _Candidate, one: FoundService, b: _Candidate, other: FoundService) -> bool:
    """Whether two stacks that have a service of one name have the same service."""
    if {id(source) for source in a.files} & {id(source) for source in b.files}:
        return True
    if one.build and one.build == other.build:
        return True
    beside = os.path.dirname(a.own.name) == os.path.dirname(b.own.name)  # noqa: PTH120
    alike = _image(one) == _image(other) and one.image is not None
    if beside and (alike or a.environment != b.environment or not (one.image and other.image)):
        return True
    if not alike:
        return False
    ours, theirs = _published(a)[one.name], _published(b)[other.name]
    return bool(ours) and ours == theirs


def _image(service: FoundService) -> str | None:
    return service.image.partition("@")[0].rpartition(":")[0] if service.image else None


Published = frozenset[tuple[object, ...]]


def _published(candidate: _Candidate) -> dict[str, Published]:
    """What each service of a stack publishes."""
    found: dict[str, set[tuple[object, ...]]] = {
        each.name: set() for each in candidate.found.services
    }
    for c in candidate.found.claims:
        if c.published and c.service in found:
            ports = c.bind, c.port, c.port_end, c.container_port, c.container_end
            found[c.service].add((*ports, c.transport, c.mode))
    return {name: frozenset(ports) for name, ports in found.items()}


def _environments(candidates: list[_Candidate], names: Names) -> None:
    """Stacks of one environment agree on what a service publishes; one that does not has an
    environment of its own. A stack for development is the default one's where it agrees."""
    known: dict[str | None, dict[str, Published]] = defaultdict(dict)
    for each in candidates:
        # A word for an environment that is known already, such as `dev`, would be taken for that.
        own = each.name if each.name not in ENVIRONMENTS else f"{each.name}-stack"
        more = (f"{own}-{number}" for number in count(2))
        wanted = each.environment
        if wanted == "development":
            wanted = None
        published = {names[each.name, name]: ports for name, ports in _published(each).items()}
        if wanted is None and _differ(published, known[None]):
            wanted = each.environment or own
        while wanted is not None and _differ(published, known[wanted]):
            wanted = own if wanted == each.environment else next(more)
        each.environment = wanted
        known[wanted].update(published)


def _differ(some: dict[str, Published], others: dict[str, Published]) -> bool:
    return any(others.get(name, value) != value for name, value in some.items())


def _settled(candidate: _Candidate, names: Names) -> Found:
    """The facts under the checkout's names and in their environment."""

    def name(text: str) -> str:
        return names.get((candidate.name, text), text)

    environment = candidate.environment

    def settled(fact: Fact) -> Fact:
        if isinstance(fact, FoundClaim):
            return replace(fact, service=name(fact.service), environment=environment)
        if isinstance(fact, FoundService):
            return replace(
                fact,
                name=name(fact.name),
                environment=environment,
                uses=tuple(name(used) for used in fact.uses),
                network_of=name(fact.network_of) if fact.network_of else None,
            )
        return fact

    return candidate.found.changed(settled)
