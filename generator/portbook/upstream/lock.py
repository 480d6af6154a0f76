"""ports.lock: which text of each source the map is made with, a line a source.

`NAME URL REV COMMIT PATH BLOB sha256:HEX`, sorted by name, no part with a blank in it. What a line
may hold is checked as strictly as what a person writes: the file comes from a repository too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from portbook.text.lazily import lazily
from portbook.text.source import Source, UnreadableSource, decode, nowhere, regular_bytes

LOCK_NAME = "ports.lock"
FORM = "NAME URL REV COMMIT PATH BLOB sha256:HEX"
MARKERS = ("<<<<<<<", "=======", ">>>>>>>")

_NAME = lazily(r"[a-z][a-z0-9-]*")
_HASH = lazily(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST = lazily(r"[0-9a-f]{64}")
_REV = lazily(r"[A-Za-z0-9_][A-Za-z0-9._/+-]*")
_PATH = lazily(r"[A-Za-z0-9._@+-][A-Za-z0-9._@+/-]*")
_URL = lazily(
    r"(?:(?P<scheme>https|ssh|file)://(?:(?P<user>[^/@\s]*)@)?(?P<host>[^/@\s-][^/@\s]*)?/[^\s]*"
    r"|(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*:[^\s:/-][^\s]*)"
)


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
        digest = parts[-1].removeprefix("sha256:")
        pin = Pin._make([*parts[:6], digest]) if len(parts) == 7 else None
        if pin is None or not _is_sound(pin) or pin.line != line:
            raise BadLock(f"this is no line of a lock: {FORM}", number)
        if pin.name in pins:
            raise BadLock(f"'{pin.name}' has two lines", number)
        pins[pin.name] = pin
    return pins


def _is_sound(pin: Pin) -> bool:
    forms = ((_NAME, pin.name), (_HASH, pin.commit), (_HASH, pin.blob), (_DIGEST, pin.sha256))
    faults = (address_fault(pin.url), rev_fault(pin.rev), path_fault(pin.path))
    return all(form.fullmatch(text) for form, text in forms) and not any(faults)


def lock_text(pins: Iterable[Pin]) -> str:
    return "".join(f"{pin.line}\n" for pin in sorted(pins))


def address_fault(url: str) -> str | None:
    """Why Git must not be given an address; None where it may be.

    https, ssh and file alone: a helper such as `ext::` runs what the address says. Git takes a
    leading `-` for an option (CVE-2017-1000117), ssh takes one in a host's place.
    """
    if url.startswith("-") or "::" in url:
        return "is no address: it would be taken for a command"
    match = _URL.fullmatch(url)
    if match is None:
        return "is no address of a repository: https://, ssh://, file:// or user@host:path"
    user = match["user"] or ""
    if ":" in user or (user and match["scheme"] != "ssh"):
        return "holds credentials: Git's own helpers keep them"
    if user.startswith("-"):
        return "is no address: it would be taken for a command"
    return None


def rev_fault(rev: str) -> str | None:
    if _REV.fullmatch(rev) is None or ".." in rev or rev.endswith((".lock", "/", ".")):
        return "is no branch, tag or commit"
    return None


def path_fault(path: str) -> str | None:
    if (
        _PATH.fullmatch(path) is None
        or path.startswith("-")
        or {"", ".", ".."} & {*path.split("/")}
    ):
        return "is no path inside a repository"
    return None


def merged_lock(base: str, ours: str, theirs: str) -> str | None:
    """Three locks joined line by line of their sources; None where both changed one of them."""
    was, one, other = (parse_lock(text) for text in (base, ours, theirs))
    found: dict[str, Pin] = {}
    for name in {*one, *other}:
        mine, yours, before = one.get(name), other.get(name), was.get(name)
        if mine != yours and before not in (mine, yours):
            return None
        pin = yours if mine == before else mine
        if pin is not None:
            found[name] = pin
    return lock_text(found.values())


VENDOR = Path(".portbook", "sources")


def cache_folder() -> Path:
    """Where this user's cache is (XDG Base Directory Specification)."""
    # Path.expanduser raises where there is no home; then a folder of this name is as good.
    home = os.path.expanduser("~")  # noqa: PTH111
    given = os.environ.get("XDG_CACHE_HOME", "")
    top = Path(given) if Path(given).is_absolute() else Path(home, ".cache")
    return top / "portbook"


def cached(sha256: str) -> Path:
    """Where the cache keeps a text, by its digest."""
    return cache_folder() / "sources" / sha256[:2] / f"{sha256}.yaml"


def vendored(base: Path, name: str) -> Path:
    return base / VENDOR / f"{name}.yaml"


def read_lock(base: Path) -> dict[str, Pin]:
    """The pins beside a map, none without a lock; UnreadableSource where it is none."""
    path = base / LOCK_NAME
    if not path.is_file():  # nor a pipe, which would be waited for
        return {}
    source = Source.load(path, LOCK_NAME)
    try:
        return parse_lock(source.text)
    except BadLock as failure:
        place = source.place(source.offset(failure.line, 1))
        raise UnreadableSource(failure.message, place, "'portbook update' writes it") from None


def pinned_source(base: Path, pin: Pin) -> Source:
    """A source's text as it is pinned; UnreadableSource where it is nowhere on this machine."""
    import hashlib  # OpenSSL's is slow to load, and only maps with sources need it

    name = f"{pin.name}:{pin.path}"
    wrong = None
    for path in (vendored(base, pin.name), cached(pin.sha256)):
        data = regular_bytes(path)
        if data is not None and hashlib.sha256(data).hexdigest() == pin.sha256:
            source = Source(name, decode(data, name), path)
            source.upstream = pin.name
            return source
        wrong = wrong or (path if data is not None else None)
    hint = "'portbook update --locked' fetches what ports.lock names"
    if wrong is not None:
        message = f"{wrong} is not the text that {LOCK_NAME} names: its digest is another"
        raise UnreadableSource(message, nowhere(name), hint)
    message = f"commit {pin.commit[:12]} of {pin.url} is not on this machine"
    raise UnreadableSource(message, nowhere(name), hint)
