"""Blocks of finished HTML, carried past those who would take them apart.

Python-Markdown takes raw HTML apart tag by tag, in Python, only to put it back as it was, and the
search plugin does so again to find the text: for the tables of a large map most of the build. A
block is what the site target writes: it begins at the start of a line with an element of our own
class, and ends before the next blank line.
"""

from __future__ import annotations

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
# HTML lets a cell and a row end where the next begins
# (https://html.spec.whatwg.org/multipage/syntax.html#optional-tags).
ENDS = re.compile(r"</t[dhr]>(?=\s*(?:<t[dhr][ >]|</t(?:r|body|head)>))")
INDENT = re.compile(r"\s*\n\s*")


def take_out(markdown: str) -> tuple[str, list[str]]:
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
        fence = _fence_after(paragraph, fence)
    return "\n\n".join(kept), blocks


def put_text(html: str, blocks: list[str]) -> str:
    """The page with each block's words where it will stand: what there is to search."""

    def said(match: re.Match[str]) -> str:
        block = blocks[int(match[1])]
        unsaid = NO_SEARCH in block[: block.index(">")]
        # A row is a sentence, its cells are parted by commas: so they read in a search's extracts.
        words = "" if unsaid else ROW.sub(". ", CELLS.sub(", ", block))
        words = (
            " ".join(UNSAID.sub(" ", words).split())
            .replace(" .", ".")
            .replace(" ,", ",")
            .replace("..", ".")
        )
        return f"{match[0]}<p>{words}</p><!--/portbook-->"

    return STANDINS.sub(said, html)


def put_back(html: str, blocks: list[str]) -> str:
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


def _fence_after(text: str, fence: str) -> str:
    """The fence that is open behind a text, empty where there is none."""
    for line in text.split("\n"):
        found = FENCE.match(line)
        if found is None:
            continue
        if not fence:
            fence = found["mark"]
        elif line.startswith(fence) and not line.strip(fence[0] + " "):
            fence = ""
    return fence
