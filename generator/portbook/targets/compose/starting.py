"""What a stack adds so that official images come up at all.

Some print their help unless told what to run, some refuse to start without a password. What the
kinds know of that is true of their own images only, whether or not the map names the kind: a
stranger's, or one that is built here, is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from portbook.model.catalogue import kind_of_image, starts_as
from portbook.model.kinds import Kind
from portbook.model.portmap import PortMap, Service
from portbook.text.quoting.yaml import compose_string, yaml_string

__all__ = ["asked", "started_by", "starting_variables"]


def started_by(portmap: PortMap, service: Service) -> str | None:
    """The kind's command in YAML; None where the image's own does."""
    kind = _kind(portmap, service)
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
    kind = _kind(portmap, service)
    if kind is None:
        return
    for entry, value in kind.image_env.items():
        name = _wanted(entry, given)
        if name:
            yield name, compose_string(value)
    for entry in kind.needs:
        name = _wanted(entry, given)
        if name:
            yield name, asked(name)


def asked(name: str) -> str:
    """A value that Compose takes from its environment, and without which it starts nothing."""
    return yaml_string(f"${{{name}:?set {name}}}")


def _kind(portmap: PortMap, service: Service) -> Kind | None:
    """The kind that knows how this service's image is started: its own, else the image's."""
    image = service.image
    if image is None or service.build:
        return None
    kind = service.kind or portmap.kinds.get(kind_of_image(image) or "")
    return kind if kind is not None and starts_as(image, kind) else None


def _wanted(entry: str, given: Set[str]) -> str | None:
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
