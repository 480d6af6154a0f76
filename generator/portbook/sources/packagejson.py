"""Reads the servers that the scripts of a package.json start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portbook.sources.commands import CommandPort, command_ports
from portbook.sources.files import service_of_folder
from portbook.sources.found import Fact, FoundClaim, FoundService
from portbook.sources.jsonc import parse_json
from portbook.sources.kinds import kind_of_packages
from portbook.sources.naming import ENVIRONMENTS, words
from portbook.sources.numbers import reading, unread_lines
from portbook.sources.recipes import container_facts
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, Scalar, entries_at
from portbook.text.source import Source

_DEPENDENCIES = ("dependencies", "devDependencies")
_SERVING = ("dev", "start", "serve", "develop")
"""Scripts that people start a project with, the usual one first."""
BESIDE = {"storybook": "storybook", "prisma-studio": "studio"}
"""Kinds that are a service of their own beside what the package is."""


@reading()
def read_package_json(source: Source) -> Iterator[Fact | Diagnostic]:
    """Ports of `--port`, `-p` and `PORT=` in scripts; of a script without one the default of the
    program that it starts, as assumed."""
    root, problems = parse_json(source)
    yield from problems
    if not isinstance(root, Mapping):
        return
    name = _text(root, "name") or service_of_folder(source)
    name = name.rpartition("/")[2] or service_of_folder(source)
    packages = [key.text for part in _DEPENDENCIES for key, _ in entries_at(root, part)]
    kind = kind_of_packages(packages)
    pairs = entries_at(root, "scripts")
    serving = next((each for each in _SERVING for key, _ in pairs if key.text == each), None)
    facts = list(_scripts(source, name, pairs, serving))
    own = (each for each in facts if isinstance(each, FoundService) and each.name == name)
    started = next(own, None)
    if kind or started:
        kind = kind or (started.kind if started else None)
        start = f"npm run {serving}" if serving else None
        line = root.pairs[0][0].place.line if root.pairs else 1
        title = _text(root, "description")
        yield FoundService(source.name, line, name, kind=kind, start=start, description=title)
    for fact in facts:
        if not (isinstance(fact, FoundService) and fact.name == name):
            yield fact
    proxy = root.get("proxy")
    if isinstance(proxy, Scalar):
        reason = "the address that a development server hands on to"
        yield from unread_lines(source, [proxy.place.line], reason)


def _scripts(
    source: Source, name: str, pairs: Iterable[tuple[Scalar, Node]], serving: str | None
) -> Iterator[Fact]:
    told: set[str] = set()
    for key, value in pairs:
        if not isinstance(value, Scalar):
            continue
        line = value.place.line
        yield from container_facts(source, line, value.text)
        kept = [
            each
            for each in command_ports(value.text)
            if not each.assumed or key.text == serving or each.kind in BESIDE
        ]
        for port in kept:
            service = BESIDE.get(port.kind or "", name)
            endpoint = "preview" if port.kind == "vite-preview" else None
            if endpoint and port.assumed:
                continue
            yield _claim(source, service, line, port, endpoint, key.text)
            if service not in told and not endpoint:
                told.add(service)
                start = f"npm run {key.text}"
                yield FoundService(source.name, line, service, kind=port.kind, start=start)
        if not any(not each.assumed for each in kept):
            yield from unread_lines(source, [line], "the script starts no server that is known")


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


def _text(node: Mapping, key: str) -> str | None:
    value = node.get(key)
    return value.text if isinstance(value, Scalar) and not value.plain else None
