"""What would have to change in a checkout, so that it holds a project's generated files.

`.env` files and PORTS.md get a marked region and keep every other byte; the rest are files of ours
as a whole, known by the record that lies beside them. Reads, never writes.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple

from portbook.disk.plan import (
    READ_ONLY,
    Change,
    Plan,
    Planner,
    started_by_itself,
)
from portbook.sources.dotenv.entries import Entry, entries
from portbook.sources.urls import addresses, is_local
from portbook.text.grouping import grouped
from portbook.text.record import RECORD, digest
from portbook.text.region import DOTENV, Unclear, find, put_region, remove_region
from portbook.text.source import Source
from portbook.text.wording import few

STARTED = "is a file that a shell, ssh, git, an editor or a desktop reads by itself"

REGION = " (region)"
"""Behind a path in the record: the file is somebody else's, a region of it is ours."""


class Wanted(NamedTuple):
    """A file for the checkout, its path relative to that, with `/`; `shared` is the style of the
    markers where the file is somebody else's as well.

    `derived` are the variables of it that the map does not speak of itself; `withheld` are those
    of them that are left out, each with the reason. `filled` are ports of the map that compose
    files fill in, and Compose takes the last of two lines. `stays`: what is there is left so.
    """

    path: str
    text: str
    shared: str | None = None
    derived: frozenset[str] = frozenset()
    withheld: Mapping[str, str] = MappingProxyType({})
    filled: frozenset[str] = frozenset()
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Install:
    """A plan for a checkout, and what a person should know besides: each a path and a sentence."""

    plan: Plan
    notes: tuple[tuple[str, str], ...]


def plan_install(
    folder: Path,
    wanted: Iterable[Wanted],
    *,
    notice: str = "",
    compose: Sequence[str] = (),
    known: Mapping[str, str] = MappingProxyType({}),
    force: bool = False,
) -> Install:
    """Compare what the checkout is to hold with what it holds.

    `compose` are the project's own compose files in it, `known` texts of files that are ours
    though no record says it. `force` overwrites what was edited by hand, and puts a variable's
    value beside another that somebody wrote.
    """
    survey = _Survey(folder, force, notice)
    whole = []
    for each in wanted:
        if started_by_itself(folder.resolve() / each.path):
            survey.blocked.append((each.path, STARTED))
        elif each.stays:
            if each.path + REGION in survey.recorded:
                survey.regions[each.path] = max(survey.recorded[each.path + REGION])
        elif each.shared is not None:
            survey.share(each, each.shared)
        elif not survey.displaced(each.path, compose):
            whole.append((each.path, each.text))
    survey.forced = {path for path, text in known.items() if survey.is_new(path, text)}
    return survey.finished(whole)


def plan_removal(
    folder: Path,
    committed: Mapping[str, bytes] = MappingProxyType({}),
    *,
    notice: str = "",
    force: bool = False,
) -> Install:
    """What has to go so that nothing of ours is left in the checkout. What `committed` has becomes
    what it is there, the record as well: those are a repository's."""
    survey = _Survey(folder, force, notice, committed)
    return survey.finished(
        [(path, committed[path]) for path in survey.recorded if path in committed]
    )


