"""A container's environment: values as the program inside has to see them.

Literal dollars are doubled, so that Compose interpolates nothing but the secrets.
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.derive.calls import Wiring, is_browser_variable
from portbook.derive.variables import Slot, value_of
from portbook.model.address import Asker, Problem
from portbook.model.expand import expand
from portbook.model.portmap import Environment, PortMap, Service
from portbook.model.reference import Value
from portbook.targets.compose.parts import Variable
from portbook.targets.compose.starting import asked, starting_variables
from portbook.text.quoting.yaml import compose_string, yaml_string

__all__ = ["expanded", "implied_variables", "own_variables"]


def expanded(portmap: PortMap, asker: Asker, value: Value) -> str | Problem:
    """The value's YAML scalar, secrets as Compose's `${NAME:?}`."""
    text = expand(portmap, asker, value, quote=lambda part: part.replace("$", "$$"))
    return text if isinstance(text, Problem) else yaml_string(text)


def own_variables(
    portmap: PortMap, environment: Environment, service: Service
) -> Iterator[Variable | str]:
    """The variables of the map; for one without a value, a sentence that says why."""
    for variable in service.env:
        viewpoint = "browser" if is_browser_variable(service, variable) else "container"
        value = expanded(portmap, Asker(environment, service, viewpoint), variable.value)
        if isinstance(value, Problem):
            yield f"{variable.name} is left out: {value.message}"
        else:
            yield Variable(yaml_string(variable.name), value)


def implied_variables(
    wiring: Wiring, environment: Environment, service: Service
) -> Iterator[Variable]:
    """What the image needs and the map says elsewhere: its database, its CORS list, its secrets;
    then what its kind knows that it does not start without.

    None of them replaces a variable that `env` gives.
    """
    given = {variable.name for variable in service.env}
    for name, value in _implied(wiring, environment, service):
        if name not in given:
            given.add(name)
            yield Variable(yaml_string(name), value)
    for name, value in starting_variables(wiring.portmap, service, given):
        yield Variable(yaml_string(name), value)


def _implied(
    wiring: Wiring, environment: Environment, service: Service
) -> Iterator[tuple[str, str]]:
    kind, database = service.kind, service.database
    variables = kind.database_variables if kind else {}
    if database is not None:
        for key, value in (("name", database.name), ("user", database.user)):
            if key in variables and value is not None:
                yield variables[key], compose_string(value)
    variable = service.cors.variable or (kind.cors_variable if kind else None)
    if variable:
        listed = value_of(wiring, environment, Slot("", variable, service, "cors", None))
        if listed is not None and listed.value is not None:
            yield variable, compose_string(listed.value)
    for secret in service.secrets:
        yield secret.name, asked(secret.name)
