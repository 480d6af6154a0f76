"""process-compose.yaml: the commands of an environment, what they wait for, and how it is asked.

The words are those of process-compose's own documentation (https://f1bonacc1.github.io/
process-compose/). It substitutes variables and Go templates in what it reads; both are switched
off, so that commands reach the shell as the map has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.derive.process_env import variables_for
from portbook.model.address import Asker, Problem, listening
from portbook.model.bind import bracketed
from portbook.model.expand import expand
from portbook.model.portmap import Environment, Health, Project, Service
from portbook.targets.compose.stack import acyclic, needs_within
from portbook.targets.context import Context, Output, file_name
from portbook.targets.procfile import started
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.yaml import yaml_string

VERSION = "0.5"
SIGINT = 2
_SECURE = ("https", "wss")


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/process-compose.yaml`, else `process-compose.<environment>.yaml`."""
    for environment in project.environments.values():
        services = started(environment)
        if services:
            name = file_name(environment, "process-compose", ".yaml")
            text = "\n".join(_lines(context, project, environment, services)) + "\n"
            yield Output(f"{project.name}/{name}", text)


def _lines(
    context: Context, project: Project, environment: Environment, services: dict[str, Service]
) -> Iterator[str]:
    yield hash_comment(context.notice)
    yield hash_comment(f"{project.title}, {environment.name}")
    yield f"version: {yaml_string(VERSION)}"
    yield "disable_env_expansion: true"
    yield "ordered_shutdown: true"
    yield "processes:"
    asked = {name: _probe(context, environment, each) for name, each in services.items()}
    kept, cut = acyclic(needs_within(context.wiring, environment, services))
    for name, service in services.items():
        yield f"  {yaml_string(name)}:"
        for each in cut.get(name, ()):
            yield f"    {hash_comment(f'does not wait for {each}, which needs it too')}"
        for each in context.wiring.needs(environment, service):
            if each not in services:
                yield f"    {hash_comment(f'needs {each}, which no command here starts')}"
        yield from (f"    {line}" for line in _process(context, environment, service))
        needs = kept.get(name, [])
        if needs:
            yield "    depends_on:"
            for need in needs:
                condition = "process_healthy" if asked[need] else "process_started"
                yield f"      {yaml_string(need)}: {{condition: {condition}}}"
        if asked[name]:
            # A minute is given for coming up.
            times = ("period_seconds: 2", "timeout_seconds: 5", "failure_threshold: 30")
            yield "    readiness_probe:"
            yield from (f"      {line}" for line in (asked[name], *times))


def _process(context: Context, environment: Environment, service: Service) -> Iterator[str]:
    given = variables_for(context.wiring, environment, service)
    for sentence in given.missing:
        yield hash_comment(sentence)
    command = (service.start or "").strip()
    yield f"description: {yaml_string(service.title)}"
    yield f"command: {yaml_string(command)}"
    if service.directory not in (None, "."):
        yield f"working_dir: {yaml_string(service.directory or '')}"
    if given.own:
        yield "environment:"
        yield from (f"  - {yaml_string(f'{name}={value}')}" for name, value in given.own.items())
    texts = (service.title, command, service.directory or "", *given.own.values())
    if any("{{" in text for text in texts):
        yield "is_template_disabled: true"
    yield "availability: {restart: exit_on_failure}"
    # A container's command returns at once, and its `stop` ends what it started. PostgreSQL takes
    # SIGTERM as "wait until every client has left".
    if service.contained and service.stop:
        yield "is_daemon: true"
        yield f"shutdown: {{command: {yaml_string(service.stop.strip())}}}"
    elif service.kind is not None and service.kind.name == "postgres":
        yield f"shutdown: {{signal: {SIGINT}}}"


def _probe(context: Context, environment: Environment, service: Service) -> str | None:
    """None where there is nothing to ask."""
    health, asker = service.health or Health("tcp"), Asker(environment, service, "process")
    if health.kind == "command" and health.command is not None:
        command = expand(context.portmap, asker, health.command)
        return None if isinstance(command, Problem) else _exec(service, command)
    endpoint = service.endpoint(health.endpoint)
    found = listening(context.portmap, environment, service, endpoint)
    if isinstance(found, Problem) or found.port is None or endpoint is None:
        return None
    if health.kind != "http":
        return _exec(service, f"bash -c ': </dev/tcp/{found.host}/{found.port}'")
    scheme = "https" if endpoint.scheme in _SECURE else "http"
    status = f", status_code: {health.status}" if health.status != 200 else ""
    host, path = yaml_string(bracketed(found.host)), yaml_string(health.path or "/")
    where = f'host: {host}, scheme: {scheme}, path: {path}, port: "{found.port}"'
    return f"http_get: {{{where}{status}}}"


def _exec(service: Service, command: str) -> str:
    """The map's health commands run in the project's folder."""
    folder = ", working_dir: ." if service.directory not in (None, ".") else ""
    return f"exec: {{command: {yaml_string(command)}{folder}}}"
