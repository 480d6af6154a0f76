"""What a kind is: a named bundle of defaults that services share.

The shipped kinds are data (`catalogue.py`); `kinds:` in ports.yaml adds to them and overrides
them key by key. Everything here is about the program as it is usually run, never about one
service.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

__all__ = ["Kind", "KindPort"]


@dataclass(frozen=True, slots=True)
class KindPort:
    """A further port the program is known for, beside its main one.

    `container_port` is where it listens by default; an endpoint of that name inherits it.
    """

    container_port: int
    scheme: str | None = None
    transport: str = "tcp"


@dataclass(frozen=True, slots=True)
class Kind:
    """Defaults for services of one sort.

    `scheme` is what its main port speaks; None means "speaks something without a URL".
    `port` is the number it takes on a host when nobody chooses, `container_port` the one inside
    its official image. `health` is a path ("/health"), "tcp" or a command; a command may hold
    references such as `{self.host}` and `{self.port}`, which differ by viewpoint.
    `container_health` replaces it inside the official image, where other programs exist; "" means
    that the image has nothing to ask with. `browser_prefix` marks variables that its build tool
    hands to the browser. `cors_variable` and `cors_format` ("comma" or "json") say how it is
    told its allowed origins. `database_variables` maps name, user to the variables of
    the official image. `source` is where the facts can be looked up.

    Three say what the official image takes to come up at all, for a stack of the map's making.
    `command` stands in for the image's own, where that only prints help: a list is passed on as it
    is, a text is split as a shell would. `needs` are variables that the image refuses to start
    without; `image_env` are plain settings, with their values. In both, "A or B" asks for A unless
    the service has B, and "A with B" asks for A only where it has B.
    """

    name: str
    title: str
    role: str = "other"
    scheme: str | None = "http"
    port: int | None = None
    container_port: int | None = None
    transport: str = "tcp"
    ports: dict[str, KindPort] = field(default_factory=dict)
    health: str | None = None
    container_health: str | None = None
    browser_prefix: str | None = None
    cors_variable: str | None = None
    cors_format: str = "comma"
    image: str | None = None
    command: str | tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    image_env: dict[str, str] = field(default_factory=dict)
    database_variables: dict[str, str] = field(default_factory=dict)
    source: str = ""

    def facts(self) -> Iterator[tuple[str, str]]:
        """What is known of it, field by field, as people read it."""
        for each in fields(self):
            value = getattr(self, each.name)
            if value not in (None, "", (), {}, False) and each.name != "name":
                yield each.name.replace("_", " "), _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(_shown(each) for each in value)
    if isinstance(value, KindPort):
        return f"{value.container_port}/{value.transport}"
    return str(value)
