"""Where the pages are, and what each begins with.

An address ends in a slash and stays the same from build to build: it is made of names and numbers
of the map alone. A page is front matter that builders read, and a template's text below it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from portbook.targets.context import Context
from portbook.text.quoting.lines import one_line

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


def flows_url(project: str) -> str:
    return f"{project_url(project)}flows/"


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


def root(url: str) -> str:
    """The way from a page to the site's top, to be put before any address."""
    return "../" * url.count("/")


# Material prints a page's title inside <title> after undoing its entities.
_MARKUP = re.compile(r"[<>&]+")


def notice_of(context: Context) -> str:
    """What made the file, in one line without comment marks."""
    source = one_line(context.source)
    return f"Generated from {source} by 'portbook site': edit {source} instead."


def plain_title(title: str) -> str:
    """A title for front matter and settings, which themes print without escaping it.

    A site's name stands in attributes as well, so quotes become those of print.
    """
    plain = _MARKUP.sub(" ", title).replace('"', "”").replace("'", "’")
    return one_line(plain) or "untitled"
