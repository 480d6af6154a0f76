"""The .env files of a project: who reads which variable, environment by environment."""

from __future__ import annotations

from portbook.derive.calls import Wiring
from portbook.derive.variables import Variable, variables
from portbook.model.portmap import Environment, Project
from portbook.targets.portsmd.tables import Table, codes, table
from portbook.text.quoting.markdown import markdown_code, markdown_text

__all__ = ["env_files"]

SHARED = frozenset(("port", "port_end", "url"))
"""Why a variable stands in the project's own file, which has the address of every service."""
SHOWN = 6


def env_files(wiring: Wiring, project: Project) -> tuple[str, Table | None]:
    """Names of the project's own .env, the first few, and a table of the services' variables.

    The table goes by file, with the values side by side where there are several environments.
    Secrets stand elsewhere.
    """
    shared: dict[str, None] = {}
    found: dict[str, dict[str, list[str]]] = {}
    for at, environment in enumerate(project.environments.values()):
        for path, listed in variables(wiring, project, environment).items():
            own = []
            for variable in listed:
                why = variable.slot.why
                if why in SHARED:
                    shared[variable.slot.name] = None
                elif why != "secret":
                    own.append(variable)
            if own:
                names = found.setdefault(_file(environment, path), {})
                _enter(names, own, at, len(project.environments))
    return _listed(list(shared)), _table(project, found)


def _enter(names: dict[str, list[str]], own: list[Variable], at: int, width: int) -> None:
    """The values of one environment, into its place in each variable's row."""
    for variable in own:
        name = variable.slot.name
        if name not in names:
            names[name] = ["–"] * width
        names[name][at] = _value(variable)


def _file(environment: Environment, path: str) -> str:
    """The file's name in the default environment; the others' end in their own name."""
    return path if environment.default else path.removesuffix(f".{environment.name}")


def _value(variable: Variable) -> str:
    """The value as code; a list of origins stands in a section of its own."""
    if variable.slot.why == "cors":
        return "[the origins](#cors)"
    if variable.value is None:
        return markdown_text(variable.problem or "")
    return markdown_code(variable.value) or "empty"


def _table(project: Project, found: dict[str, dict[str, list[str]]]) -> Table | None:
    """A file is named in its first row only."""
    rows = []
    for file, names in found.items():
        shown = markdown_code(file)
        for name, cells in names.items():
            rows.append((shown, markdown_code(name), *cells))
            shown = ""
    several = len(project.environments) > 1
    headers = [f"`{name}`" for name in project.environments] if several else ["Value"]
    return table(("File", "Variable", *headers), rows)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return codes(names[:SHOWN]) + more
