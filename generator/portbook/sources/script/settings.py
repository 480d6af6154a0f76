"""Tokens of a configuration to its settings: a path of keys, and the tokens of the value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from portbook.sources.script.tokens import Token, tokens

__all__ = ["Setting", "constants", "settings"]

LONGEST_VALUE = 60
DEEPEST = 200


@dataclass(slots=True)
class Setting:
    """`path` are the keys from the outermost object literal inwards; `value` the first tokens of
    what stands behind the colon, as far as they are no object."""

    path: tuple[str, ...]
    start: int
    value: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """An open bracket; `key` is what it is the value of, `setting` the one being read in it."""

    bracket: str
    key: str | None
    setting: Setting | None = None


def settings(text: str) -> Iterator[Setting]:
    """Every `key: value` of every object literal, when its value has ended."""
    levels = [_Level("", None)]
    before: Token | None = None
    for token in tokens(text):
        level = levels[-1]
        mark = token.value if token.sort == "mark" else ""
        if mark in ("{", "[", "("):
            if len(levels) > DEEPEST:
                return
            _open(levels, token)
        elif mark in ("}", "]", ")"):
            if level.setting:
                yield level.setting
            if len(levels) > 1:
                inner = levels.pop()
                _carry(inner, levels[-1], token)
        elif mark in (",", ";") and level.bracket != "(":
            if level.setting:
                yield level.setting
            level.setting = None
        elif mark == ":" and level.bracket == "{" and level.setting is None:
            level.setting = _begin(levels, before)
        else:
            _take(levels, token)
        before = token


def _begin(levels: list[_Level], key: Token | None) -> Setting | None:
    if key is None or key.sort == "mark":
        return None
    return Setting((*_path(levels), key.value), key.start)


def _open(levels: list[_Level], token: Token) -> None:
    setting = levels[-1].setting
    if token.value == "(" and setting:
        setting.value.append(token)
    levels.append(_Level(token.value, setting.path[-1] if setting else None))


def _take(levels: list[_Level], token: Token) -> None:
    """Tokens inside round brackets belong to the value around them: `Number(env.PORT ?? 3000)`."""
    for level in reversed(levels):
        if level.setting is not None:
            if len(level.setting.value) < LONGEST_VALUE:
                level.setting.value.append(token)
            return
        if level.bracket != "(":
            return


def _carry(inner: _Level, outer: _Level, token: Token) -> None:
    if inner.bracket == "(" and outer.setting and len(outer.setting.value) < LONGEST_VALUE:
        outer.setting.value.append(token)


def _path(levels: list[_Level]) -> list[str]:
    return [level.key for level in levels if level.key is not None]


def constants(text: str) -> dict[str, Token]:
    """`const PORT = 3000` and the like: names to the number or text that they are given."""
    found: dict[str, Token] = {}
    recent: list[Token] = []
    for token in tokens(text):
        recent = [*recent[-2:], token]
        assigned = len(recent) == 3 and recent[1].value == "=" and recent[0].sort == "name"
        if assigned and token.sort in ("number", "text"):
            found.setdefault(recent[0].value, token)
    return found
