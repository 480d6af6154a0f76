"""What a kind is: all that is known of a program as it is usually run, in one record.

The shipped kinds are data (`catalogue/`); `kinds:` in ports.yaml adds to them and overrides them
key by key. Nothing here is about one service. Every list of names, images, packages, processes
and commands is derived from these records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, fields
from typing import Any

from portbook.text.frozen import frozen

# Commands that ask a program inside its own container, for images without wget and curl. Compose
# runs a command given as text by the image's `/bin/sh`, so an image without a shell can be asked
# nothing. 127.0.0.1 rather than localhost: musl resolves that to ::1 first, where many programs do
# not listen.
CONNECT = (
    "nc -z 127.0.0.1 {self.port} 2>/dev/null"
    " || bash -c ': > /dev/tcp/127.0.0.1/{self.port}' 2>/dev/null"
)
"""Whether the port takes connections: BusyBox has nc, Debian and Red Hat images have bash."""


def python_get(path: str) -> str:
    """Fetch a path with the interpreter the image is built on; an HTTP error is a failure."""
    url = f"http://127.0.0.1:{{self.port}}{path}"
    return f"python3 -c \"import urllib.request; urllib.request.urlopen('{url}', timeout=5)\""


SHORT = ("-p", "--port")
"""How many programs spell the option for their port."""


@frozen
class Command:
    """A command line that starts a program: `words` begin it.

    `flags` take a port, `binds` an address with one; `argument`: a plain word may be the port.
    `default` is what it listens on when the line gives none, where that is not the kind's;
    `only_asked`: then it does not listen at all.
    """

    words: tuple[str, ...]
    flags: tuple[str, ...] = ("--port",)
    binds: tuple[str, ...] = ()
    default: int | None = None
    argument: bool = False
    only_asked: bool = False


def commands(*lines: str, flags: tuple[str, ...] = ("--port",), **more: Any) -> tuple[Command, ...]:
    """Commands that take the same options."""
    return tuple(Command(tuple(line.split()), flags, **more) for line in lines)


@frozen
class KindPort:
    """A further port the program is known for, beside its main one.

    `container_port` is where it listens by default; an endpoint of that name inherits it.
    """

    container_port: int
    scheme: str | None = None
    transport: str = "tcp"


@frozen
class Listeners:
    """How the official image is told to listen twice, since it sends each client on to an address
    that it gives itself: containers to `inside`, its container port, everybody else to `outside`,
    a second number in its container that the host's one is published for.

    `variables` and `command` are what it takes, with {inside}, {outside} and {controller} for the
    numbers in the container, {inside_address} and {outside_address} for what clients are sent to.
    """

    outside: int
    variables: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()


@frozen
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
    the official image. `source` is where the facts can be looked up, `sources` where those of a
    single field are stated, if elsewhere.

    How it is known: `aliases` are other names for the same thing; `images` behave like the
    official one at their port, `started_alike` are that one under another name, or built on it;
    npm `packages` decide in the order of `package_rank`, 0 for frameworks that bring others along
    to 3 for build tools; `url_schemes` stand before addresses of it; `processes` are names under
    which it runs and nothing else does; `commands` start it.

    What it takes its port from, the strongest first: the flags of its command, `port_variables` of
    its environment (with `port_dotenv` also of the .env file in its folder, which it loads by
    itself), `port_files` as `file: key`. Where none is known, PORT is no more than a convention.

    `websocket`: whether it speaks WebSocket where it speaks HTTP, None where nobody can say.
    `advertises` is the setting with its own address, which it tells its clients: who moves the
    port has to change that as well. `metrics` is the path with Prometheus' format, on by default,
    at the further port `metrics_endpoint` or else at its own. `culprits` are what is often found
    at its port instead.

    Four say what the official image takes to come up at all, for a stack of the map's making.
    `command` stands in for the image's own, where that only prints help: a list is passed on as it
    is, a text is split as a shell would. `needs` are variables that the image refuses to start
    without; `image_env` are plain settings, with their values. In both, "A or B" asks for A unless
    the service has B, and "A with B" asks for A only where it has B. `listeners` stands where it
    has to be told of the viewpoints of its clients.
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
    listeners: Listeners | None = None
    database_variables: dict[str, str] = field(default_factory=dict)
    source: str = ""
    aliases: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    started_alike: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    package_rank: int = 0
    url_schemes: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ()
    port_variables: tuple[str, ...] = ()
    port_dotenv: bool = False
    port_files: tuple[str, ...] = ()
    websocket: bool | None = None
    advertises: str | None = None
    metrics: str | None = None
    metrics_endpoint: str | None = None
    culprits: tuple[str, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)

    def facts(self) -> Iterator[tuple[str, str]]:
        """What is known of it, field by field, as people read it."""
        for each in fields(self):
            value = getattr(self, each.name)
            if value not in (None, "", (), {}, False) and each.name != "name":
                yield each.name.replace("_", " "), _as_text(value)


def _as_text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_as_text(each)}" for name, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(_as_text(each) for each in value)
    if isinstance(value, Command):
        return " ".join(value.words)
    if isinstance(value, Listeners):
        return f"{value.outside} inside for whom comes from outside"
    if isinstance(value, KindPort):
        return f"{value.container_port}/{value.transport}"
    return str(value)
