"""Makes free text visible, and where asked, fit for one line."""

from __future__ import annotations

import re

# What str.splitlines and at least one of our readers take for the end of a line.
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANK = re.compile("[\t\x0b\x0c]")
# Controls, lone surrogates (no UTF-8 file can hold them), and what has no width: joiners, direction
# marks (CVE-2021-42574) and the tag characters that hide text from people but not from programs.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_RUNS = re.compile(r"\s+")


def visible(text: str) -> str:
    r"""The text without controls, direction marks and zero-width characters.

    Every sort of line end becomes ``\n`` and a tab a space; nothing else is changed.
    """
    if text.isascii() and text.isprintable():
        return text
    return INVISIBLE.sub("", _BLANK.sub(" ", _LINE_END.sub("\n", text)))


def one_line(text: str) -> str:
    """The visible text with every run of white space, line ends included, as one space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _RUNS.sub(" ", visible(text)).strip()


def hash_comment(text: str) -> str:
    """A whole comment line without its line end, for languages whose comments begin with ``#``.

    A backslash at the end goes: make and systemd would take the next line for more comment.
    """
    return f"# {one_line(text)}".rstrip(" \\")
