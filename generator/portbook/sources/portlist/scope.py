"""What the keys above a value of a port list say of it: project, stage, standing, name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portbook.sources.naming import ENVIRONMENTS
from portbook.sources.portlist.keys import (
    FREE,
    GROUPS,
    HOLDERS,
    PROJECTS,
    RANGES,
    SILENT,
    STATUS,
)
from portbook.text.nodes import Mapping, Node, Scalar

__all__ = ["Scope", "project_of"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the keys above say: `path` are those that may be a project's or a service's name.

    `names` tells what the keys right below are: `project`, `environment` or, empty, anything.
    """

    path: tuple[str, ...] = ()
    project: str | None = None
    environment: str | None = None
    status: str | None = None
    ranges: bool = False
    free: bool = False
    names: str = ""

    @property
    def owner(self) -> str | None:
        """The project of what is named last."""
        return self.project or (self.path[-2] if len(self.path) > 1 else None)

    def below(self, key: str, name: str, value: Node) -> Scope | None:
        """What holds below a key, `name` being it bare; None where nothing there is a port."""
        alone = isinstance(value, Scalar)
        if self.names == "project":
            inner = replace(self, project=key, names="")
        elif self.names == "environment" or (name in ENVIRONMENTS and not alone):
            inner = replace(self, environment=ENVIRONMENTS.get(name, key), names="")
        elif name in RANGES:
            path = (*self.path, key) if name == "dynamic" else self.path
            inner = replace(self, ranges=True, path=path)
        elif name in FREE:
            inner = replace(self, free=True)
        elif not alone and (group := self._group(name)) is not None:
            inner = group
        elif name in SILENT or (alone and name in PROJECTS | HOLDERS):
            return None
        else:
            inner = replace(self, path=(*self.path, key))
        return inner

    def _group(self, name: str) -> Scope | None:
        """What holds below a key that is no name; None where it is one."""
        if name in PROJECTS:
            return replace(self, names="project")
        if name in HOLDERS:
            return replace(self, names="environment")
        if name in STATUS:
            # What a list calls reserved or active is simply taken.
            status = STATUS[name] if name not in ("active", "reserved") else self.status
            return replace(self, status=status)
        return self if name in GROUPS else None


def project_of(document: Node) -> str | None:
    """The project that a document names at its top, without the address of its repository."""
    for key in ("project", "repo", "repository", "workspace"):
        node = document.get(key) if isinstance(document, Mapping) else None
        if isinstance(node, Scalar) and node.text:
            return node.text.rstrip("/").rpartition("/")[2].removesuffix(".git")
    return None
