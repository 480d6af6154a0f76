"""Finds which host of the map this machine is, where checkouts are, and whose folder a path is in.

ports.local.yaml stands beside the map and is never committed: what it says is true of one machine.
What it leaves out follows from the map alone, so that most people never write one.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePath
from typing import NamedTuple

from portbook.language.scalars import as_int, is_text
from portbook.language.upstreams import LOCAL_NAME
from portbook.machine.copies import Copy, local_file, tracked_files, worktree_of
from portbook.model.instances import compose_name, slots_of
from portbook.model.portmap import PortMap, Project, Service
from portbook.text.diagnostic import Diagnostic, error, unreadable
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.paths import leads_out, repository_of
from portbook.text.source import Source, UnreadableSource, as_typed
from portbook.text.tree import parse
from portbook.text.wording import few, suggestion

KEYS = ("host", "paths", "instances", "sources")


@dataclass(frozen=True)
class Here:
    """`host` is the map's name for this machine, `because` says in words who decided that.

    `base` is the absolute folder of the map; `paths` are the checkouts that ports.local.yaml
    names, absolute, whether or not they exist. `alone` is the project that the map consists of.
    `home` is the folder of ports.local.yaml, `base` unless the map lies in a worktree; `copies` are
    all working copies that it knows, `chosen` those from which one looks. `root` is what it says.
    """

    host: str
    because: str
    base: Path
    paths: dict[str, Path] = field(default_factory=dict)
    alone: str | None = None
    home: Path | None = None
    copies: tuple[Copy, ...] = ()
    chosen: tuple[Copy, ...] = ()
    root: Mapping | None = None

    def at(self, copies: Sequence[Copy]) -> Here:
        """The same machine as seen from working copies: each has its project's checkout."""
        paths = {each.project: each.path for each in copies}
        return replace(self, paths=self.paths | paths, chosen=tuple(copies))

    def main_checkout(self, project: Project) -> Path | None:
        """The folder of the project itself, wherever one looks from."""
        listed = {each.project: each.path for each in self.chosen}
        if project.name in self.paths and project.name not in listed:
            return self.paths[project.name]
        if project.path is not None:
            return absolute(self.home or self.base, project.path)
        return (self.home or self.base) if project.name == self.alone else None

    def checkout(self, project: Project) -> Path | None:
        """The project's folder, which need not exist; None where nobody says.

        ports.local.yaml's, else the project's `path` from the map's folder, else that folder
        itself where the map holds this project alone.
        """
        if project.name in self.paths:
            return self.paths[project.name]
        if project.path is not None:
            return absolute(self.base, project.path)
        return self.base if project.name == self.alone else None

    def may_write(self, project: Project) -> bool:
        """Whether this machine's owner lets files into the checkout: it lies in the repository of
        the map, or ports.local.yaml names it. A map alone, perhaps a stranger's, is not enough."""
        checkout = self.checkout(project)
        if checkout is None or not leads_out(checkout, repository_of(self.base)):
            return checkout is not None
        # Where ports.local.yaml is committed, it is not this machine's owner who speaks.
        return project.name in self.paths and not tracked_files(
            self.home or self.base, [LOCAL_NAME]
        )

    def folder(self, project: Project, service: Service) -> Path | None:
        """Where the service's files lie: its `directory` in the checkout, else the checkout."""
        checkout = self.checkout(project)
        if checkout is None or service.directory is None:
            return checkout
        return absolute(checkout, service.directory)


def absolute(base: Path, text: str) -> Path:
    """A path as people write it, `~` included, without `..` and not through symbolic links."""
    # Path.expanduser raises where there is no such user; then the name is a folder's.
    return Path(os.path.normpath(base / os.path.expanduser(text)))  # noqa: PTH111


def read_here(
    portmap: PortMap, map_path: Path, host: str | None = None
) -> tuple[Here, list[Diagnostic]]:
    """Which host this machine is: `host` if given, else ports.local.yaml's, else the first.

    What is wrong with the file stands in the diagnostics; the rest of it is used all the same.
    """
    base = Path(os.path.abspath(map_path.parent))  # noqa: PTH100 - a link to the map's folder stays
    local = local_file(map_path)
    problems: list[Diagnostic] = []
    root = _root(local, problems) if local.is_file() else None
    named, paths = _host(portmap, root, problems), _paths(portmap, root, local.parent, problems)
    copies = tuple(_copies(portmap, root, local.parent, problems))
    alone = next(iter(portmap.projects)) if len(portmap.projects) == 1 else None
    because = (
        "it is the map's first host" if len(portmap.hosts) > 1 else "it is the map's only host"
    )
    if host is not None:
        named, because = host, "--host says so"
    elif named is not None:
        because = f"{LOCAL_NAME} says so"
    found = named or next(iter(portmap.hosts))
    here = Here(found, because, base, paths, alone, local.parent, copies, root=root)
    return here, problems


