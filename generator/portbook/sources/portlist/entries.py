"""Reads what an entry of a port list says of itself and all below it: name, project, stage."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import ENVIRONMENTS
from portbook.sources.portlist.keys import (
    DESCRIPTIONS,
    MACHINES,
    NAMES,
    OWNERS,
    RUN,
    STATUS,
    bare,
)
from portbook.sources.portlist.listeners import (
    Fields,
    are_offered,
    fields_of,
    labels_in,
    named_by,
    published_by,
    text_in,
    told_in,
    without_remark,
)
from portbook.sources.portlist.places import is_machine, machines_listed, stages_listed
from portbook.sources.portlist.scope import NO_NAMES, Scope, project_called
from portbook.text.nodes import Mapping, Scalar

_KINDS = ("kind", "type", "product")
"""Fields that name an entry if nothing else does, and a known program is in them."""
_CALLED = {
    "project": ("project", "repo", "repository", "stack"),
    "environment": ("environment", "env", "stage"),
    "host": MACHINES,
}
"""Fields that name the entries of a list of these: `projects: [{repo: shop, ...}]`."""
_VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z0-9]+)+")


def entry_scope(fields: Fields, scope: Scope, *, keyed: bool, own: bool) -> tuple[Scope, str]:
    """The scope with what an entry says of itself and all below it, and the key of its name."""
    keys: tuple[str, ...] = (*NAMES, "purpose") if scope.offering is not None else NAMES
    if scope.offering is None and (own or not scope.names):
        keys = (*NAMES, "project", "package", "container_name", "container")
        named = () if scope.path and scope.environment else named_by(fields)
        keys += (*(named if own else MACHINES), "id")
        keys += tuple(told_in(fields)) if own and not scope.path else ()
    elif scope.names and not keyed:
        keys = (*NAMES, *_CALLED.get(scope.names, ()), "id", "slug")
    used = ""
    if not (keyed and scope.path):
        used = next((key for key in keys if text_in(fields, (key,))), "")
        known = (key for key in _KINDS if kind_of_name(text_in(fields, (key,)) or ""))
        used = used or (next(known, "") if own else "")
    name = text_in(fields, (used,)) or ""
    name = without_remark(name) if used in DESCRIPTIONS else name
    if used and scope.names and not keyed:
        # `projects: [{name: shop, ...}]`: an entry of a list, not a key, is the project.
        told = ENVIRONMENTS.get(bare(name), name) if scope.names == "environment" else name
        within: dict[str, Any] = {scope.names: told, "names": ""}
        scope = replace(scope, **within)
    elif used and is_machine(fields) and not own:
        scope = replace(scope, host=name)
    elif used:
        scope = replace(scope, path=(*scope.path, name))
    kept = (used, "repo") if scope.project else (used,)  # Whose it is, above where its code is.
    owner = text_in(fields, tuple(key for key in OWNERS if key not in kept))
    stages, hosts = _stages(fields), tuple(machines_listed(fields))
    if stages:
        scope = replace(scope, environment=stages[0] if len(stages) == 1 else None, stages=stages)
    if hosts or (used in MACHINES and not own):
        scope = replace(scope, host=None if hosts else name, hosts=hosts)
    scope = replace(
        scope,
        project=project_called(owner) if owner else scope.project,
        status=STATUS.get(bare(text_in(fields, ("status", "state")) or ""), scope.status),
    )
    return scope, used


def _stages(fields: Fields) -> tuple[str, ...]:
    """The stages of an entry: those of a list of known ones, or one by whatever name."""
    if listed := stages_listed(fields):
        return tuple(listed)
    told = text_in(fields, ("environment", "env", "stage"))
    return (ENVIRONMENTS.get(bare(told), told),) if told and not _VARIABLE.fullmatch(told) else ()


def offered(fields: Fields, scope: Scope) -> Scope:
    """`web: {container: x, ports: {http: 8080}}`: what a program offers, each by its label."""
    labels = labels_in(fields["ports"][1]) if scope.path and not scope.ranges else None
    if labels is None or 2 * sum(each in ENVIRONMENTS for each in labels) > len(labels):
        return scope
    program = not RUN.isdisjoint(fields) or scope.programs == len(scope.path) - 1
    return scope.offer() if program or are_offered(labels) else scope


def are_stages(fields: Fields) -> bool:
    """Whether the keys are environments: half of them are called so, and all hold the same keys."""
    held = {key: value for key, (_, value) in fields.items() if isinstance(value, Mapping)}
    known = 2 * len(held.keys() & ENVIRONMENTS.keys())
    others = [value for key, (_, value) in fields.items() if key not in held]
    said = all(isinstance(each, Scalar) and published_by(each) is None for each in others)
    if not 1 < len(held) <= known or not said or not NO_NAMES.isdisjoint(fields):
        return False
    keys = [fields_of(each).keys() for each in held.values()]
    return len(keys[0]) > 1 and all(each == keys[0] for each in keys)
