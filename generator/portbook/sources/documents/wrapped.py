"""Knows sentences that an editor wrapped: the rest of one is no line of its own."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.blocks import Block, Item, Line
from portbook.sources.documents.pairs import pairs_of
from portbook.sources.documents.text import plain
from portbook.sources.documents.unlabelled import Statement


def is_part(statement: Statement, shown: str) -> bool:
    """Whether a statement could be a part of a sentence that begins above: `tunnel (9080)`."""
    name = statement.name
    own = statement.form == "numbered" or name[:1].isupper() or shown.startswith(f"{name}:")
    return not name or statement.key is not None or not own


def is_cut(text: str) -> bool:
    """Whether an editor ended a line within a sentence."""
    return _CUT.search(text) is not None and len(text.split()) > _WRAPPED


_WRAPPED = 7
"""Words of a line that an editor ended, at least."""
_CUT = re.compile(r"(?<!\S)(?:[a-zß-ÿ'-]+|[A-Z][\w-]*(?<!\d)),?\Z")
"""A word that no sentence ends with."""
REST = re.compile(
    r"(?:[a-zß-ÿ'-]+|\(?https?://|\d{2,5}\b(?! ?[-–—→:=])|\(|[A-Z][\w-]+)(?![^.]{0,40}:\s)"
)


def with_wrapped_lists(blocks: list[Block]) -> list[Block]:
    """The blocks, with lists of names and ports that an editor wrapped on their first line."""
    read: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if isinstance(block, Item | Line) and _goes_on(block.text):
            end, text = at, block.text
            while end < len(blocks) and _follows(block.line + end - at + 1, blocks[end], text):
                text = f"{text} {blocks[end].text}"  # type: ignore[union-attr]
                end += 1
            if end > at and pairs_of(plain(text)):
                block, at = replace(block, text=text), end
        read.append(block)
    return read


def _goes_on(text: str) -> bool:
    """Whether a line ends within a list, or within brackets."""
    return any(map(str.isdigit, text)) and (
        text[-1:] in ",、，" or text.count("(") > text.count(")")
    )


def _follows(line: int, block: Block, text: str) -> bool:
    return isinstance(block, Line) and block.line == line and len(text) < _LONGEST


_LONGEST = 500


def with_names_before_ports(blocks: list[Block]) -> list[Block]:
    """The blocks, with the name that ends a line of a list before the port that begins the next."""
    read: list[Block] = []
    for each in blocks:
        block, above = each, read[-1] if read else None
        if isinstance(above, Item | Line) and isinstance(each, Line):
            last = _LAST.search(above.text) if above.line == each.line - 1 else None
            if last and _LED.match(each.text):
                read[-1] = replace(above, text=above.text[: last.start()])
                block = replace(each, text=f"{last['name']} {each.text}")
        read.append(block)
    return read


_LAST = re.compile(r"(?<=[\d`)）])\s?[,;·|]\s(?:and )?(?P<name>[^\W\d][\w.-]*(?: [\w.-]+)?)$")
_LED = re.compile(r"`?:?\d{2,5}(?:[/:]:?\d{2,5})*`?(?:\s?[,;.·|(]|\s[+&]|$)")
"""`grafana` at the end of a line above `:3001, website :3000`"""
