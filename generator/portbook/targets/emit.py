"""All targets in one explicit order, and what goes wrong while they write."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from portbook.language.keys.values import TEMPLATES
from portbook.model.portmap import Project
from portbook.targets import (
    caddyfile,
    compose,
    cors,
    custom,
    dotenv,
    gitfiles,
    llms,
    nginx,
    portsjson,
    portsmd,
    processcompose,
    procfile,
    schemas,
)
from portbook.targets.context import Context, MapTarget, Output, ProjectTarget
from portbook.targets.templates import TemplateProblem
from portbook.text.diagnostic import Diagnostic, error

__all__ = [
    "MAP_TARGETS",
    "OPTIONAL_TARGETS",
    "PROJECT_TARGETS",
    "emit",
    "emit_project",
    "targets_of",
]

PROJECT_TARGETS: tuple[tuple[str, ProjectTarget], ...] = (
    ("portsmd", portsmd.emit),
    ("dotenv", dotenv.emit),
    ("cors", cors.emit),
    ("nginx", nginx.emit),
    ("compose", compose.emit),
)
"""What every project gets, as far as it has something to say."""

OPTIONAL_TARGETS: tuple[tuple[str, ProjectTarget], ...] = (
    ("caddyfile", caddyfile.emit),
    ("procfile", procfile.emit),
    ("processcompose", processcompose.emit),
)
"""What a project gets when its `targets` names it."""

MAP_TARGETS: tuple[tuple[str, MapTarget], ...] = (
    ("portsmd", portsmd.emit_map),
    ("portsjson", portsjson.emit_map),
    ("schemas", schemas.emit_map),
    ("llms", llms.emit_map),
    ("gitfiles", gitfiles.emit_map),
)
"""What the map as a whole gets."""


def emit(
    context: Context, only: Collection[str] | None = None
) -> tuple[list[Output], list[Diagnostic]]:
    """Every file of the map, or of the projects named in `only`, and what could not be made."""
    outputs: list[Output] = []
    problems: list[Diagnostic] = []
    for project in context.portmap.projects.values():
        if only is None or project.name in only:
            outputs += _collect(context, project, problems)
    if only is None:
        for _, target in MAP_TARGETS:
            outputs += _guarded(target(context), context, None, problems)
    return outputs, problems


def _collect(context: Context, project: Project, problems: list[Diagnostic]) -> Iterator[Output]:
    for _, index, made in targets_of(context, project):
        yield from _guarded(made, context, project, problems, index)


def emit_project(
    context: Context, project: Project, without: Collection[str] = ()
) -> Iterator[Output]:
    """One project's files but for those of the targets `without`; raises TemplateProblem."""
    for name, _, made in targets_of(context, project):
        if name not in without:
            yield from made


def targets_of(
    context: Context, project: Project
) -> Iterator[tuple[str, int | None, Iterator[Output]]]:
    """What makes a project's files: its name as `install` has it, its place in the project's
    `targets`, and the files, not made before they are asked for."""
    for name, target in PROJECT_TARGETS:
        yield name, None, target(context, project)
    optional = dict(OPTIONAL_TARGETS)
    for index, choice in enumerate(project.targets):
        if choice.template is not None:
            yield TEMPLATES, index, custom.emit(context, project, choice)
        elif choice.name is not None:
            yield choice.name, index, optional[choice.name](context, project)


def _guarded(
    outputs: Iterator[Output],
    context: Context,
    project: Project | None,
    problems: list[Diagnostic],
    index: int | None = None,
) -> Iterator[Output]:
    try:
        yield from outputs
    except TemplateProblem as failure:
        path = ("targets", index) if index is not None else ()
        place = project.place(*path) if project else context.portmap.place("projects", key=True)
        problems.append(error("bad-value", str(failure), place, hint="mend the template"))
