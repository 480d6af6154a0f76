"""Selects what a project installs into a checkout: which files, where, and which variables of
a .env file are left to the application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from portbook.derive.variables import derived_names, named_ports
from portbook.disk.checkout import Wanted, document_path
from portbook.model import targets
from portbook.model.portmap import Project
from portbook.sources.compose.reads import ComposeReads, as_on_disk, compose_reads
from portbook.targets.context import Context
from portbook.targets.emit import TargetOutputs, outputs_of_targets
from portbook.text.region import DOTENV, MARKDOWN

COMPOSE_OWN = frozenset(("COMPOSE_PROJECT_NAME", "COMPOSE_PATH_SEPARATOR", "COMPOSE_FILE"))
"""What tells Compose of a working copy, whatever the project's own lines say before it."""


def wanted_files(
    context: Context, project: Project, checkout: Path
) -> tuple[list[Wanted], list[str]]:
    """What the checkout is to hold, and which compose files of its own it has."""
    reads = compose_reads(checkout)
    if project.instance:
        stacks = tuple(as_on_disk(checkout, each) for each in project.stacks)
        project = replace(project, stacks=stacks)
    portmap = context.portmap
    derived, ports = derived_names(portmap, project), named_ports(portmap, project)
    wanted = [
        each
        for made in outputs_of_targets(replace(context, alone=True), project)
        if project.install is None or made.name in project.install
        for each in _wanted(project, checkout, made, reads, derived, ports)
    ]
    own = [project.compose] if project.compose else []
    return wanted, [*(each for each in own if (checkout / each).exists()), *reads.files]


def _wanted(
    project: Project,
    checkout: Path,
    made: TargetOutputs,
    reads: ComposeReads,
    derived: dict[str, frozenset[str]],
    ports: dict[str, frozenset[str]],
) -> Iterator[Wanted]:
    """What one target has the checkout hold; `derived` and `ports` are by .env file the variables
    that follow from the map, and those that hold a port."""
    # A document tells of the project, not of one working copy, and is mostly committed.
    stays = bool(project.instance) and made.install == targets.MARKDOWN
    if made.into:
        into = [each for each in made.into if (checkout / each).is_file()]
        texts = [output.text for output in made.outputs] if into else []
        yield from (Wanted(to, text, MARKDOWN, stays=stays) for to in into for text in texts)
        return
    style = {targets.MARKDOWN: MARKDOWN, targets.DOTENV: DOTENV}.get(made.install or "")
    for output in made.outputs if made.install else ():
        path = output.path[len(project.name) + 1 :]
        own = derived.get(path, frozenset())
        # A copy's numbers are its own: there a compose file is to read them.
        is_read = style is DOTENV and not project.instance
        filled = ports.get(path, frozenset()) & reads.names.keys()
        yield Wanted(
            document_path(checkout, path) if style is MARKDOWN else path,
            output.text,
            style,
            derived=own,
            withheld=reads.withheld(path, own) if is_read else {},
            filled=filled | (COMPOSE_OWN if project.instance else frozenset()),
            stays=stays,
        )
