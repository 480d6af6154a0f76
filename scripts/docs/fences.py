"""A hook for MkDocs: what the guide's fences say to its tests, as what Material says to readers.

GitHub reads the first word behind a fence and leaves the rest; pymdownx.superfences takes a fence
whose further words it does not know for text
(https://facelessuser.github.io/pymdown-extensions/extensions/superfences/).
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["on_page_markdown"]

FENCE = re.compile(r"^```(?P<language>\w+) (?P<words>\S.*)$", re.MULTILINE)
FILE = re.compile(r"file=(\S+)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """`file=NAME` becomes the title of the code; other words are for tests alone."""
    return FENCE.sub(_readable, markdown)


def _readable(fence: re.Match[str]) -> str:
    named = FILE.search(fence["words"])
    title = f' title="{named[1]}"' if named else ""
    return f"```{fence['language']}{title}"
