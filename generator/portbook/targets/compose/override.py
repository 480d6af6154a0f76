"""compose.ports.yaml: the map's ports and addresses laid over a project's own compose file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portbook.model.portmap import Project, Service
from portbook.targets.compose.ports import Container, Variable, publications, unknown_ports
from portbook.targets.compose.stack import hosts_line, in_container
from portbook.targets.compose.values import own_variables
from portbook.targets.context import Context, Output
from portbook.text.quoting.shell import shell_word
from portbook.text.quoting.yaml import yaml_comment, yaml_string

__all__ = ["emit_override"]


def emit_override(context: Context, project: Project) -> Iterator[Output]:
    """Nothing for a project without a compose file of its own."""
    containers: dict[str, Container] = {}
    for service in project.default.services.values():
        if in_container(service) and (project.compose or service.compose):
            made = _container(context, project, service)
            same = containers.get(made.name)
            containers[made.name] = _joined(same, made) if same else made
    if not containers:
        return
    base = shell_word(project.compose or "FILE")
    text = context.templates.render(
        "compose.ports.yaml.j2",
        notice=yaml_comment(context.notice),
        usage=yaml_comment(f"docker compose -f {base} -f compose.ports.yaml up"),
        containers=list(containers.values()),
    )
    yield Output(f"{project.name}/compose.ports.yaml", text)


def _container(context: Context, project: Project, service: Service) -> Container:
    found = list(own_variables(context.portmap, project.default, service))
    unknown = unknown_ports(service)
    notes = [*(each for each in found if isinstance(each, str)), *unknown]
    variables = tuple(each for each in found if isinstance(each, Variable))
    ports = publications(service)
    return Container(
        yaml_string(service.compose_name),
        ports=None if unknown and not ports else ports,
        environment=variables,
        host_gateway=hosts_line(variables, None),
        notes=tuple(yaml_comment(note) for note in notes),
    )


def _joined(one: Container, other: Container) -> Container:
    """Two services of the map that are one of the compose file; the first one's values stand."""
    names = {variable.name for variable in one.environment}
    added = tuple(each for each in other.environment if each.name not in names)
    ports = None
    if one.ports is not None or other.ports is not None:
        ports = tuple(dict.fromkeys((*(one.ports or ()), *(other.ports or ()))))
    return replace(
        one,
        ports=ports,
        environment=one.environment + added,
        host_gateway=one.host_gateway or other.host_gateway,
        notes=one.notes + other.notes,
    )
