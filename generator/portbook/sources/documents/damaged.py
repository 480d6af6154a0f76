"""Mends letters that were read in the wrong encoding."""

from __future__ import annotations

import re

from portbook.sources.found import Repair

# UTF-8 read as Windows-1252 turns one letter into two or three, read as Mac Roman into three or
# four: such runs hardly occur in any language, so a run that decodes back to a letter was one.
_LEADS = re.compile(
    "[\u00c2-\u00f4\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u0192\u201a\u201e\u2020\u2021\u2026\u2030\u221a\u2013\uf8ff\u00ac\u0131\u02c6\u02dc][\u0080-\u00ff\u0152-\u0192\u02c6-\u02dd\u2013-\u2265\u25ca\uf8ff\ufb01\ufb02\u03a9\u03c0\u0131]"
)
_RUN = re.compile(r"[^\x00-\x7f]{3,}")


def repair(text: str, path: str) -> tuple[str, list[Repair]]:
    """The text with damaged lines mended; every other line is the same, byte for byte."""
    if not _LEADS.search(text):
        return text, []
    lines = text.split("\n")
    repairs: list[Repair] = []
    for at, line in enumerate(lines):
        if line.isascii() or not _LEADS.search(line):
            continue
        mended = _mend(line)
        if mended != line:
            lines[at] = mended
            repairs.append(Repair(path, at + 1, line.strip(), mended.strip()))
    return ("\n".join(lines), repairs) if repairs else (text, [])


def _mend(line: str) -> str:
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    line = _RUN.sub(_mac_roman, line)
    return fix_encoding(line) if is_bad(line) else line


def _mac_roman(run: re.Match[str]) -> str:
    """A run of Mac Roman letters that is exactly UTF-8 of one or more letters of three bytes."""
    try:
        mended = run[0].encode("mac_roman").decode("utf-8")
    except UnicodeError:
        return run[0]
    certain = any(ord(letter) > 0x7FF for letter in mended) and mended.isprintable()
    return mended if certain or "\ufe0f" in mended else run[0]
