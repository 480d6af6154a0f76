"""The words of port documents by concept, as `words.toml` lists them for each language.

A term matches whole words, with up to two more letters for plurals and cases; terms of scripts
that put no spaces between words match anywhere.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")
"""Kana, Han, Hangul, Thai."""


@lru_cache(maxsize=1)
def _concepts() -> dict[str, dict[str, str]]:
    text = files("portbook.sources.documents").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=256)
def _pattern(*concepts: str) -> re.Pattern[str]:
    """One pattern of the terms of these concepts in all languages, the longest first."""
    listed = ",".join(terms for each in concepts for terms in _concepts()[each].values())
    terms = sorted({" ".join(term.split()) for term in listed.split(",")} - {""})
    terms.sort(key=len, reverse=True)
    spaced = [re.escape(t).replace(r"\ ", r"[\s_-]+") for t in terms if not _UNSPACED.search(t)]
    joined = [re.escape(t) for t in terms if _UNSPACED.search(t)]
    words = [rf"(?<![^\W_])(?:{'|'.join(spaced)})(?:s|es|en|er|e|s')?(?![^\W_])"] if spaced else []
    return re.compile("|".join([*words, *joined]), re.IGNORECASE)


@lru_cache(maxsize=16384)
def means(concept: str, text: str) -> bool:
    """Whether a short text has a word of a concept, one of the tables of `words.toml`."""
    return _pattern(concept).search(text) is not None


def means_any(concepts: tuple[str, ...], text: str) -> bool:
    """Whether a text has a word of any of these concepts."""
    return _pattern(*concepts).search(text) is not None


def strip_words(text: str, *concepts: str) -> str:
    """A text without the words of these concepts: what it says besides."""
    for concept in concepts:
        text = _pattern(concept).sub(" ", text)
    return " ".join(text.strip(" -_/()[]（）:：·.,").split())
