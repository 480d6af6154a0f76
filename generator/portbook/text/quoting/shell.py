"""Words of a POSIX shell's command line."""

from __future__ import annotations

import re

_SAFE = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")


def shell_word(value: str) -> str:
    """One word that any POSIX shell reads as the value; the spelling of `shlex.quote`.

    No spelling lets an argument hold U+0000.
    """
    if _SAFE.fullmatch(value):
        return value
    return "'" + value.replace("'", "'\"'\"'") + "'"