def _copies(
    portmap: PortMap, root: Mapping | None, base: Path, problems: list[Diagnostic]
) -> Iterator[Copy]:
    """The entries of `instances`; one whose slot is another's, or is none, is left out."""
    example = "'instances' is written: instances: {project: {name: {slot: 1, path: folder}}}"
    for project, entries in _by_project(portmap, _given(root, "instances"), example, problems):
        taken: dict[int, str] = {}
        for name, entry in entries.entries() if isinstance(entries, Mapping) else ():
            slot = entry.get("slot") if isinstance(entry, Mapping) else None
            path = entry.get("path") if isinstance(entry, Mapping) else None
            number = as_int(slot) if isinstance(slot, Scalar) else None
            folder = _path(path) if path is not None else None
            if number is None or folder is None:
                said = f"'{name.text}' needs a slot and a path: {{slot: 1, path: folder}}"
                problems.append(error("wrong-type", said, entry.place))
            elif number in taken or number not in slots_of(portmap, project):
                said = f"is {taken[number]}'s" if number in taken else "does not exist"
                said = f"slot {number} of {project.name} {said}"
                problems.append(error("bad-value", said, (slot or entry).place))
            else:
                taken[number] = name.text
                yield Copy(project.name, name.text, number, absolute(base, folder))


def _root(local: Path, problems: list[Diagnostic]) -> Mapping | None:
    try:
        source = Source.load(local, as_typed(local))
    except UnreadableSource as failure:
        problems.append(unreadable(failure))
        return None
    root, found = parse(source)
    problems += found
    if root is None or (isinstance(root, Scalar) and root.is_null):
        return None
    if not isinstance(root, Mapping):
        hint = "write 'host: NAME' and 'paths: {project: folder}'"
        message = f"{LOCAL_NAME} holds keys and values"
        problems.append(error("wrong-type", message, root.place, hint=hint))
        return None
    for key, _ in root.entries():
        if key.text not in KEYS:
            problems.append(_unknown("unknown-key", "key", key, KEYS))
    return root


def _host(portmap: PortMap, root: Mapping | None, problems: list[Diagnostic]) -> str | None:
    node = _given(root, "host")
    if node is None:
        return None
    if not isinstance(node, Scalar) or not is_text(node):
        message = "'host' is the name of one of the map's hosts"
        problems.append(error("wrong-type", message, node.place))
    elif node.text not in portmap.hosts:
        problems.append(_unknown("unknown-reference", "host", node, portmap.hosts))
    else:
        return node.text
    return None


def _paths(
    portmap: PortMap, root: Mapping | None, base: Path, problems: list[Diagnostic]
) -> dict[str, Path]:
    message = "'paths' gives each project its folder: paths: {project: folder}"
    found = {}
    for project, value in _by_project(portmap, _given(root, "paths"), message, problems):
        if (path := _path(value)) is None:
            message = f"'{project.name}' needs the path of a folder"
            problems.append(error("wrong-type", message, value.place))
        else:
            found[project.name] = absolute(base, path)
    return found


def _given(root: Mapping | None, key: str) -> Node | None:
    node = root.get(key) if root else None
    return None if isinstance(node, Scalar) and node.is_null else node


def _by_project(
    portmap: PortMap, node: Node | None, message: str, problems: list[Diagnostic]
) -> Iterator[tuple[Project, Node]]:
    """What stands under the projects' names; `message` says how it is written."""
    if node is not None and not isinstance(node, Mapping):
        problems.append(error("wrong-type", message, node.place))
    for key, value in node.entries() if isinstance(node, Mapping) else ():
        if key.text in portmap.projects:
            yield portmap.projects[key.text], value
        else:
            problems.append(_unknown("unknown-reference", "project", key, portmap.projects))


def _path(node: Node) -> str | None:
    return node.text if isinstance(node, Scalar) and node.text and is_text(node) else None


def _unknown(code: str, what: str, node: Scalar, known: Collection[str]) -> Diagnostic:
    hint = suggestion(node.text, known) or f"there are: {few(known)}"
    return error(code, f"there is no {what} '{node.text}'", node.place, hint=hint)


class OwnedFolder(NamedTuple):
    """A folder of the map: a project's checkout, or in it the `directory` of a service.

    `copy` says in words whose it is where that is another working copy than the one that looks.
    """

    folder: Path
    project: str
    service: str | None
    copy: str | None = None