class _Survey(Planner):
    def __init__(
        self,
        folder: Path,
        force: bool,
        notice: str,
        committed: Mapping[str, bytes] | None = None,
    ) -> None:
        super().__init__(folder, force, notice)
        self.committed = committed
        self.notes: list[tuple[str, str]] = []
        self.regions: dict[str, str] = {}
        self.guests: set[str] = set()

    def displaced(self, path: str, compose: Sequence[str]) -> bool:
        """Whether the project has a file of its own that ours would hide or be hidden by: a compose
        file, or nginx files in a folder that nginx may well include as a whole."""
        if path in self.recorded:
            return False
        folder = PurePosixPath(path).parent
        names = []
        with contextlib.suppress(OSError):
            names = os.listdir(self.folder / folder) if folder.name == "nginx" else []
        if any(f"{folder}/{name}" not in self.recorded for name in names):
            self.notes.append((path, "is left out: the checkout has files of its own there"))
            return True
        if PurePosixPath(path).name != "compose.yaml":
            return False
        own = [each for each in compose if each not in self.recorded]
        if own:
            at = own[0] if PurePosixPath(own[0]).parent == folder else None
            use = f"; run it with 'docker compose -f {at} -f compose.ports.yaml'" if at else ""
            self.notes.append((path, f"is left out: the project has {own[0]}{use}"))
        return bool(own)

    def share(self, wanted: Wanted, style: str) -> None:
        """Put a region into a file that others write as well."""
        path, text = wanted.path, wanted.text
        if not (self.folder / path).parent.is_dir():
            self.notes.append((path, "is left out: the checkout has no such folder"))
            return
        self.adopt(path, REGION)
        # Known from now on, so that a region that must stay is not taken for a stale one.
        self.regions[path] = digest(text.encode())
        before = self.read(path)
        if isinstance(before, str):
            self.blocked.append((path, before))
            return
        try:
            clash = None
            if style is DOTENV:
                text, clash = self.settled(wanted, before or b"")
                if not text:
                    del self.regions[path]
                    return
                self.regions[path] = digest(text.encode())
            after = put_region(before, text, style)
            region = find(before) if before is not None else None
        except Unclear as trouble:
            self.blocked.append((path, str(trouble)))
            return
        change = Change(path, before, after)
        if before == after:
            self.unchanged += 1
        elif before is not None and self.read_only(path):
            self.blocked.append((path, READ_ONLY))
        elif region is not None and region.edited and not self.force:
            self.edited.append(change)
            self.blocked.append((path, "has a region that was edited by hand"))
        elif clash:
            self.blocked.append((path, clash))
        else:
            self.guest(change)

    def guest(self, change: Change) -> None:
        self.changes.append(change)
        self.guests.add(change.path)

    def settled(self, wanted: Wanted, before: bytes) -> tuple[str, str | None]:
        """What the region of a .env file holds, "" for nothing, and what stands against it.

        Which of two lines of one name counts depends on the reader. A derived variable gives way
        to a line written by hand, and so does an address to another spelling of it; what the map
        itself says otherwise has to be decided.
        """
        path = wanted.path
        ours = {each.key: each.value for each in entries(Source(path, wanted.text))}
        left = {name: why for name, why in wanted.withheld.items() if name in ours}
        other = []
        region = find(before)
        # The lines that our region stands, or will stand, below.
        above = before.count(b"\n", 0, region.start) if region else len(before)
        for each in _by_hand(path, before):
            if each.key not in ours or each.key in left:
                continue
            if each.value == ours[each.key]:
                left[each.key] = f"line {each.line} already sets it to this value"
            elif _same_address(each.value, ours[each.key]):
                left[each.key] = f"line {each.line} already sets it, to the same address"
            elif each.key in wanted.derived and not self.force:
                left[each.key] = f"line {each.line} sets it to another value"
            elif each.key in wanted.filled and each.line <= above:
                said = f"line {each.line} sets {each.key} otherwise: Compose uses ours, the last"
                self.notes.append((path, f"{said}; delete that line"))
            elif not self.force:
                other.append(f"{each.key} at line {each.line}")
        reasons = grouped((why, name) for name, why in left.items())
        for why, names in reasons.items():
            self.notes.append((path, f"{few(names, 6)} left out: {why}"))
        clash = "sets by hand, to another value: " + ", ".join(other) if other else None
        text = _without(wanted.text, left) if left else wanted.text
        return text, clash and f"{clash}; delete the line or change the map"

    def is_new(self, path: str, text: str) -> bool:
        return path not in self.recorded and self.read(path) == text.encode()

    def remove_stale_regions(self) -> Iterator[str]:
        """Regions that nothing wants any more; yields the paths of those that have to stay."""
        for key in self.recorded:
            path = key.removesuffix(REGION)
            if key == path or path in self.regions:
                continue
            before = self.read(path)
            if before is None:
                continue
            reason = before if isinstance(before, str) else self._remove_stale_region(path, before)
            if reason is not None:
                self.blocked.append((path, reason))
                yield path

    def _remove_stale_region(self, path: str, before: bytes) -> str | None:
        try:
            region = find(before)
        except Unclear as trouble:
            return str(trouble)
        if region is None:
            return None
        if self.read_only(path):
            return READ_ONLY
        # With the region that a repository holds in it; without one where that holds none.
        committed = (self.committed or {}).get(path)
        was = find(committed) if committed is not None else None
        after = remove_region(before)
        if committed is not None and was is not None:
            theirs = committed[was.start : was.end]
            after = before[: region.start] + theirs + before[region.end :]
        change = Change(path, before, after)
        if change.after == before:
            return None
        if region.edited and not self.force:
            self.edited.append(change)
            return "has a region that is not wanted any more, but was edited by hand"
        self.guest(change)
        return None

    def finished(self, whole: Sequence[tuple[str, str | bytes]]) -> Install:
        # What could not be put there is not recorded: nothing of it is to be taken out again.
        blocked = {path for path, _ in self.blocked if path + REGION not in self.recorded}
        put_in = {path: hash_ for path, hash_ in self.regions.items() if path not in blocked}
        self.compare(whole, lambda path: not path.endswith(REGION))
        kept = {path: max(self.recorded[path + REGION]) for path in self.remove_stale_regions()}
        others = {path: each for path, each in self.entries.items() if not path.endswith(REGION)}
        self.entries = others | {path + REGION: each for path, each in (put_in | kept).items()}
        return Install(replace(self.plan(), guests=frozenset(self.guests)), tuple(self.notes))

    def record_after(self) -> bytes | None:
        if self.committed is not None and not self.blocked:
            return self.committed.get(RECORD)
        return super().record_after()


