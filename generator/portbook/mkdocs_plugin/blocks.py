"""Keeps blocks of finished HTML from being parsed as Markdown.

Python-Markdown takes raw HTML apart tag by tag, in Python, only to put it back as it was, and the
search plugin does so again to find the text: for the tables of a large map most of the build. A
block is what the site target writes: it begins at the start of a line with an element of our own
class, and ends before the next blank line.
"""

from __future__ import annotations

import json
import re

FENCE = re.compile(r"^(?P<mark>`{3,}|~{3,})")
OURS = re.compile(r'\n*<(?:details|div|figure|form|ol|p|section|table|ul) class="pb-')
STANDIN = "<!--portbook:{}-->"
STANDINS = re.compile(r"<!--portbook:(\d+)-->")
TEXTS = re.compile(r"<!--portbook:(\d+)-->.*?<!--/portbook-->", re.DOTALL)
UNSAID = re.compile(r"<(form|thead|caption|svg)[ >].*?</\1>|<[^>]*>", re.DOTALL)
CELLS = re.compile(r"(?:</t[dh]>\s*<t[dh][^>]*>)+")
ROW = re.compile(r"(?:, )?</t[dh]>\s*</tr>|</li>")
NO_SEARCH = "data-search-exclude"
EXCLUDED = re.compile(rf"<(\w+)[^<>]*{NO_SEARCH}[^<>]*>.*?</\1>", re.DOTALL)
# HTML lets a cell and a row end where the next begins
# (https://html.spec.whatwg.org/multipage/syntax.html#optional-tags).
ENDS = re.compile(r"</t[dhr]>(?=\s*(?:<t[dhr][ >]|</t(?:r|body|head)>))")
INDENT = re.compile(r"\s*\n\s*")


def extract(markdown: str) -> tuple[str, list[str]]:
    """The text with a comment for each block, and the blocks; code between fences stays."""
    kept: list[str] = []
    blocks: list[str] = []
    fence = ""
    for paragraph in markdown.split("\n\n"):
        if not fence and OURS.match(paragraph):
            kept.append(STANDIN.format(len(blocks)))
            blocks.append(paragraph)
            continue
        kept.append(paragraph)
        for line in paragraph.split("\n"):
            if (found := FENCE.match(line)) and not fence:
                fence = found["mark"]
            elif found and line.startswith(fence) and not line.strip(fence[0] + " "):
                fence = ""
    return "\n\n".join(kept), blocks


def insert_text(html: str, blocks: list[str]) -> str:
    """The page with each block's words where it will stand: what there is to search."""

    def said(match: re.Match[str]) -> str:
        block = blocks[int(match[1])]
        unsaid = NO_SEARCH in block[: block.index(">")]
        # A row is a sentence, its cells are parted by commas: so they read in a search's extracts.
        if NO_SEARCH in block:
            block = "" if unsaid else EXCLUDED.sub(" ", block)
        words = ROW.sub(". ", CELLS.sub(", ", block))
        words = (
            " ".join(UNSAID.sub(" ", words).split())
            .replace(" .", ".")
            .replace(" ,", ",")
            .replace("..", ".")
        )
        return f"{match[0]}<p>{words}</p><!--/portbook-->"

    return STANDINS.sub(said, html)


def insert_blocks(html: str, blocks: list[str]) -> str:
    """The page with its blocks in place of their words."""
    return TEXTS.sub(lambda match: blocks[int(match[1])], html) if blocks else html


def squeeze(page: str) -> str:
    """The page without the theme's indents and without end tags that say nothing.

    Of a page they are a third. What stands between `pre` is kept: it holds no tags of tables.
    """
    head, start, rest = page.partition("<h1")
    article, end, foot = rest.rpartition("</article>")
    around = (INDENT.sub("\n", part) for part in (head, foot))
    return (start + ENDS.sub("", article.rstrip()) + end).join(around)


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
    """Parts of the theme's page that need scripts, by their text, in order of occurrence.

    The choice of colours, the dialog of the search and the theme's settings are the same on every
    page, and seven kilobytes: of a thousand projects' pages more than a quarter. Such a site has
    them in one script, whose function writes them where they were, while the page is being read.
    """

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def without_parts(self, page: str, root: str) -> str:
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
