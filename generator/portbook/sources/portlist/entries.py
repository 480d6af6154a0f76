"""Reads what an entry of a port list says of itself and all below it: name, project, stage."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from portbook.sources.documents.text import strip_words
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import ENVIRONMENTS
from portbook.sources.portlist.keys import (
    NAMES,
    OWNERS,
    RUN,
    STATUS,
    bare,
    is_end,
)
from portbook.sources.portlist.listeners import (
    MACHINES,
    Fields,
    are_offered,
    fields_of,
    labels_in,
    named_by,
    number_of,
    text_in,
    told_in,
)
from portbook.sources.portlist.scope import NO_NAMES, Scope, project_called
from portbook.text.nodes import Mapping, Node

_VARIABLE = re.compile(r"[A-Z]+(?:_[A-Z0-9]+)+")


def entry_scope(fields: Fields, scope: Scope, *, keyed: bool, own: bool) -> tuple[Scope, str]:
    """The scope with what an entry says of itself and all below it, and the key of its name."""
    keys: tuple[str, ...] = (*NAMES, "purpose") if scope.offering is not None else NAMES
    if scope.offering is None and (own or not scope.names):
        keys = (*NAMES, "project", "package", "container_name", "container")
        keys += (*(named_by(fields) if own else MACHINES), "id")
        keys += tuple(told_in(fields)) if own and not scope.path else ()
    used = ""
    if not (keyed and scope.path):
        used = next((key for key in keys if text_in(fields, (key,))), "")
    name = text_in(fields, (used,)) or ""
    if used and scope.names and not keyed:
        # `projects: [{name: shop, ...}]`: an entry of a list, not a key, is the project.
        told = ENVIRONMENTS.get(bare(name), name) if scope.names == "environment" else name
        within: dict[str, Any] = {scope.names: told, "names": ""}
        scope = replace(scope, **within)
    elif used:
        scope = replace(scope, path=(*scope.path, name))
    kept = (used, "repo") if scope.project else (used,)  # Whose it is, above where its code is.
    owner = text_in(fields, tuple(key for key in OWNERS if key not in kept))
    stage = text_in(fields, ("environment", "env", "stage"))
    stage = stage if stage and not _VARIABLE.fullmatch(stage) else None
    scope = replace(
        scope,
        project=project_called(owner) if owner else scope.project,
        status=STATUS.get(bare(text_in(fields, ("status", "state")) or ""), scope.status),
        environment=ENVIRONMENTS.get(bare(stage), stage) if stage else scope.environment,
    )
    return scope, used


def offered(fields: Fields, scope: Scope) -> Scope:
    """`web: {container: x, ports: {http: 8080}}`: what a program offers, each by its label."""
    labels = labels_in(fields["ports"][1]) if scope.path and not scope.ranges else None
    if labels is None or 2 * sum(each in ENVIRONMENTS for each in labels) > len(labels):
        return scope
    program = not RUN.isdisjoint(fields) or scope.programs == len(scope.path) - 1
    return scope.offer() if program or are_offered(labels) else scope


def are_stages(fields: Fields) -> bool:
    """Whether the keys are environments: most have its words, and each holds the same keys."""
    held = [fields_of(value) for _, value in fields.values() if isinstance(value, Mapping)]
    known = len(fields.keys() & ENVIRONMENTS.keys())
    same = all(each.keys() == held[0].keys() for each in held)
    all_held = len(held) == len(fields) and NO_NAMES.isdisjoint(fields)
    return 1 < len(held) <= 2 * known and all_held and same and len(held[0]) > 1


def are_groups(node: Node) -> bool:
    """Whether the keys of a mapping group programs: `{stores: {redis: 6379}, apps: {web: 3000}}`.

    Below each stand numbers alone, by keys of which most are names of programs.
    """
    values = [value for _, value in node.entries()] if isinstance(node, Mapping) else []
    held = [fields_of(value) for value in values if isinstance(value, Mapping)]
    keys = [key for each in held for key in each]
    alone = all(number_of(value) for each in held for _, value in each.values())
    programs = [key for key in keys if not is_end(key, surely=False) and _is_program(key)]
    return 1 < len(held) == len(values) and alone and 2 * len(programs) > len(keys)


def _is_program(key: str) -> bool:
    """`postgres`, `user_service`."""
    first, _, last = key.rpartition("_")
    part = strip_words(last, "service", "general") == ""
    return kind_of_name(key.replace("_", "-")) is not None or bool(first and part)
