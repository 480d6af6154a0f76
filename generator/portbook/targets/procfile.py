"""A Procfile for each environment: a line for each service that a command starts.

The lines are what foreman, honcho and overmind all read: `name: command`, run by sh in the
Procfile's folder. They give every line a PORT of their own count, so each sets the map's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.derive.process_env import variables_for
from portbook.model.portmap import Environment, Project, Service
from portbook.targets.context import Context, Output, file_name
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.script import cd, shell_word

_JOINED = re.compile(r"[;&|#(){}<>`!]")
"""What would bind to the words before it, or end in what comes after."""
_LINE_END = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029\x00]")
"""What ends a line for a reader of Procfiles; honcho takes what Python's splitlines does."""


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/Procfile` for the default environment, else `Procfile.<environment>`."""
    for environment in project.environments.values():
        services = started(environment)
        if not services:
            continue
        lines = [
            hash_comment(context.notice),
            hash_comment(f"{project.title}, {environment.name}"),
        ]
        for service in services.values():
            lines += _lines(context, environment, service)
        path = f"{project.name}/{file_name(environment, 'Procfile')}"
        yield Output(path, "\n".join(lines) + "\n")


def _lines(context: Context, environment: Environment, service: Service) -> Iterator[str]:
    given = variables_for(context.wiring, environment, service)
    for sentence in given.missing:
        yield hash_comment(f"{service.name}: {sentence}")
    command = (service.start or "").strip()
    if _LINE_END.search(command + (service.directory or "")):
        yield hash_comment(f"{service.name} is left out: its start does not fit on one line")
        return
    fitting = {name: value for name, value in given.own.items() if not _LINE_END.search(value)}
    for name in given.own.keys() - fitting.keys():
        yield hash_comment(f"{service.name}: {name} does not fit on one line")
    steps = [_step(command, fitting)]
    if fitting:
        words = [f"{name}={shell_word(value)}" for name, value in fitting.items()]
        steps.insert(0, f"export {' '.join(words)}")
    if service.directory and service.directory != ".":
        steps.insert(0, cd(service.directory))
    yield f"{service.name}: {' && '.join(steps)}"


def _step(command: str, names: dict[str, str]) -> str:
    """The command as one step. foreman puts its own values in place of `$PORT`, and of that in
    `$PORTS`, before any shell sees it, but not of `${PORT}` (Foreman::Process#expanded_command)."""
    for name in names:
        command = re.sub(rf"\$({name}[A-Za-z0-9_]*)", r"${\1}", command)
    # The braces of variables join nothing.
    plain = re.sub(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}", "", command)
    return f"sh -c {shell_word(command)}" if _JOINED.search(plain) else command


def started(environment: Environment) -> dict[str, Service]:
    """The services that a command starts on the environment's own host."""
    return {
        name: service
        for name, service in environment.services.items()
        if (service.start or "").strip()
        and service.running
        and service.hosted is None
        and service.same_as is None
        and environment.host in environment.hosts_of(service)
    }
