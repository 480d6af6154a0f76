"""Emits the files of all targets, and collects what goes wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from importlib import import_module
from typing import NamedTuple

from portbook.model.portmap import Project
from portbook.model.targets import TARGETS, TEMPLATES, WHOLE, Target
from portbook.targets.context import Context, Output
from portbook.targets.templates import TemplateProblem
from portbook.text.diagnostic import Diagnostic, error


class TargetOutputs(NamedTuple):
    """What one target makes of a project: files that are not made before they are asked for.

    `name` is the word that `install` knows it by, `place` its index in the project's `targets`,
    `into` are the checkout's own files that take it instead, each where it is there.
    """

    name: str
    install: str | None
    outputs: Iterator[Output]
    place: int | None = None
    into: tuple[str, ...] = ()


def emit(
    context: Context, only: Collection[str] | None = None, of: Collection[str] | None = None
) -> tuple[list[Output], list[Diagnostic]]:
    """Every file of the map, or of the projects named in `only`, and what could not be made.

    `of` are the targets whose files of projects are made, where not those of all.
    """
    outputs: list[Output] = []
    problems: list[Diagnostic] = []
    for project in context.portmap.projects.values():
        if only is None or project.name in only:
            for made in outputs_of_targets(context, project):
                if of is None or made.name in of:
                    outputs += _guarded(made.outputs, context, project, problems, made.place)
    if only is not None or of is not None:
        return outputs, problems
    made_of_map, wrong = emit_map(context)
    return outputs + made_of_map, problems + wrong


def emit_map(context: Context) -> tuple[list[Output], list[Diagnostic]]:
    """The files of the map as a whole, and what could not be made."""
    outputs: list[Output] = []
    problems: list[Diagnostic] = []
    wanted = context.portmap.settings.targets
    for target in TARGETS:
        if target.map_files and (not target.asked or target.name in wanted):
            files = import_module(target.emitter).emit_map(context)
            outputs += _guarded(files, context, None, problems)
    return outputs, problems


def outputs_of_targets(context: Context, project: Project) -> Iterator[TargetOutputs]:
    """What every project gets, then what it or the map's settings ask for."""
    known = {each.name: each for each in TARGETS if each.files}
    for target in known.values():
        if not target.asked:
            yield _outputs_of(context, project, target)
    named = set()
    for index, choice in enumerate(project.targets):
        if choice.template is not None:
            custom = import_module("portbook.targets.custom")
            yield TargetOutputs(TEMPLATES, WHOLE, custom.emit(context, project, choice), index)
        elif choice.name is not None:
            named.add(choice.name)
            yield _outputs_of(context, project, known[choice.name], index)
    for name in context.portmap.settings.targets:
        if name in known and name not in named:
            yield _outputs_of(context, project, known[name])


def _outputs_of(
    context: Context, project: Project, target: Target, index: int | None = None
) -> TargetOutputs:
    maker = getattr(import_module(target.emitter), target.emit)
    outputs: Iterator[Output] = maker(context, project)
    return TargetOutputs(target.name, target.install, outputs, index, target.install_into)


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
        problems.append(error("bad-value", str(failure), place, hint="fix the template"))
