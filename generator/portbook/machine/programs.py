"""The names under which well-known servers run, by kind.

A database says nothing about a project in its folder or its command line; that it is a PostgreSQL
and not a Redis can be known all the same. Only programs that are nothing else stand here: `node`
or `java` may be anything. The names are those of the programs' own packages.
"""

from __future__ import annotations

from pathlib import PurePath

from portbook.machine.processes import Process
from portbook.model.catalogue import CATALOGUE

__all__ = ["kinds_of", "programs_of"]

_KINDS: dict[str, set[str]] = {}
for _kind in CATALOGUE.values():
    for _name in _kind.processes:
        _KINDS.setdefault(_name, set()).add(_kind.name)


def programs_of(kind: str | None) -> tuple[str, ...]:
    """The names under which a kind's server runs; none where they are not known."""
    return CATALOGUE[kind].processes if kind in CATALOGUE else ()


def kinds_of(process: Process) -> set[str]:
    """The kinds that the process can be; none where its program is not a known server.

    The kernel keeps 15 characters of a name (proc(5), comm), so the command is looked at as well:
    some servers rewrite theirs (`nginx: master process`, `postgres: checkpointer`).
    """
    first = process.command[0] if process.command else ""
    names = {process.name or "", PurePath(first).name, first.partition(":")[0]}
    return set().union(*(_KINDS.get(name.removesuffix(".exe"), set()) for name in names))
