"""Which of two files is believed: what runs goes before what documents say."""

from __future__ import annotations

import re

DOCUMENT = 5
"""The rank of texts for people."""

_COMPOSE = re.compile(r"(docker-)?compose\b.*\.ya?ml|.*\bcompose.*\.ya?ml")
_EXAMPLE = re.compile(r"(example|sample|template|dist|defaults?)\b")
_LISTS = re.compile(r"ports?\.(ya?ml|json|toml)")


def rank(path: str) -> int:
    """0 for the file that is believed first, up to DOCUMENT.

    A compose file publishes the port itself, .env fills it in, configuration files open it;
    examples, lists and documents only tell of it.
    """
    name = path.replace("\\", "/").rpartition("/")[2].casefold()
    if is_compose(path):
        return 0
    if name == ".env" or ".env" in name or name.endswith(".env"):
        return 3 if _EXAMPLE.search(name) else 1
    if name.endswith((".md", ".markdown", ".mdx", ".txt", ".rst", ".adoc")):
        return DOCUMENT
    return 4 if _LISTS.fullmatch(name) else 2


def is_compose(path: str) -> bool:
    name = path.replace("\\", "/").rpartition("/")[2].casefold()
    return _COMPOSE.fullmatch(name) is not None


def where(path: str, line: int) -> str:
    """A place as diagnostics print it."""
    return f"{path}:{line}"
