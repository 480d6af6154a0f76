"""compose.ports.yaml: the map's ports and addresses laid over a project's own compose files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portbook.model.instances import compose_name
from portbook.model.portmap import Environment, Project, Service, Stack
from portbook.targets.compose.ports import Container, Variable, publications, unknown_ports
from portbook.targets.compose.stack import in_container, needs_host_gateway
from portbook.targets.compose.values import own_variables
from portbook.targets.context import Context, Output
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.script import shell_word
from portbook.text.quoting.yaml import yaml_string


def emit_overlays(context: Context, project: Project) -> Iterator[Output]:
    """One a stack, of those of its services that the map claims ports or gives variables for; of a
    working copy each, with what keeps it apart from others."""
    for stack in project.stacks:
        environment = project.environments.get(stack.environment or project.default.name)
        containers = dict(_containers(context, project, stack, environment)) if environment else {}
        if project.instance:
            for key, name in stack.fixed.get("services", {}).items():
                each = containers.get(key, Container(yaml_string(key), ports=None))
                own = yaml_string(f"{name}-{project.instance}")
                containers[key] = replace(each, container_name=own)
        elif not containers:
            continue
        end = f"-{project.instance}"
        # Networks and volumes whose names a copy cannot share with others.
        apart = {
            section: {yaml_string(key): yaml_string(name + end) for key, name in named.items()}
            for section in ("networks", "volumes")
            if project.instance and (named := stack.fixed.get(section))
        }
        name = overlay_name(project, stack)
        called = compose_name(project, stack)
        files = " ".join(f"-f {shell_word(each)}" for each in (*stack.files, name))
        text = context.templates.render(
            "compose.ports.yaml.j2",
            notice=hash_comment(context.notice),
            usage=hash_comment(f"docker compose {files} up"),
            name=called and yaml_string(called),
            containers=list(containers.values()),
            apart=apart,
        )
        yield Output(f"{project.name}/{name}", text)


def overlay_name(project: Project, stack: Stack) -> str:
    """The first stack's bears no name of its own."""
    first = stack is project.stacks[0]
    return "compose.ports.yaml" if first else f"compose.ports.{stack.name}.yaml"


def _containers(
    context: Context, project: Project, stack: Stack, environment: Environment
) -> Iterator[tuple[str, Container]]:
    made: dict[str, Container] = {}
    for service in environment.services.values():
        name = project.declared(stack, service)
        if name is None or not in_container(service):
            continue
        each = _container(context, environment, service, name)
        made[name] = _joined(made[name], each) if name in made else each
    for name, each in made.items():
        if each.ports is not None or each.environment or each.notes:
            yield name, each


def _container(
    context: Context, environment: Environment, service: Service, name: str
) -> Container:
    found = list(own_variables(context.portmap, environment, service))
    unknown = unknown_ports(service)
    notes = [*(each for each in found if isinstance(each, str)), *unknown]
    variables = tuple(each for each in found if isinstance(each, Variable))
    # What the map does not know wholly, it leaves as it is.
    ports = publications(service) if service.endpoints and not unknown else None
    return Container(
        yaml_string(name),
        ports=ports,
        environment=variables,
        host_gateway=needs_host_gateway(variables, None),
        notes=tuple(hash_comment(note) for note in notes),
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
