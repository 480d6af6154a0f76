""".envrc: the numbers and URLs of a project for direnv, or any shell that sources the file."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.derive.variables import variables
from portbook.model.portmap import Project
from portbook.targets.context import Context, Output, file_name
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.script import shell_word


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/envrc/.envrc` for the default environment, else `.envrc.<environment>`."""
    for environment in project.environments.values():
        listed = variables(context.wiring, project, environment)
        own = listed.get(file_name(environment, ".env"), [])
        known = [each for each in own if each.value is not None and "\0" not in each.value]
        if known:
            lines = [hash_comment(context.notice)]
            lines += [f"export {each.name}={shell_word(each.value or '')}" for each in known]
            path = f"{project.name}/envrc/{file_name(environment, '.envrc')}"
            yield Output(path, "\n".join(lines) + "\n")
