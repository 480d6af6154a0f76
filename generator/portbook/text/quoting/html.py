"""Values inside generated HTML that stands in a Markdown page as a raw block.

A raw block ends for some readers at a blank line, some builders expand `{{`, and a fence of
backticks at the start of a line is taken for code everywhere: none of the three is ever part of a
value's spelling.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from portbook.text.quoting.lines import one_line, visible

_PLAIN = re.compile(r"[A-Za-z0-9(),.;!?%+=/_:@#*-]+(?: [A-Za-z0-9(),.;!?%+=/_:@#*-]+)*")
_SPECIAL = re.compile(r"[&<>\"'{}`~]")
_OWN_ADDRESS = re.compile(r"[A-Za-z0-9/_.#?=&%-]*")
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


def attrs(**values: object) -> str:
    """Attributes for a start tag, each with a blank before it; what is None is left out.

    `class_` is `class`, `data_copy` is `data-copy`. An `href` is an address of the web, or one
    within the site: of any other scheme only the text is left, as a path that leads nowhere.
    """
    return "".join(
        [_attribute(name, str(value)) for name, value in values.items() if value is not None]
    )


def _attribute(name: str, value: str) -> str:
    text = _address(value) if name == "href" else value
    return f' {name.rstrip("_").replace("_", "-")}="{html_text(text)}"'


def _address(value: str) -> str:
    """RFC 3986, 4.2: a first segment without a colon cannot be taken for a scheme."""
    if _OWN_ADDRESS.fullmatch(value) or web_url(value):
        return value
    return quote(one_line(value), safe="/#?=&%")


def link(href: str, shown: str, **values: object) -> str:
    """A link around finished HTML."""
    return f"<a{attrs(href=href, **values)}>{shown}</a>"
