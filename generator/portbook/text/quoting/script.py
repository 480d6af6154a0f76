"""Strings and comments of JavaScript, TypeScript and Python, and the words of a shell.

JSON's strings are all three languages' strings (ECMA-262 since 2019, "JSON superset"; Python's
lexical analysis), as long as nothing outside the BMP is escaped: Python does not join the pairs.
"""

from __future__ import annotations

import json
import shlex

from portbook.text.quoting.lines import INVISIBLE, one_line


def script_string(text: str) -> str:
    """A string of JavaScript, TypeScript or JSON."""
    return shown(json.dumps(text, ensure_ascii=False))


def shown(text: str) -> str:
    """JSON in which what a reviewer could not see, direction marks among it, stands as escapes
    (CVE-2021-42574); RFC 8259, 7 joins the pairs that are beyond the BMP."""
    return text if text.isascii() else INVISIBLE.sub(lambda it: json.dumps(it[0])[1:-1], text)


def python_string(text: str) -> str:
    """A string of Python; never `repr`, whose quotes change with the text."""
    text = json.dumps(text, ensure_ascii=False)
    return INVISIBLE.sub(lambda it: ascii(it[0])[1:-1], text)


def script_comment(text: str) -> str:
    """A whole comment line without its line end, for languages whose comments begin with `//`."""
    return f"// {one_line(text)}"


shell_word = shlex.quote
"""One word that any POSIX shell reads as the value; no spelling lets one hold U+0000."""


def cd(folder: str) -> str:
    """The command that enters a folder below; `cd -x` is an option, `cd -` the last folder."""
    return f"cd {shell_word(f'./{folder}' if folder.startswith('-') else folder)}"
