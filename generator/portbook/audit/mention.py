"""What an audit compares: a number in a file, and a list of allowed origins."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.text.source import Place


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a file that gives a port to something.

    `path` is relative to the checkout, with `/`. `port` is a number on the host, `inner` one inside
    a container; at least one is known. `names` is what the file calls the thing, the surest first;
    `owner` the map's service where that is beyond doubt, `among` those that the file is known to
    configure. `own` marks numbers of what the file's folder holds. A `call` opens nothing; a `weak`
    one can confirm a number and never contradict one, a `passing` one is no reason to add its
    number to the map. `bind` is the address where a stack publishes it, `beside` the container's
    number that a compose file gives next to the variable. `lax` says that the number may as well be
    one inside a container. A `fallback` stands in a program, a script or a CI file, where only a
    name says whose it is; one that is `unset` counts where nobody sets its variable. In a
    `document` people tell of it. `environment` and `project` are None where the file does not say.
    """

    place: Place
    path: str
    port: int | None = None
    port_end: int | None = None
    inner: int | None = None
    names: tuple[str, ...] = ()
    owner: str | None = None
    among: tuple[str, ...] = ()
    kind: str | None = None
    endpoint: str | None = None
    environment: str | None = None
    project: str | None = None
    variable: str | None = None
    transport: str | None = None
    bind: str | None = None
    beside: int | None = None
    compose: bool = False
    own: bool = False
    call: bool = False
    weak: bool = False
    lax: bool = False
    document: bool = False
    passing: bool = False
    fallback: bool = False
    unset: bool = False
    stacked: frozenset[str] | None = None

    @property
    def number(self) -> int:
        """The one it is about."""
        return self.port if self.port is not None else self.inner or 0

    @property
    def folder(self) -> str:
        """The folder of its file from the checkout's root, "" for the root itself."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class OriginList:
    """The origins that a file allows; `every` where it allows all of them (`*`).

    `name` is the variable or key, `owner` the name of the service that the file says it is of.
    `told` are the origins that the map writes there itself, where it gives the variable a value.
    """

    place: Place
    path: str
    name: str
    origins: tuple[str, ...]
    every: bool = False
    environment: str | None = None
    owner: str | None = None
    told: tuple[str, ...] | None = None
