""".envrc: the numbers and URLs of a project for direnv, or any shell that sources the file."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.derive.variables import variables
from portbook.model.portmap import Project
from portbook.targets.context import Context, Output
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.shell import shell_word


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/envrc/.envrc` for the default environment, else `.envrc.<environment>`."""
    for environment in project.environments.values():
        suffix = "" if environment.default else f".{environment.name}"
        listed = variables(context.wiring, project, environment).get(f".env{suffix}", [])
        known = [each for each in listed if each.value is not None and "\0" not in each.value]
        if known:
            lines = [hash_comment(context.notice)]
            lines += [f"export {each.name}={shell_word(each.value or '')}" for each in known]
            yield Output(f"{project.name}/envrc/.envrc{suffix}", "\n".join(lines) + "\n")
