"""ports.lock: which text of each source the map is made with, a line a source.

`NAME URL REV COMMIT PATH BLOB sha256:HEX`, sorted by name, no part with a blank in it. What a line
may hold is checked as strictly as what a person writes: the file comes from a repository too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

LOCK_NAME = "ports.lock"
FORM = "NAME URL REV COMMIT PATH BLOB sha256:HEX"
MARKERS = ("<<<<<<<", "=======", ">>>>>>>")

_NAME = re.compile(r"[a-z][a-z0-9-]*").fullmatch
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}").fullmatch
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}").fullmatch
_REV = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+-]*").fullmatch
_PATH = re.compile(r"[A-Za-z0-9._@+-][A-Za-z0-9._@+/-]*").fullmatch
_URL = re.compile(
    r"(?:(?P<scheme>https|ssh|file)://(?:(?P<user>[^/@\s]*)@)?(?P<host>[^/@\s-][^/@\s]*)?/[^\s]*"
    r"|(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*:[^\s:/-][^\s]*)"
).fullmatch


class BadLock(Exception):
    """A line that is none; `line` is its 1-based number."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Pin(NamedTuple):
    """`commit` and `blob` are Git's object names, `sha256` the digest of the text, in hex."""

    name: str
    url: str
    rev: str
    commit: str
    path: str
    blob: str
    sha256: str

    @property
    def line(self) -> str:
        return " ".join((*self[:6], f"sha256:{self.sha256}"))


def parse_lock(text: str) -> dict[str, Pin]:
    """Pins by name; raises BadLock at the first line that is not one."""
    pins: dict[str, Pin] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(MARKERS):
            raise BadLock("conflict markers of a merge stand in it", number)
        parts = line.split(" ")
        if len(parts) != 7 or not _fits(parts):
            raise BadLock(
                "this is no line of a lock: NAME URL REV COMMIT PATH BLOB sha256:HEX", number
            )
        name, url, rev, commit, path, blob, digest = parts
        pin = Pin(name, url, rev, commit, path, blob, digest.removeprefix("sha256:"))
        if pin.name in pins:
            raise BadLock(f"'{pin.name}' has two lines", number)
        pins[pin.name] = pin
    return pins


def _fits(parts: list[str]) -> bool:
    name, url, rev, commit, path, blob, digest = parts
    hashes = _HASH(commit) and _HASH(blob) and _DIGEST(digest)
    faults = (address_fault(url), rev_fault(rev), path_fault(path))
    return bool(_NAME(name) and hashes) and not any(faults)


def lock_text(pins: Iterable[Pin]) -> str:
    return "".join(f"{pin.line}\n" for pin in sorted(pins))


def address_fault(url: str) -> str | None:
    """Why Git must not be given an address; None where it may be.

    https, ssh and file alone: a helper such as `ext::` runs what the address says. Git takes a
    leading `-` for an option (CVE-2017-1000117), ssh takes one in a host's place.
    """
    if url.startswith("-") or "::" in url:
        return "is no address: it would be taken for a command"
    match = _URL(url)
    if match is None:
        return "is no address of a repository: https://, ssh://, file:// or user@host:path"
    user = match["user"] or ""
    if ":" in user or (user and match["scheme"] != "ssh"):
        return "holds credentials: Git's own helpers keep them"
    if user.startswith("-"):
        return "is no address: it would be taken for a command"
    return None


def rev_fault(rev: str) -> str | None:
    if _REV(rev) is None or ".." in rev or rev.endswith((".lock", "/", ".")):
        return "is no branch, tag or commit"
    return None


def path_fault(path: str) -> str | None:
    if _PATH(path) is None or path.startswith("-") or {"", ".", ".."} & {*path.split("/")}:
        return "is no path inside a repository"
    return None


def merged_lock(base: str, ours: str, theirs: str) -> str | None:
    """Three locks joined line by line of their sources; None where both changed one of them."""
    was, one, other = (parse_lock(text) for text in (base, ours, theirs))
    found: dict[str, Pin] = {}
    for name in {*one, *other}:
        pin = _joined(name, was, one, other)
        if pin is _BOTH:
            return None
        if isinstance(pin, Pin):
            found[name] = pin
    return lock_text(found.values())


_BOTH = object()


def _joined(
    name: str, was: Mapping[str, Pin], one: Mapping[str, Pin], other: Mapping[str, Pin]
) -> object:
    mine, theirs = one.get(name), other.get(name)
    if mine == theirs or theirs == was.get(name):
        return mine
    return theirs if mine == was.get(name) else _BOTH
