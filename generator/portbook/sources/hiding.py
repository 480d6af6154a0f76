"""Other people's text to text that may be shown: what is secret in it is found and hidden.

By names, as nothing else can tell a password from a word: a line may still hold one that no name
or form gives away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.sources.secrets import is_secret
from portbook.text.source import Source

__all__ = ["HIDDEN", "masked", "secret_spans", "without_secrets"]

HIDDEN = "***"
LONGEST = 4_000
"""Characters that are looked through; what is shown of a line is shorter."""
_PIECE = re.compile(r"[^\n]{1,4000}")
"""As much of a line as is looked through in one go."""

_TELLING = re.compile(
    r"pass|pwd|secret|token|key|credential|salt|private|dsn|@|basic|bearer|auth|sk[_-]|gh[pousr]_|"
    r"xox|akia|contrase|mdp|mot de|senha|парол|密|パス|비밀|-u ",
    re.IGNORECASE,
)
_VALUE = r"(?P<value>\$?\{[^}\n]*\}|\"[^\"\n]*\"|'[^'\n]*'|[^\s,;}&|`\"']+)"
_VALUES = re.compile(_VALUE)
_NAME = re.compile(
    r"(?P<name>[A-Za-z][\w.-]{0,80})[\"'`*]{0,4}[^\S\n]{0,3}(?P<sign>[=:])[^\S\n]{0,3}`?|"
    r"(?<!\S)--?(?P<option>[A-Za-z][\w-]{0,60})[^\S\n]{1,3}"
)
_WORD = re.compile(
    r"(?P<head>(?:passwor[dt]|contraseña|mot de passe|mdp|senha|пароль|密码|密碼|"
    r"パスワード|비밀번호)"
    r"[\"'`*]{0,4}[^\S\n]{0,3}(?:[=:：]|is|ist|est|es)[^\S\n]{0,3}`?)" + _VALUE,
    re.IGNORECASE,
)
_LOGIN = re.compile(r"(?P<head>(?<!\S)(?:-u|--user)[\s=][^\s:]{1,80}:)(?P<value>\S+)")
_ADDRESS = re.compile(r"(?P<head>://[^\s/:@'\"]{0,200}:)(?P<value>[^\s/@'\"]{1,500})(?=@)")
_DSN = re.compile(r"(?P<head>://|[a-z]+:)(?P<value>[^\s/:@'\"]{1,500})(?=@(?:tcp|unix)\()")
_HEADER = re.compile(r"(?P<head>\b(?:Basic|Bearer)\s)(?P<value>[\w+/=.:~-]{6,})", re.IGNORECASE)
_KEYS = re.compile(
    r"(?P<head>)(?P<value>\b(?:sk[_-]|rk_|gh[pousr]_|xox[abprs]-|AKIA)[A-Za-z0-9_-]{8,})"
)
"""How the keys of Stripe, OpenAI, GitHub, Slack and AWS begin."""

_REFERENCE = re.compile(r"\$\w+|\$?\{[\w./]+(?::?\?[^}]*)?\}?")
"""A value that only says where the secret comes from."""


def without_secrets(text: str) -> str:
    """The text with `***` for values of secret names, passwords in addresses, and known keys."""
    text = text[:LONGEST]
    found, done = [], 0
    for start, end in secret_spans(text):
        found += [text[done:start], HIDDEN]
        done = end
    return "".join(found) + text[done:]


def masked(source: Source) -> Source:
    """The same text with an asterisk for each character of a secret, all others at their place.

    A finding prints the line it is on, and may end in the log of a public build.
    """
    found, done = [], 0
    for match in _PIECE.finditer(source.text):
        for start, end in secret_spans(match[0]):
            found += [source.text[done : match.start() + start], "*" * (end - start)]
            done = match.start() + end
    text = "".join(found) + source.text[done:]
    return Source(source.name, text, source.path) if done else source


def secret_spans(text: str) -> list[tuple[int, int]]:
    """Where secrets stand in a text, in order and apart from each other."""
    if not _TELLING.search(text):
        return []
    spans = [
        match.span("value")
        for pattern in (_ADDRESS, _DSN, _LOGIN, _HEADER, _KEYS, _WORD)
        for match in pattern.finditer(text)
    ]
    found: list[tuple[int, int]] = []
    for start, end in sorted([*spans, *_assigned(text)]):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _assigned(text: str) -> Iterator[tuple[int, int]]:
    """The values of secret names; a short number behind a colon is rather a port."""
    done = 0
    for name in _NAME.finditer(text):
        value = _VALUES.match(text, name.end())
        if value is None or name.start() < done:
            continue
        told = (name["name"] or name["option"]).replace("-", "_").replace(".", "_")
        number = name["sign"] == ":" and value[0].isdecimal() and len(value[0]) <= 5
        if is_secret(told) and not number and not _REFERENCE.fullmatch(value[0]):
            yield value.span()
            done = value.end()
