"""All targets in one explicit order, and what goes wrong while they write."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.model.portmap import Project
from generator.targets import (
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
    schemas,
)
from generator.targets.context import Context, MapTarget, Output, ProjectTarget
from generator.targets.templates import TemplateProblem
from generator.text.diagnostic import Diagnostic, error

__all__ = ["MAP_TARGETS", "OPTIONAL_TARGETS", "PROJECT_TARGETS", "emit"]

PROJECT_TARGETS: tuple[tuple[str, ProjectTarget], ...] = (
    ("portsmd", portsmd.emit),
    ("dotenv", dotenv.emit),
    ("cors", cors.emit),
    ("nginx", nginx.emit),
    ("compose", compose.emit),
)
"""What every project gets, as far as it has something to say."""

OPTIONAL_TARGETS: tuple[tuple[str, ProjectTarget], ...] = (("caddyfile", caddyfile.emit),)
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
    for _, target in PROJECT_TARGETS:
        yield from _guarded(target(context, project), context, project, problems)
    optional = dict(OPTIONAL_TARGETS)
    for index, choice in enumerate(project.targets):
        if choice.template is not None:
            made = custom.emit(context, project, choice)
        else:
            made = optional[choice.name or ""](context, project)
        yield from _guarded(made, context, project, problems, index)


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
