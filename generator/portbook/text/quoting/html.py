"""Values inside generated HTML that stands in a Markdown page as a raw block.

A raw block ends for some readers at a blank line, some builders expand `{{`, and a fence of
backticks at the start of a line is taken for code everywhere: none of the three is ever part of a
value's spelling.
"""

from __future__ import annotations

import re

from portbook.text.quoting.lines import one_line, visible

__all__ = ["Html", "html_code", "html_lines", "html_text", "web_url"]

_PLAIN = re.compile(r"[A-Za-z0-9(),.;!?%+=/_:@#*-]+(?: [A-Za-z0-9(),.;!?%+=/_:@#*-]+)*")
_SPECIAL = re.compile(r"[&<>\"'{}`~]")
_WEB = re.compile(r"(?i:https?)://[^\s/?#\\]+[^\s\\]*")


class Html(str):
    """HTML that is finished: templates that escape what they print leave it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def html_text(value: str) -> str:
    """The visible text on one line, right between tags and inside quoted attributes alike."""
    if _PLAIN.fullmatch(value):
        return value
    return _SPECIAL.sub(_entity, one_line(value))


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def html_code(value: str) -> str:
    text = html_text(value)
    return f"<code>{text}</code>" if text else ""


def html_lines(text: str) -> str:
    """A file's text for ``pre``, its line ends as references: a raw block has no blank line."""
    return _SPECIAL.sub(_entity, visible(text.expandtabs(4))).rstrip("\n").replace("\n", "&#10;")


def web_url(url: str) -> bool:
    """Whether a browser opens it as a page and as nothing else, such as ``javascript:``."""
    return _WEB.fullmatch(url) is not None
