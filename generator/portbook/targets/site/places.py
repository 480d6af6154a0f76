"""Where the pages are: their addresses below the site's top, and the way from one to another.

An address ends in a slash and stays the same from build to build: it is made of names and numbers
of the map alone.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from portbook.model.portmap import Range

__all__ = [
    "ALL",
    "CHANGES",
    "FINDINGS",
    "HOME",
    "HOSTS",
    "MATRIX",
    "PORTS",
    "RANGES",
    "anchor_of",
    "document",
    "file_url",
    "host_url",
    "port_url",
    "project_url",
    "range_url",
    "root",
]

HOME = ""
ALL = "all/"
HOSTS = "hosts/"
MATRIX = "matrix/"
RANGES = "ranges/"
PORTS = "port/"
CHANGES = "changes/"
FINDINGS = "findings/"

SERVED_AS_TEXT = frozenset((".conf", ".json", ".txt", ".yaml", ".yml"))


def host_url(name: str) -> str:
    return f"host/{name}/"


def project_url(name: str) -> str:
    return f"project/{name}/"


def port_url(number: int, *, pages: bool) -> str:
    """`pages` is whether every number has a page, else one page takes it from the address."""
    return f"{PORTS}{number}/" if pages else f"{PORTS}#{number}"


def range_url(each: Range, *, pages: bool) -> str:
    """As for ports; a project's range stands below the project's name."""
    if not pages:
        scope = f"{each.project}--" if each.project else ""
        return f"{RANGES}#{scope}{each.name}"
    scope = f"{each.project}/" if each.project else ""
    return f"range/{scope}{each.name}/"


def anchor_of(service: str) -> str:
    """Where a service stands on its project's page."""
    return f"svc-{service}"


def file_url(project: str, path: str) -> str:
    """A file of the project's, published under a name that no builder hides or renders.

    MkDocs leaves out what begins with a dot and makes a page of `.md`; servers hand `.txt` out
    as text.
    """
    parts = [f"dot{part}" if part.startswith(".") else part for part in path.split("/")]
    whole = "/".join(parts)
    suffix = "" if PurePosixPath(whole).suffix in SERVED_AS_TEXT else ".txt"
    return f"{project_url(project)}files/{whole}{suffix}"


def document(url: str) -> str:
    """The path of a page's Markdown: in the folder of its address.

    Zensical takes a raw block's links to be relative to that file, browsers and MkDocs to the
    address: so the two are the same place.
    """
    return f"{url}index.md"


def root(url: str) -> str:
    """The way from a page to the site's top, to be put before any address."""
    return "../" * url.count("/")
