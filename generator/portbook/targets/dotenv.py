"""The .env files: every endpoint of a project, and each service's own variables.

The spelling is the one that every tried reader takes alike, or for `env_format: raw` those that
keep quotes (`text/dotenv.py`): one `KEY=value`
a line, comments on lines of their own, no references between keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portbook.derive.process_env import DERIVED
from portbook.derive.variables import PROJECT_FILE, Variable, variables
from portbook.model.instances import compose_name
from portbook.model.portmap import Environment, Project
from portbook.targets.compose.overlay import overlay_name
from portbook.targets.context import Context, Output
from portbook.text.dotenv import dotenv_value
from portbook.text.quoting.lines import hash_comment


def emit(context: Context, project: Project) -> Iterator[Output]:
    for environment in project.environments.values():
        files = variables(context.wiring, project, environment)
        own = _own(project) if environment.default else []
        if own:
            files = {PROJECT_FILE: [], **files}
        for path, listed in files.items():
            text = env_text(context, project, environment, listed, own)
            yield Output(f"{project.name}/{path}", text)
            own = []


def _own(project: Project) -> list[str]:
    """What keeps a working copy apart from others: in the file that Compose reads by itself."""
    name = compose_name(project)
    if name is None:
        return []
    lines = ["", f"COMPOSE_PROJECT_NAME={name}"]
    usual = (None, project.default.name)
    stacks = (each for each in project.stacks if not each.folder and each.environment in usual)
    first = next(stacks, None)
    overlaid = project.install is None or "compose" in project.install
    if first is None or not overlaid:
        return lines
    # `docker compose up` in the copy then takes the numbers of the copy by itself.
    files = dotenv_value(":".join((*first.files, overlay_name(project, first))))
    return [*lines, "COMPOSE_PATH_SEPARATOR=:", f"COMPOSE_FILE={files}"] if files else lines


def env_text(
    context: Context,
    project: Project,
    environment: Environment,
    listed: list[Variable],
    first: Sequence[str] = (),
) -> str:
    """The text of one file: lines that come `first`, and its variables headed by their service."""
    lines = [
        hash_comment(context.notice),
        hash_comment(f"{project.title}, {environment.name}"),
        *first,
    ]
    # Who reads the file reads all of it: one service's own variables decide for the others.
    raw = any(each.why not in DERIVED and each.slot.service.env_format == "raw" for each in listed)
    heading: str | None = None
    for variable in listed:
        if variable.service != heading:
            heading = variable.service
            lines += ["", hash_comment(heading)]
        lines.append(_line(variable, raw))
    return "\n".join(lines) + "\n"


def _line(variable: Variable, raw: bool) -> str:
    if variable.value is None:
        return hash_comment(f"{variable.name} {variable.problem}")
    spelling = dotenv_value(variable.value, raw=raw)
    if spelling is None:
        return hash_comment(f"{variable.name} has a value that no .env file can hold")
    return f"{variable.name}={spelling}"
