"""What of the theme's page works with scripts only, said once for a site of very many pages.

The choice of colours, the dialog of the search and the theme's settings are the same on every page,
and seven kilobytes: of a thousand projects' pages more than a quarter. Such a site has them in one
script, whose function writes them where they were, while the page is being read.
"""

from __future__ import annotations

import json
import re

MANY = 100
"""Pages from which on their common parts are worth a file of their own."""

PARTS = "assets/parts.js"

_CALL = "<script>portbook("
_SCRIPTED = re.compile(
    r'<form class="md-header__option" data-md-component="palette">.*?</form>\s*<script>.*?</script>'
    r'|<label class="md-header__button md-icon" for="__search".*?'
    r'(?=<div class="md-header__source">|</nav>\s*</header>)'
    r'|<button type="button" class="md-top .*?</button>'
    r'|<div class="md-dialog".*?</script>'
    r"|<script>(?:__md_scope=|var target=).*?</script>",
    re.DOTALL,
)


class Parts:
    """Parts by their text, in the order in which they are met."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def taken_from(self, page: str, root: str) -> str:
        """The page with a call in place of each part; `root` is its way to the site's top."""
        taken = _SCRIPTED.sub(self._called, page)
        source = f'<script src="{root}{PARTS}"></script>\n'
        return taken.replace(_CALL, source + _CALL, 1)

    def script(self) -> str:
        """The script that the calls need; empty where no part was taken."""
        if not self._known:
            return ""
        # Within a script, as in a page, an end tag would end the script itself.
        texts = json.dumps(list(self._known), ensure_ascii=False).replace("</", "<\\/")
        return f"const portbookParts={texts}\nconst portbook=n=>document.write(portbookParts[n])\n"

    def _called(self, found: re.Match[str]) -> str:
        number = self._known.setdefault(found[0], len(self._known))
        return f"{_CALL}{number})</script>"
