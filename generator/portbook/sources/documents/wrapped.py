"""Knows sentences that an editor wrapped: the rest of one is no line of its own."""

from __future__ import annotations

import re

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
