"""Headings whose anchors do not collide, on GitHub and in Python-Markdown alike.

The two number a second heading of one name differently (`notes-1`, `notes_1`), so there is none.
"""

from __future__ import annotations

from portbook.text.quoting.lines import one_line
from portbook.text.quoting.markdown import markdown_text, slug

__all__ = ["FIXED", "Headings"]

FIXED = frozenset(
    (
        "alternative-ports",
        "availability",
        "changing-a-port",
        "compose",
        "cors",
        "database-logins",
        "environments",
        "environment-variables",
        "freeing-a-port",
        "health-checks",
        "in-docker",
        "notes",
        "on-linux",
        "on-macos",
        "on-windows",
        "other-projects",
        "paths-behind-a-port",
        "pinned-ports-and-rules",
        "port-changes",
        "ports",
        "ranges",
        "related-documents",
        "reverse-proxy",
        "secrets",
        "starting",
        "stopping",
        "usual-culprits",
        "where-the-numbers-are-set",
    )
)
"""Anchors of the shipped template's own headings."""


class Headings:
    """Gives each title of the map's a heading of its own within one document.

    `fixed` are the anchors of the template's own headings.
    """

    def __init__(self, fixed: frozenset[str] = FIXED) -> None:
        self._fixed = fixed
        self._taken: set[str] = set()

    def heading(self, title: str) -> str:
        """The title as it is, quoted; with a number behind where its anchor is taken."""
        text, number = one_line(title), 1
        base = anchor = slug(text)
        while anchor in self._fixed or anchor in self._taken:
            number += 1
            anchor = f"{base}-{number}"
        self._taken.add(anchor)
        return markdown_text(text if number == 1 else f"{text} {number}")
