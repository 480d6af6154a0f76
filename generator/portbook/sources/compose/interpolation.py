"""What compose files take from .env files, and which variables move one published port alone.

A map may keep the name of such a variable, so that a port that moves is moved there. One that also
stands elsewhere may not be kept: a container would be told a number that it does not listen on.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator

from portbook.sources.compose.stack import Stack
from portbook.sources.found import FoundClaim
from portbook.text.nodes import Mapping, Node, Scalar, Sequence, descend, entries_at, items_at

NAME = re.compile(r"(?<!\$)(?:\$\$)*\$\{?([A-Za-z_]\w*)")
"""A variable that Compose fills in, within a text."""
_DEFAULT = re.compile(r"\$\{\w+:?-([^{}$]*)\}")
_INSIDE = frozenset(("healthcheck", "command", "entrypoint"))
"""Keys whose texts a container reads, to which this machine's numbers mean nothing."""
_LOCAL = re.compile(
    r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|host\.docker\.internal):\$\{?([A-Za-z_]\w*)"
)


def shared_variables(
    stacks: list[Stack],
    folder: str,
    claims: list[FoundClaim],
    moving: set[tuple[str, int]],
    handed: Collection[str],
) -> set[str]:
    """Those that must not move a port, of stacks that read the .env file of one `folder`; `moving`
    are files and offsets of the texts in which they do, `handed` the files that any stack of the
    checkout hands to a container."""
    ports: dict[str, set[tuple[str, int | None]]] = {}
    for claim in claims:
        if claim.moved_by:
            ports.setdefault(claim.moved_by, set()).add((claim.service, claim.port))
    shared = {name for name, moved in ports.items() if len(moved) > 1}
    dotenv = posixpath.normpath(posixpath.join(folder, ".env"))
    for stack in stacks if ports else ():
        for document in stack.documents:
            shared |= ports.keys() & set(passed_on(document))
            if dotenv in handed or dotenv in handed_files(document, folder):
                # What is put into the file would be a new variable of the container.
                shared |= ports.keys() - stack.sources[document.source].given.keys()
            for text, inside in texts(document):
                if (text.source.name, text.start) not in moving:
                    local = set() if inside else set(_LOCAL.findall(text.text))
                    shared |= ports.keys() & (set(NAME.findall(text.text)) - local)
    return shared


def handed_files(document: Node, *bases: str) -> set[str]:
    """The files that it hands to containers, by their paths from its own folder and from each of
    `bases`, as that of the project may be."""
    beside = (posixpath.dirname(document.source.name.replace("\\", "/")), *bases)
    paths = list(env_files(document))
    return {posixpath.normpath(posixpath.join(base, path)) for base in beside for path in paths}


def texts(node: Node) -> Iterator[tuple[Scalar, bool]]:
    """Every text below, each node once; whether it is for the inside of a container."""
    pending: list[tuple[Node, bool]] = [(node, False)]
    seen: set[int] = set()
    while pending:
        each, inner = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        children: Iterable[tuple[Node, bool]] = ()
        if isinstance(each, Scalar):
            yield each, inner
        elif isinstance(each, Sequence):
            children = ((item, inner) for item in each.items)
        elif isinstance(each, Mapping):
            children = ((value, inner or key.text in _INSIDE) for key, value in each.entries())
        pending += children


def _services(document: Node) -> Iterator[Mapping]:
    for _, service in entries_at(document, "services"):
        if isinstance(service, Mapping):
            yield service


def passed_on(document: Node) -> Iterator[str]:
    """Variables without a value, in `environment` and a build's `args`: Compose fills them from
    the same place (05-services.md of its specification, "environment")."""
    for service in _services(document):
        build = service.get("build")
        listed = (service.get("environment"), descend(build, "args"))
        for node in listed:
            if isinstance(node, Mapping):
                pairs = ((key.text, v) for key, v in node.entries() if isinstance(v, Scalar))
                yield from (name for name, value in pairs if value.is_null)
            elif isinstance(node, Sequence):
                yield from (text for text in _texts(node.items) if "=" not in text)


def env_files(document: Node) -> Iterator[str]:
    """Files that it hands to containers, as written, with a variable's default for it."""
    for service in _services(document):
        node = service.get("env_file")
        entries = node.items if isinstance(node, Sequence) else [node] if node else []
        paths = [descend(each, "path") if isinstance(each, Mapping) else each for each in entries]
        for text in _texts(each for each in paths if each is not None):
            yield _DEFAULT.sub(r"\1", text)


def mounted_folders(document: Node) -> Iterator[str]:
    """What of the machine it shows to containers, as written, where that is a relative path."""
    for service in _services(document):
        for each in items_at(service, "volumes"):
            for text in _texts([descend(each, "source") or each]):
                source = _DEFAULT.sub(r"\1", text).partition(":")[0]
                if source.startswith("."):
                    yield source


def _texts(nodes: Iterable[Node]) -> Iterator[str]:
    return (each.text for each in nodes if isinstance(each, Scalar) and not each.is_null)
