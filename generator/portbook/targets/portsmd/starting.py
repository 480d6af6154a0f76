"""How the parts of a project are started and stopped, and in which order."""

from __future__ import annotations

from collections.abc import Iterable

from portbook.derive.calls import Wiring
from portbook.derive.order import circles, start_order
from portbook.model.portmap import Environment, Project, Service
from portbook.targets.portsmd.names import title_of
from portbook.targets.portsmd.tables import Table, table
from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_fence
from portbook.text.quoting.shell import shell_word

__all__ = ["start", "stop"]


def start(wiring: Wiring, project: Project) -> tuple[Table | None, list[str], str]:
    """The services in waves, each with what it needs; a sentence for each circle among them, which
    no order can serve; and the commands in the order of the waves.

    No table where all could start at once.
    """
    environment = project.default
    running = {
        name: service
        for name, service in environment.services.items()
        if service.running and service.hosted is None
    }
    needs = {
        name: [need for need in wiring.needs(environment, service) if need in running]
        for name, service in running.items()
    }
    waves = start_order(running, needs.__getitem__)
    services = [running[name] for wave in waves for name in wave]
    commands = _commands(project.start, [(each, _inside(each)) for each in services])
    order = _order(environment, waves, needs) if len(waves) > 1 else None
    return order, [_circle(running, names) for names in circles(needs)], commands


def _circle(running: dict[str, Service], names: list[str]) -> str:
    *some, last = [title_of(running[name]) for name in names]
    if not some:
        return f"{last} needs itself."
    return (
        f"{', '.join(some)} and {last} need each other: none of them can be the first,"
        " so they share a step."
    )


def _order(
    environment: Environment, waves: list[list[str]], needs: dict[str, list[str]]
) -> Table | None:
    titles = {name: title_of(service) for name, service in environment.services.items()}
    rows = [
        (
            str(at),
            titles[name],
            ", ".join([titles[need] for need in needs[name]]) or "nothing first",
        )
        for at, wave in enumerate(waves, 1)
        for name in wave
    ]
    return table(("Step:", "Service", "Needs"), rows)


def stop(project: Project) -> str:
    """The commands as written: unlike a start they seldom depend on the folder, and those that
    do, Compose's, want the project's own."""
    services = project.default.services.values()
    return _commands(project.stop, [(each, each.stop) for each in services])


def _commands(
    titled: Iterable[tuple[str, str]], services: Iterable[tuple[Service, str | None]]
) -> str:
    """A fenced block, empty where there is no command at all."""
    parts = [f"# {one_line(title)}\n{command.strip()}" for title, command in titled]
    for service, command in services:
        if command:
            parts.append(f"# {one_line(service.title)}\n{command.strip()}")
    return markdown_fence("bash", "\n\n".join(parts)) if parts else ""


def _inside(service: Service) -> str:
    """The start in the service's folder, in a subshell: the next one begins where this did."""
    command = (service.start or "").strip()
    if not command or not service.directory or service.directory == ".":
        return command
    folder = shell_word(service.directory)
    if "\n" in command:
        return f"(\ncd {folder}\n{command}\n)"
    return f"(cd {folder} && {command})"
