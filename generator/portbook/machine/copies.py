"""Working copies on this machine: git worktrees, and who has which slot.

Who has a slot stands in ports.local.yaml, as `instances: {shop: {fix: {slot: 1, path: ../fix}}}`,
and nowhere else: a map that is committed says nothing about one machine.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePath
from typing import NamedTuple

from portbook.language.upstreams import LOCAL_NAME
from portbook.model.claims import claims_of, overlap
from portbook.model.instances import copy_map, own_claims, slot_claims, slots_of
from portbook.model.portmap import PortMap, Project
from portbook.model.reference import NAME
from portbook.text.grouping import grouped
from portbook.text.nodes import Mapping
from portbook.text.quoting.yaml import yaml_string
from portbook.text.source import Source, Splice, regular_bytes, splice

HEADER = "# What holds on this machine alone: not for the repository.\n"


class Copy(NamedTuple):
    """A working copy of a project; `path` is absolute and may be gone."""

    project: str
    name: str
    slot: int
    path: Path


class Worktree(NamedTuple):
    """A linked worktree of git's, and the checkout that has the repository (git-worktree(1))."""

    root: Path
    main: Path


@lru_cache(maxsize=4096)
def worktree_of(path: Path) -> Worktree | None:
    """The linked worktree that a path lies in; None in a main checkout, and outside of git.

    A linked worktree has a file `.git` that names its folder below the repository's, in which
    `commondir` leads to that itself (gitrepository-layout(5)); a submodule has no `commondir`.
    """
    for folder in (path, *path.parents):
        mark = folder / ".git"
        if not mark.exists():
            continue
        named = _line(mark)
        inside = folder / named.removeprefix("gitdir:").strip()
        common = _line(inside / "commondir") if named else ""
        if not common:
            return None
        repository = Path(os.path.normpath(inside / common))
        return Worktree(folder, repository.parent) if repository.name == ".git" else None
    return None


def _line(path: Path) -> str:
    """What a small file of git's says, "" for anything else: a pipe in its place would be waited
    for, and no name has a NUL."""
    text = os.fsdecode(regular_bytes(path, 4096) or b"").strip()
    return "" if "\0" in text else text


def tracked_files(folder: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Those files of a folder that the repository around it holds, as they are when they are
    checked out (git-cat-file(1)); none where there is no git."""
    found = {}
    for path in paths:
        command = ["git", "-C", str(folder), "cat-file", "--filters", f":./{path}"]
        with contextlib.suppress(OSError):
            ran = subprocess.run(command, capture_output=True, check=False)
            if ran.returncode == 0:
                found[path] = ran.stdout
    return found


def local_file(map_path: Path) -> Path:
    """ports.local.yaml of a map: beside it, or beside the same map in the main checkout where the
    map lies in a worktree, so that all worktrees know of each other."""
    base = Path(os.path.abspath(map_path.parent))  # noqa: PTH100 - a link to the map's folder stays
    worktree = worktree_of(base)
    if worktree is not None:
        base = worktree.main / base.relative_to(worktree.root)
    return base / LOCAL_NAME


def copies_around(copies: Iterable[Copy], path: Path) -> list[Copy]:
    """The innermost copies that a folder lies in, one for each project that is copied there."""
    around = [each for each in copies if path == each.path or each.path in path.parents]
    depth = max((len(each.path.parts) for each in around), default=0)
    worktree = worktree_of(path)
    if worktree is not None and depth < len(worktree.root.parts):
        # A worktree inside of a copy is not that copy. In a worktree of several projects each
        # has a folder of its own.
        return [each for each in copies if worktree.root in (each.path, *each.path.parents)]
    return [each for each in around if len(each.path.parts) == depth]


def map_with(portmap: PortMap, copies: Iterable[Copy]) -> PortMap:
    """The map as these copies have it."""
    for each in copies:
        project = portmap.projects[each.project]
        portmap = copy_map(portmap, project, each.name, each.slot)
    return portmap


def free_slot(portmap: PortMap, project: Project, copies: Iterable[Copy]) -> int | None:
    """The lowest slot that no copy has and whose numbers are nobody's; None: there is none."""
    listed = list(copies)
    used = {each.slot for each in listed if each.project == project.name}
    claims = claims_of(portmap)
    for each in listed:
        owner = portmap.projects[each.project]
        slots = range(each.slot, each.slot + 1)
        claims += [claim for _, claim in slot_claims(portmap, owner, slots)]
    own = len(own_claims(project))
    for slot in slots_of(portmap, project):
        found = [claim for _, claim in slot_claims(portmap, project, range(slot, slot + 1))]
        meet = (overlap(one, other) for one in found for other in claims)
        if slot not in used and len(found) == own and not any(meet):
            return slot
    return None


def instance_name(project: str, path: PurePath) -> str:
    """What a copy is called that nobody names: its folder, without the project's name before."""
    text = re.sub(r"[^a-z0-9]+", "-", path.name.lower()).strip("-")
    text = text.removeprefix(f"{project}-") or text
    return text if re.fullmatch(NAME, text) else f"copy-{text}".rstrip("-")


def with_section(source: Source, root: Mapping | None, copies: Iterable[Copy], base: Path) -> str:
    """The text of ports.local.yaml with these copies under `instances`, all else as it was; "" for
    a file that says nothing else."""
    text = source.text
    listed = sorted(copies)
    section = _section(listed, base, flow=root is not None and root.flow)
    key = root.key("instances") if root is not None else None
    if root is not None and key is not None:
        value = root.get("instances")
        assert value is not None
        end = value.end if listed else _after_line(text, value.end)
        text = splice(text, [Splice(key.start, max(end, key.end), section)])
    elif root is not None and root.flow:
        comma = ", " if root.pairs else ""
        text = splice(text, [Splice(root.end - 1, root.end - 1, f"{comma}{section}")])
    elif listed:
        text = text if text.endswith("\n") or not text else f"{text}\n"
        text = f"{text or HEADER}{section}\n"
    return "" if text.strip() in ("", HEADER.strip(), "{}") else text


def _after_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end + 1 if end >= 0 and not text[at:end].strip() else at


def _section(copies: list[Copy], base: Path, *, flow: bool) -> str:
    projects = grouped((each.project, f"{each.name}: {_entry(each, base)}") for each in copies)
    if flow:
        inner = ", ".join(f"{name}: {{{', '.join(found)}}}" for name, found in projects.items())
        return f"instances: {{{inner}}}"
    blocks = ("\n    ".join((f"  {name}:", *found)) for name, found in projects.items())
    return "\n".join(("instances:", *blocks)) if copies else ""


def _entry(copy: Copy, base: Path) -> str:
    try:
        path = os.path.relpath(copy.path, base)
    except ValueError:  # on another drive of Windows
        path = str(copy.path)
    return f"{{slot: {copy.slot}, path: {yaml_string(path)}}}"
