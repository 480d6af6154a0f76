"""Numbers and URLs as constants with types: the targets `typescript` and `python`."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from portbook.derive.process_env import DERIVED
from portbook.derive.variables import slots, value_of
from portbook.model.portmap import Environment, Project
from portbook.targets.context import Context, Output
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.script import python_string, script_comment, script_string


def emit_typescript(context: Context, project: Project) -> Iterator[Output]:
    """`ports`: by environment, the names and values of its .env file; `as const`, so that a
    compiler knows each number."""
    lines = [script_comment(context.notice), "", "export const ports = {"]
    for environment in project.environments.values():
        lines.append(f"  {script_string(environment.name)}: {{")
        for name, value in _values(context, project, environment):
            spelled = str(value) if isinstance(value, int) else script_string(value)
            lines.append(f"    {name}: {spelled},")
        lines.append("  },")
    lines += ["} as const;", "", "export type Environment = keyof typeof ports;"]
    yield Output(f"{project.name}/typescript/ports.ts", "\n".join(lines) + "\n")


def emit_python(context: Context, project: Project) -> Iterator[Output]:
    """The default environment's names as constants of the module, those of each other as
    constants of a class."""
    lines = [hash_comment(context.notice), "", "from __future__ import annotations", ""]
    lines.append("from typing import Final")
    for environment in project.environments.values():
        values = list(_values(context, project, environment))
        if environment.default:
            lines += ["", *(_python(name, value) for name, value in values)]
        elif values:
            word = "".join(part.capitalize() for part in environment.name.split("-"))
            # Python's own words, as None, are no name.
            lines += ["", "", f"class {word}_:" if keyword.iskeyword(word) else f"class {word}:"]
            lines += [f"    {_python(name, value)}" for name, value in values]
    yield Output(f"{project.name}/python/ports.py", "\n".join(lines) + "\n")


def _values(
    context: Context, project: Project, environment: Environment
) -> Iterator[tuple[str, int | str]]:
    """What the project's .env file says of the environment; the first of a name counts."""
    seen = set()
    for slot in slots(context.portmap, project, environment):
        if slot.why not in DERIVED or slot.name in seen:
            continue
        found = value_of(context.wiring, environment, slot)
        if found is not None and found.value is not None:
            seen.add(slot.name)
            yield slot.name, found.value if slot.why == "url" else int(found.value)


def _python(name: str, value: int | str) -> str:
    spelled = str(value) if isinstance(value, int) else python_string(value)
    return f"{name}: Final = {spelled}"
