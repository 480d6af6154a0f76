"""Words of an HAProxy configuration.

https://docs.haproxy.org/2.6/configuration.html#2.2 (quoting) and #8.2.6 (where `%` begins a
variable, it is doubled).
"""

from __future__ import annotations

import re

_VALUE = re.compile(r"[^\x00-\x1f\x7f]*")


def haproxy_value(text: str) -> str:
    """Any text as one quoted word of a format string, such as a header's value.

    ValueError for control characters.
    """
    if not _VALUE.fullmatch(text):
        raise ValueError(f"{text!r} has a control character")
    return '"' + re.sub(r'([\\"$])', r"\\\1", text).replace("%", "%%") + '"'
