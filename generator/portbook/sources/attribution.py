"""Facts that name no project, to facts of the project that their file belongs to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from portbook.sources.found import Found
from portbook.sources.naming import slug

__all__ = ["apart", "checkout_name", "foreign", "owned", "renamed", "same_file"]

RECORD = ".portbook.json"
"""What lies in a folder that portbook itself has written."""


def renamed(found: Found, project: str) -> Found:
    """The facts of one checkout as those of a project with another name."""
    own = {each.name for each in found.projects}
    facts = {
        key: [
            replace(each, project=project) if each.project in own else each
            for each in getattr(found, key)
        ]
        for key in ("claims", "services", "ranges", "changes", "routes")
    }
    projects = [replace(each, name=project) for each in found.projects]
    return replace(found, projects=projects, **facts)


def apart(path: Path, found: Found) -> str | None:
    """A second folder of one name is another project, and gets its parent's name, too."""
    whole = path.resolve()
    others = [each for each in found.projects if each.name == slug(whole.name)]
    if any(each.folder and not same_file(Path(each.folder), path) for each in others):
        return f"{whole.parent.name}-{whole.name}"
    return None


def owned(found: Found, project: str) -> Found:
    """Where a file tells of several projects, what it says of none of them is the map's own."""
    if any(claim.project for claim in found.claims):
        claims = [c if c.project else replace(c, project=project) for c in found.claims]
        services = [s if s.project else replace(s, project=project) for s in found.services]
        changes = [c if c.project else replace(c, project=project) for c in found.changes]
        return replace(found, claims=claims, services=services, changes=changes)
    return found.in_project(project)


def checkout_name(path: Path, map_path: Path) -> str:
    """The name of the folder that is the file's checkout, else of the map's."""
    folder = path.absolute().parent
    for each in (folder, *folder.parents):
        if (each / ".git").exists():
            return each.name
    return map_path.absolute().parent.name


def foreign(found: Found, map_path: Path) -> Found:
    """Without what stands in the map, or in files that portbook has made from one."""
    ours: dict[str, bool] = {}

    def kept(path: str) -> bool:
        if path not in ours:
            ours[path] = same_file(Path(path), map_path) or _made_by_us(Path(path))
        return not ours[path]

    lists = ("claims", "services", "ranges", "changes", "unread", "repairs", "routes")
    chosen = {key: [each for each in getattr(found, key) if kept(each.path)] for key in lists}
    return replace(found, **chosen)


def _made_by_us(path: Path) -> bool:
    """Only what lies in a folder is asked: a file that the person names is meant."""
    return any((folder / RECORD).is_file() for folder in path.parents)


def same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
