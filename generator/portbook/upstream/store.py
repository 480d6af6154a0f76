"""Where the pinned texts lie: in `.portbook/sources/` beside the map, or in this user's cache.

Reads alone. A text is taken only if its digest is the pinned one, so that neither place has to be
trusted.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from portbook.text.source import LARGEST, Source, UnreadableSource, decode, nowhere
from portbook.upstream.lock import LOCK_NAME, BadLock, Pin, parse_lock

VENDOR = Path(".portbook", "sources")


def cached(sha256: str) -> Path:
    """Where the cache keeps a text, by its digest (XDG Base Directory Specification)."""
    # Path.expanduser raises where there is no home; then a folder of this name is as good.
    home = os.path.expanduser("~")  # noqa: PTH111
    given = os.environ.get("XDG_CACHE_HOME", "")
    top = Path(given) if Path(given).is_absolute() else Path(home, ".cache")
    return top / "portbook" / "sources" / sha256[:2] / f"{sha256}.yaml"


def vendored(base: Path, name: str) -> Path:
    return base / VENDOR / f"{name}.yaml"


def read_lock(base: Path) -> dict[str, Pin]:
    """The pins beside a map, none without a lock; UnreadableSource where it is none."""
    path = base / LOCK_NAME
    if not path.exists():
        return {}
    source = Source.load(path, LOCK_NAME)
    try:
        return parse_lock(source.text)
    except BadLock as failure:
        place = source.place(source.offset(failure.line, 1))
        raise UnreadableSource(failure.message, place, "'portbook update' writes it") from None


def pinned_source(base: Path, pin: Pin) -> Source:
    """A source's text as it is pinned; UnreadableSource where it is nowhere on this machine."""
    name = f"{pin.name}:{pin.path}"
    wrong = None
    for path in (vendored(base, pin.name), cached(pin.sha256)):
        data = _read(path)
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


def _read(path: Path) -> bytes | None:
    """The bytes of a regular file of a map's size; None for anything else."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
            return None
        return path.read_bytes()
    except OSError:
        return None
