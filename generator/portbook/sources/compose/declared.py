"""Reads what a service of a stack is: its image, variables, mounts and health check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.model.catalogue import kind_of_image
from portbook.sources.commands import kind_of_command
from portbook.sources.compose.environment import Setting
from portbook.sources.compose.stack import Stack
from portbook.sources.found import FoundService
from portbook.sources.kinds import kind_of_name
from portbook.sources.urls import without_password
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.secrets import is_secret

_CLIENT = re.compile(r"\b(curl|wget|http|httpie|Invoke-WebRequest|fetch|urlopen|requests\.get)\b")
_URL = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::\d+)?(/[^\s'\"|;&)]*)?"
)
_LONGEST = 500


def declared(stack: Stack, key: Scalar, node: Node, settings: list[Setting]) -> FoundService:
    """A service without what it publishes; whose it is, and in which environment, is left open."""
    image = stack.text(stack.get(node, "image"))
    network, _, network_of = (stack.text(stack.get(node, "network_mode")) or "").partition(":")
    build = stack.get(node, "build")
    context = stack.text(build if isinstance(build, Scalar) else stack.get(build, "context"))
    if build is not None and context is None:
        context = "."
    public = [each for each in settings if not is_secret(each.name) and each.direct]
    name, command = key.text, " ".join(stack.texts_of(stack.get(node, "command")))
    return FoundService(
        key.source.name,
        key.place.line,
        name=name,
        kind=kind_of_image(image) if image else kind_of_command(command) or kind_of_name(name),
        image=image,
        build=context,
        dockerfile=stack.text(stack.get(build, "dockerfile")),
        mounts=tuple(_mounts(stack, node)),
        container=stack.text(stack.get(node, "container_name")),
        compose=name,
        directory=_directory(context),
        health=_health(stack, node),
        host_network=network == "host",
        network_of=network_of if network == "service" else None,
        profiles=tuple(stack.texts_of(stack.get(node, "profiles"))),
        uses=tuple(dict.fromkeys(_uses(stack, node))),
        env=tuple((each.name, without_password(each.value)) for each in public),
        secrets=tuple(e.name for e in settings if is_secret(e.name) or e.required),
        volumes=tuple(filter(None, map(_short_mount, stack.items(stack.get(node, "volumes"))))),
        interpolated=tuple(filter(None, (each.interpolated for each in public))),
    )


def _mounts(stack: Stack, node: Node) -> Iterator[str]:
    """Files and folders beside the compose file, of which the container is given a view."""
    for each in stack.items(stack.get(node, "volumes")):
        text = stack.text(stack.get(each, "source") or each) or ""
        source = text.partition(":")[0]
        if source.startswith(("./", "../")):
            yield source


def _uses(stack: Stack, node: Node) -> Iterator[str]:
    needed = stack.get(node, "depends_on")
    if isinstance(needed, Mapping):
        yield from (key.text for key, _ in needed.entries())
    else:
        yield from stack.texts_of(needed)
    for link in stack.texts_of(stack.get(node, "links")):
        yield link.partition(":")[0]


def _short_mount(node: Node) -> str | None:
    """A mount as it is written, variables included; a long form in the short one's words."""
    if isinstance(node, Scalar):
        return node.text
    pairs = node.entries() if isinstance(node, Mapping) else ()
    given = {key.text: value.text for key, value in pairs if isinstance(value, Scalar)}
    if given.get("type") not in ("bind", "volume") or "target" not in given:
        return None
    source = [given["source"]] if given.get("source") else []
    mode = ["ro"] if given.get("read_only") == "true" else []
    return ":".join([*source, given["target"], *mode])


def _directory(context: str | None) -> str | None:
    """A folder below the compose file's; None for addresses and folders elsewhere."""
    if not context or "://" in context or context.startswith(("/", "~", "..", "git@")):
        return None
    return re.sub(r"^(\./)+|/+$", "", context) or "."


def _health(stack: Stack, service: Node) -> str | None:
    """The check that the file writes; None where it has none or turns the image's off."""
    check = stack.get(service, "healthcheck")
    test = stack.get(check, "test")
    words = [stack.text(each) or "" for each in stack.items(test)]
    form = words[0] if words and isinstance(test, Sequence) else ""
    if form == "NONE" or stack.text(stack.get(check, "disable")) in ("true", "True", "yes"):
        return None
    command = " ".join(" ".join(words[form in ("CMD", "CMD-SHELL") :]).split())
    found = _URL.search(command)
    if found and _CLIENT.search(command):
        return found[1] or "/"
    return command if command and len(command) <= _LONGEST else None