class CheckoutIndex:
    """Every folder that the map knows on this machine, whether it exists or not."""

    def __init__(self, portmap: PortMap, here: Here) -> None:
        self.projects = tuple(portmap.projects)
        self._by_folder: dict[PurePath, list[OwnedFolder]] = {}
        self._checkouts: dict[str, Path] = {}
        self._compose: dict[str, OwnedFolder] = {}
        for project in portmap.projects.values():
            checkout = here.checkout(project)
            if checkout is None:
                continue
            self._checkouts[project.name] = checkout
            whole = OwnedFolder(checkout, project.name, None)
            self._add(whole)
            own = [project.name, compose_project(checkout)]
            for each in _compose_names(project, project.instance) if project.instance else own:
                self._compose.setdefault(each, whole)
            for service in project.services.values():
                folder = here.folder(project, service)
                if service.directory is not None and folder is not None:
                    self._add(OwnedFolder(folder, project.name, service.name))
        for project in portmap.projects.values():
            self._add_copies(project, here)

    def _add_copies(self, project: Project, here: Here) -> None:
        """The other working copies of a project, its main checkout among them."""
        own, main = here.checkout(project), here.main_checkout(project)
        others = [
            (each.path, f"the copy {each.name}", _compose_names(project, each.name))
            for each in here.copies
            if each.project == project.name
        ]
        if main is not None:
            others.append((main, "the main checkout", [project.name, compose_project(main)]))
        for folder, whose, compose in others:
            if folder != own:
                other = OwnedFolder(folder, project.name, None, whose)
                self._add(other)
                for name in compose:
                    self._compose.setdefault(name, other)

    def _add(self, ground: OwnedFolder) -> None:
        # What the system tells of a process has its links resolved; a person's path has not.
        for folder in dict.fromkeys((ground.folder, _resolved(ground.folder))):
            self._by_folder.setdefault(folder, []).append(ground)

    def checkout(self, project: str) -> Path | None:
        """A checkout that exists."""
        folder = self._checkouts.get(project)
        return folder if folder is not None and _is_folder(folder) else None

    def around(self, path: str) -> list[OwnedFolder]:
        """The innermost folder of the map that holds an absolute path, once for each owner."""
        found = self._innermost(PurePath(path))
        worktree = worktree_of(Path(path))
        if worktree is None or (found and _holds(worktree.root, found[0].folder)):
            return found
        # A worktree that nobody has given a slot is a copy of what its repository's checkout is.
        below = PurePath(path).relative_to(worktree.root)
        whose = f"the worktree {shown(worktree.root)}, which has no slot"
        main = self._innermost(worktree.main / below)
        return [OwnedFolder(worktree.root, each.project, None, whose) for each in main] or found

    def _innermost(self, path: PurePath) -> list[OwnedFolder]:
        for folder in (path, *path.parents):
            if folder in self._by_folder:
                return self._by_folder[folder]
        return []

    def of_compose(self, name: str | None) -> list[OwnedFolder]:
        """The checkout that Compose calls so."""
        found = self._compose.get(name or "")
        return [found] if found else []

    def named(self, words: Iterable[str]) -> list[OwnedFolder]:
        """Where the first absolute path of a command line lies that is in the map's folders."""
        for word in words:
            if word.startswith("/") and (found := self.around(word)):
                return found
        return []


def _compose_names(project: Project, instance: str) -> list[str]:
    """What Compose calls a copy, and each of its stacks that lies in a folder."""
    copied = replace(project, instance=instance)
    return [str(compose_name(copied, stack)) for stack in (None, *project.stacks)]


def _holds(folder: Path, inner: Path) -> bool:
    return any(each == inner or each in inner.parents for each in (folder, _resolved(folder)))


@lru_cache(maxsize=65536)
def _resolved(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError):
        return folder


@lru_cache(maxsize=65536)
def _is_folder(folder: Path) -> bool:
    return folder.is_dir()


def compose_project(folder: Path) -> str:
    """What Compose calls a project that names itself nowhere: its folder's name, lower case,
    without what is not a letter, a digit, `-` or `_` (Compose specification, "name")."""
    kept = "".join(c for c in folder.name.lower() if (c.isascii() and c.isalnum()) or c in "-_")
    return kept.lstrip("-_")


def shown(path: str | Path) -> str:
    """A path as people write it: below the home folder with `~`."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - some users have none, and no error is due
    plain = Path(path)
    if plain == home or home == Path("/") or home not in plain.parents:
        return str(plain)
    return f"~/{plain.relative_to(home)}"
