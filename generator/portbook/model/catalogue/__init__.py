"""The shipped kinds: what programs that people really run are like, before anybody configures them.

Data, in one explicit order: theme by theme. A record says what the program is and listens on, its
image, what it is known by and takes its port from, its sources; a container port that it does not
say is its port. What an image or another name stands for is derived from the records. The grammar
of image references, `[registry[:port]/]path[:tag][@digest]`:
https://github.com/distribution/reference
"""

from __future__ import annotations

from dataclasses import replace

from portbook.model.catalogue.ai import AI
from portbook.model.catalogue.backends import BACKENDS
from portbook.model.catalogue.frontends import FRONTENDS
from portbook.model.catalogue.observability import OBSERVABILITY
from portbook.model.catalogue.platforms import PLATFORMS, PROXIES
from portbook.model.catalogue.stores import CACHES_AND_QUEUES, DATABASES, SEARCH, STORES
from portbook.model.catalogue.tools import AUTOMATION, BLOCKCHAIN, INFRASTRUCTURE, TOOLS
from portbook.model.kinds import Kind

_RECORDS: tuple[Kind, ...] = (
    *DATABASES, *STORES, *CACHES_AND_QUEUES, *SEARCH, *FRONTENDS, *BACKENDS, *PLATFORMS, *PROXIES,
    *OBSERVABILITY, *AI, *AUTOMATION, *TOOLS, *INFRASTRUCTURE, *BLOCKCHAIN,
)

KINDS: tuple[Kind, ...] = tuple(
    kind if kind.container_port else replace(kind, container_port=kind.port) for kind in _RECORDS
)

CATALOGUE: dict[str, Kind] = {kind.name: kind for kind in KINDS}

ALIASES: dict[str, str] = {alias: kind.name for kind in KINDS for alias in kind.aliases}
"""Other names for the same thing."""

_REPACKAGERS = frozenset({"bitnami", "bitnamilegacy", "bitnamisecure", "rapidfort"})
"""Owners who repackage many programs under those programs' own names."""


def _path(image: str) -> str:
    """What tells an image from others: in lower case as the grammar has it, without tag, digest
    and registry, which is a first part with a dot, a port, or `localhost`."""
    name = image.strip().partition("@")[0]
    head, slash, last = name.rpartition("/")
    name = f"{head}{slash}{last.partition(':')[0]}".lower()
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        name = rest
    return name.removeprefix("library/")


def _by_image() -> dict[str, str]:
    """Path of an image to its kind; a kind's own image wins."""
    others = {
        _path(image): kind.name for kind in KINDS for image in (*kind.images, *kind.started_alike)
    }
    return others | {_path(kind.image): kind.name for kind in KINDS if kind.image}


_BY_IMAGE = _by_image()


def kind_of_image(image: str) -> str | None:
    """The kind's name for a reference such as `postgres:15`; None where the image is not known.

    Registry, tag and digest do not matter. An unknown owner's image is not guessed at by its last
    word: `acme/express` may be anything.
    """
    path = _path(image)
    if path in _BY_IMAGE:
        return _BY_IMAGE[path]
    owner, _, name = path.partition("/")
    name = ALIASES.get(name, name)
    return name if owner in _REPACKAGERS and name in CATALOGUE else None


def starts_as(image: str, kind: Kind) -> bool:
    """Whether what the kind says of starting its image is true of this one.

    A kind that names no image speaks of all that its services run.
    """
    known = (kind.image, *kind.started_alike) if kind.image else ()
    return not known or _path(image) in {_path(each) for each in known if each}