def document_path(folder: Path, path: str) -> str:
    """Where a document of ours belongs: into the one that the checkout has under its `docs`."""
    if (folder / path).is_file():  # under whatever capitals, where those are not told apart
        return path
    name = PurePosixPath(path).name.lower()
    for inside in ("", "docs", "doc"):
        try:
            listed = sorted(each.name for each in (folder / inside).iterdir() if each.is_file())
        except OSError:
            continue
        for each in listed:
            if each.lower() == name:
                return f"{inside}/{each}" if inside else each
    return path


def _same_address(one: str, other: str) -> bool:
    """Whether two values lead to one port: `http://localhost:8000/` beside 127.0.0.1."""
    first, second = addresses(one), addresses(other)
    if len(first) != 1 or len(second) != 1 or first[0].port != second[0].port:
        return False
    hosts = first[0].host, second[0].host
    return first[0].port is not None and (hosts[0] == hosts[1] or all(map(is_local, hosts)))


def _without(text: str, names: Collection[str]) -> str:
    """A .env file of ours without some variables, and without headings that have none left; ""
    where no variable is left."""
    head, *blocks = text.rstrip("\n").split("\n\n")
    kept = []
    for block in blocks:
        lines = [each for each in block.split("\n") if each.partition("=")[0] not in names]
        if any(not each.startswith("#") for each in lines):
            kept.append("\n".join(lines))
    return "\n\n".join([head, *kept]) + "\n" if kept else ""


def _by_hand(path: str, data: bytes) -> list[Entry]:
    """The variables outside of the region, with their lines in the whole file."""
    text = data.decode("utf-8", "replace")
    region = find(data)
    first = last = 0
    if region is not None:
        first, last = (data.count(b"\n", 0, at) + 1 for at in (region.start, region.end))
    found = entries(Source(path, text))
    return [each for each in found if not each.commented and not first <= each.line < last]
