"""Words counts, long lists and similar names for sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from os.path import commonprefix
from typing import Any


def row(value: object, names: str) -> dict[str, Any]:
    """The attributes that `names` lists, with blanks between, as a row for programs."""
    return {name: getattr(value, name) for name in names.split()}


def counted(number: int, noun: str) -> str:
    """`1 port`, `1,200 ports`: for nouns that take an s."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def few(names: Collection[str], most: int = 12) -> str:
    """The first `most` names; of more, the rest is counted."""
    listed = ", ".join(list(names)[:most])
    return f"{listed} and {len(names) - most} more" if len(names) > most else listed


LONGEST = 60
"""Names beyond this are nobody's slip of the pen, and comparing them takes long."""


MANY = 200
"""Known names beyond which a slip is looked up in an index instead of being compared with each."""


def closest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that was probably meant; `cutoff` is how alike it must be, from 0 to 1.

    Of many names only those are found that a slip or two leads to: a letter more, less or other.
    """
    if isinstance(known, Collection) and len(known) > MANY and len(name) <= LONGEST:
        likely = _index(known).get(_plain(name))
        known = sorted(likely, key=lambda each: -_ends_alike(_plain(each), _plain(name)))[:1]
    return next(iter(nearest(name, known, 1, cutoff)), None)


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """The hint at the known name that was probably meant."""
    near = closest(name, known)
    return f"did you mean '{near}'?" if near else None


class _Index:
    """Names by what is left of them without one letter (the idea of SymSpell)."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = known  # kept, so that no other collection takes its identity
        self.names: dict[str, list[str]] = {}
        for name in known:
            for each in _shortened(_plain(name)) if len(name) <= LONGEST else ():
                self.names.setdefault(each, []).append(name)

    def get(self, plain: str) -> list[str]:
        found = (name for each in _shortened(plain) for name in self.names.get(each, ())[:MANY])
        return list(dict.fromkeys(islice(found, MANY)))


_INDEXES: dict[object, tuple[int, _Index]] = {}


def _index(known: Collection[str]) -> _Index:
    """The index of a collection; a mapping that has grown since is indexed anew."""
    key: object = id(known) if isinstance(known, dict) else tuple(known)
    size, found = _INDEXES.get(key, (0, None))
    if found is None or size != len(known):
        if len(_INDEXES) >= 16:
            _INDEXES.clear()
        found = _Index(known)
        _INDEXES[key] = len(known), found
    return found


def _ends_alike(one: str, other: str) -> int:
    """How many letters two names have in common at their beginnings and their ends."""
    front = len(commonprefix((one, other)))  # noqa: RUF071 - letters are meant, here and below
    return front + len(commonprefix((one[front:][::-1], other[front:][::-1])))  # noqa: RUF071


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def _shortened(plain: str) -> Iterator[str]:
    yield plain
    yield from (plain[:at] + plain[at + 1 :] for at in range(len(plain)))


def nearest(name: str, known: Iterable[str], count: int, cutoff: float = 0.0) -> list[str]:
    """Up to `count` known names, the most alike first; case, `-` and `_` make no difference."""
    if len(name) > LONGEST:
        return []
    import difflib

    plain = {_plain(each): each for each in reversed(list(known))}
    wanted = _plain(name)
    return [plain[each] for each in difflib.get_close_matches(wanted, plain, count, cutoff)]
