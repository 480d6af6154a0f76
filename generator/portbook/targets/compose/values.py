"""A container's environment, command and health check, as the program inside has to see them.

Literal dollars are doubled, so that Compose interpolates nothing but the secrets.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import accumulate

from portbook.derive.calls import Wiring, is_browser_variable
from portbook.derive.variables import Slot, value_of
from portbook.model.address import Asker, Problem
from portbook.model.catalogue import kind_of_image, starts_as
from portbook.model.expand import expand
from portbook.model.kinds import Kind
from portbook.model.portmap import Environment, Health, PortMap, Service
from portbook.model.reference import BadReference, Value, parse_value
from portbook.targets.compose.ports import Variable
from portbook.text.quoting.script import shell_word
from portbook.text.quoting.yaml import compose_string, yaml_string


def started_by(portmap: PortMap, service: Service) -> str | None:
    """The kind's command in YAML; None where the image's own does."""
    kind = image_kind(portmap, service)
    command = kind.command if kind else None
    if not command:
        return None
    if isinstance(command, str):
        return compose_string(command)
    return f"[{', '.join([compose_string(word) for word in command])}]"


def starting_variables(
    portmap: PortMap, service: Service, given: Set[str]
) -> Iterator[tuple[str, str]]:
    """Settings and secrets that the image needs and that none `given` stands for: their names,
    and their values in YAML.

    A secret that the map does not name is asked of whoever starts the stack.
    """
    kind = image_kind(portmap, service)
    if kind is None:
        return
    secrets = dict.fromkeys(kind.needs)
    for entry, value in (*kind.image_env.items(), *secrets.items()):
        if name := _missing_name(entry, given):
            yield name, required(name) if value is None else compose_string(value)


def required(name: str) -> str:
    """A value that Compose takes from its environment, and without which it starts nothing."""
    return yaml_string(f"${{{name}:?set {name}}}")


def image_kind(portmap: PortMap, service: Service) -> Kind | None:
    """The kind that knows how this service's image is started: its own, else the image's."""
    image = service.image
    if image is None or service.build:
        return None
    kind = service.kind or portmap.kinds.get(kind_of_image(image) or "")
    return kind if kind is not None and starts_as(image, kind) else None


def _missing_name(entry: str, given: Set[str]) -> str | None:
    """The first name of "A or B with C" where it has to be written.

    By Docker's custom, NAME_FILE names a file that holds what NAME would.
    """
    names, _, condition = entry.partition(" with ")
    alternatives = names.split(" or ")
    if condition and condition not in given:
        return None
    if any(name in given or f"{name}_FILE" in given for name in alternatives):
        return None
    return alternatives[0]


def expanded(
    portmap: PortMap, asker: Asker, value: Value, taken_from: str | None = None
) -> str | Problem:
    """The value's YAML scalar, secrets as Compose's `${NAME:?}`; as Compose's `${NAME:-value}`
    where it is taken from a variable."""
    text = expand(portmap, asker, value, quote=lambda part: part.replace("$", "$$"))
    if isinstance(text, Problem) or taken_from is None:
        return text if isinstance(text, Problem) else yaml_string(text)
    # Compose ends the default at the first brace that closes none.
    open_ = [*accumulate((each == "{") - (each == "}") for each in text)] or [0]
    if min(open_) < 0 or open_[-1]:
        return Problem("bad-value", f"what {taken_from} falls back to has half a pair of braces")
    return yaml_string(f"${{{taken_from}:-{text}}}")


def own_variables(
    portmap: PortMap, environment: Environment, service: Service
) -> Iterator[Variable | str]:
    """The variables of the map; for one without a value, a sentence that says why."""
    for variable in service.env:
        viewpoint = "browser" if is_browser_variable(service, variable) else "container"
        asker = Asker(environment, service, viewpoint)
        value = expanded(portmap, asker, variable.value, variable.taken_from)
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
        yield secret.name, required(secret.name)


def container_test(
    portmap: PortMap, environment: Environment, service: Service
) -> str | Problem | None:
    """The shell command as a YAML scalar; None where nothing in the image could ask."""
    try:
        command = _command(service)
    except BadReference as failure:
        return Problem("bad-value", str(failure))
    if command is None:
        return None
    return expanded(portmap, Asker(environment, service, "container"), command)


def _command(service: Service) -> Value | None:
    """A command of the map, else the kind's for inside its image, else one for the HTTP path.

    What the catalogue knows of an image goes before a path: it is there because the image has
    neither wget nor curl, or something that tells more.
    """
    health, kind = service.health, service.kind
    asked = health.command if health else None
    if asked is not None and (kind is None or asked.text != kind.health):
        return asked
    if kind is not None and kind.container_health is not None:
        return parse_value(kind.container_health) if kind.container_health else None
    if asked is not None:
        return asked
    return _http(service, health) if health and health.kind == "http" else None


def _http(service: Service, health: Health) -> Value | None:
    endpoint = service.endpoint(health.endpoint)
    if endpoint is None or endpoint.container_port is None or "tcp" not in endpoint.transports:
        return None
    scheme = "https" if endpoint.scheme in ("https", "wss") else "http"
    url = shell_word(f"{scheme}://127.0.0.1:{endpoint.container_port}{health.path}")
    usual = health.status == 200
    text = _fetch(url, secure=scheme == "https") if usual else _status(url, health.status)
    return Value(text, (text,))


def _fetch(url: str, *, secure: bool) -> str:
    """Alpine images have BusyBox's wget, Debian's often curl. Its own certificate is no fault."""
    wget, curl = ("--no-check-certificate ", "-k ") if secure else ("", "")
    return f"wget -q -O /dev/null {wget}{url} || curl -fsS -o /dev/null {curl}{url}"


def _status(url: str, status: int) -> str:
    """wget follows redirects and fails from 400 on, but with -S prints every status line."""
    line = f"grep -q 'HTTP/[0-9.]* {status}'"
    wget = f"wget -S -O /dev/null --no-check-certificate {url} 2>&1 | {line}"
    curl = f"curl -ks -o /dev/null -w '%{{http_code}}' {url} | grep -qx {status}"
    return f"{wget} || {curl}"
