"""What starts those services of the map that have no command which `run` could run."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from portbook.cli.machine import ThisMachine
from portbook.machine.checkout_index import shown
from portbook.machine.supervise.parts import Part, has_place_here, startable
from portbook.model.portmap import Environment, Project, Service

__all__ = ["hints", "instead", "left_out"]


def instead(machine: ThisMachine, service: Service) -> str:
    """How to start a service that has no command of its own."""
    if service.contained:
        project = machine.portmap.projects[service.project]
        return f"it runs in a container: {_compose(machine, project, [service])}"
    return f"give it one, or a command here: portbook run {service.project}/{service.name} -- ..."


def _compose(machine: ThisMachine, project: Project, services: list[Service]) -> str:
    """What starts containers of a project: by its own compose file, else by the generated one."""
    names = " ".join(each.compose_name for each in services)
    checkout = machine.here.checkout(project)
    if project.compose is not None:
        file = _word(checkout / project.compose) if checkout else project.compose
        return f"docker compose -f {file} up -d {names}"
    if all(each.image or each.build for each in services):
        output = machine.here.base / machine.portmap.settings.output
        return f"docker compose -f {_word(output / project.name / 'compose.yaml')} up -d {names}"
    return f"start {names} with your container engine"


def _word(path: Path) -> str:
    """A path as a word for a shell, which expands `~` only where nothing is quoted."""
    text = shown(path)
    return text if shlex.quote(text.lstrip("~")) == text.lstrip("~") else shlex.quote(str(path))


def left_out(
    machine: ThisMachine, environment: Environment, parts: Iterable[Part]
) -> Iterator[str]:
    """Services of the project that are here and that nothing here starts."""
    needed = {each.who for part in parts for each in part.outside}
    started = startable(machine.here, environment)
    others = [
        service
        for name, service in environment.services.items()
        if has_place_here(machine.here, environment, service)
        and name not in started
        and not service.implicit
        and f"{service.project}/{name}" not in needed
    ]
    bare = [each.name for each in others if not each.contained]
    if bare:
        yield f"without a 'start' in the map, not started: {', '.join(bare)}"
    contained = [each for each in others if each.contained]
    if contained:
        project = machine.portmap.projects[environment.project]
        yield f"in containers, not started here: {_compose(machine, project, contained)}"


def hints(machine: ThisMachine, parts: Iterable[Part]) -> dict[str, str]:
    """For each service that is needed and started by others, what starts it."""
    found = {}
    for probe in {each for part in parts for each in part.outside}:
        project = machine.portmap.projects[probe.project]
        service = project.environments[probe.environment].services[probe.service]
        if service.start:
            found[probe.who] = f"'portbook run {probe.who}' starts it"
        elif service.contained:
            found[probe.who] = _compose(machine, project, [service])
    return found
