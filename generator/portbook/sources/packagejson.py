"""package.json to the servers that its scripts start."""

from __future__ import annotations

from portbook.sources.commands import CommandPort, command_ports
from portbook.sources.files import service_of_folder
from portbook.sources.found import Found, FoundClaim, FoundService
from portbook.sources.jsonc import parse_json
from portbook.sources.kinds import kind_of_packages
from portbook.sources.naming import ENVIRONMENTS, words
from portbook.sources.numbers import unread_lines
from portbook.sources.recipes import add_container_runs
from portbook.text.nodes import Mapping, Scalar
from portbook.text.source import Source

_DEPENDENCIES = ("dependencies", "devDependencies")
_SERVING = ("dev", "start", "serve", "develop")
"""Scripts that people start a project with, the usual one first."""
BESIDE = {"storybook": "storybook", "prisma-studio": "studio"}
"""Kinds that are a service of their own beside what the package is."""


def read_package_json(source: Source) -> Found:
    """Ports of `--port`, `-p` and `PORT=` in scripts; of a script without one the default of the
    program that it starts, as assumed."""
    root, problems = parse_json(source)
    found = Found(problems=problems)
    if not isinstance(root, Mapping):
        return found
    name = _text(root, "name") or service_of_folder(source)
    name = name.rpartition("/")[2] or service_of_folder(source)
    packages = [
        key.text
        for section in _DEPENDENCIES
        if isinstance(part := root.get(section), Mapping)
        for key, _ in part.pairs
    ]
    kind = kind_of_packages(packages)
    scripts = root.get("scripts")
    pairs = scripts.pairs if isinstance(scripts, Mapping) else []
    serving = next((each for each in _SERVING for key, _ in pairs if key.text == each), None)
    told: set[int] = set()
    for key, value in pairs:
        if isinstance(value, Scalar):
            told.add(key.place.line)
            _script(source, name, key, value, found, serving)
    started = next((each for each in found.services if each.name == name), None)
    if kind or started:
        kind = kind or (started.kind if started else None)
        found.put(FoundService, (each for each in found.services if each.name != name))
        start = f"npm run {serving}" if serving else None
        line = root.pairs[0][0].place.line if root.pairs else 1
        title = _text(root, "description")
        made = FoundService(source.name, line, name, kind=kind, start=start, description=title)
        found.facts.insert(0, made)
    _others(source, root, told, found)
    return found


def _script(
    source: Source, name: str, key: Scalar, value: Scalar, found: Found, serving: str | None
) -> None:
    line = value.place.line
    add_container_runs(source, line, value.text, found)
    ports = command_ports(value.text)
    kept = [
        each for each in ports if not each.assumed or key.text == serving or each.kind in BESIDE
    ]
    for port in kept:
        service = BESIDE.get(port.kind or "", name)
        endpoint = "preview" if port.kind == "vite-preview" else None
        if endpoint and port.assumed:
            continue
        found.facts.append(_claim(source, service, line, port, endpoint, key.text))
        if all(each.name != service for each in found.services) and not endpoint:
            start = f"npm run {key.text}"
            made = FoundService(source.name, line, service, kind=port.kind, start=start)
            found.facts.append(made)
    if not any(not each.assumed for each in kept):
        found.facts += unread_lines(source, [line], "the script starts no server that is known")


def _claim(
    source: Source, service: str, line: int, port: CommandPort, endpoint: str | None, script: str
) -> FoundClaim:
    # `preview` says which of Vite's servers it is, and of no environment.
    parts = [] if endpoint else words(script)
    environment = next((ENVIRONMENTS[each] for each in parts if each in ENVIRONMENTS), None)
    return FoundClaim(
        source.name,
        line,
        service=service,
        port=port.number,
        endpoint=endpoint,
        bind=port.bind,
        environment=None if environment == "development" else environment,
        description=f"script {script}",
        variable=port.variable,
        assumed=port.assumed,
    )


def _others(source: Source, root: Mapping, told: set[int], found: Found) -> None:
    """Lines outside the scripts that speak of a port, versions left out."""
    proxy = root.get("proxy")
    if isinstance(proxy, Scalar):
        reason = "the address that a development server hands on to"
        found.facts += unread_lines(source, [proxy.place.line], reason)


def _text(node: Mapping, key: str) -> str | None:
    value = node.get(key)
    return value.text if isinstance(value, Scalar) and not value.plain else None
