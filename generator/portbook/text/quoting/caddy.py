"""Words of a Caddyfile that are not also nginx's.

https://caddyserver.com/docs/caddyfile/concepts#tokens-and-quotes
"""

from __future__ import annotations

import re

_VALUE = re.compile(r"(?!.*\{\$)[^\x00-\x1f\x7f]*")


def caddy_value(text: str) -> str:
    """Any text as one quoted word, such as a header's value.

    Between backquotes everything stands for itself; between double quotes only a quote is escaped,
    so that no text may hold a backquote and a backslash as well. A brace begins a placeholder
    unless a backslash is before it. ValueError for such texts, for control characters, and for
    `{$`, which Caddy fills in whatever stands before it.
    """
    if not _VALUE.fullmatch(text):
        raise ValueError(f"{text!r} is not a text without {{$ and control characters")
    escaped = re.sub(r"[{}]", r"\\\g<0>", text)
    if "`" not in text:
        return f"`{escaped}`"
    if "\\" in text:
        raise ValueError(f"{text!r} has a backquote and a backslash, which Caddy cannot take")
    return '"' + escaped.replace('"', '\\"') + '"'
