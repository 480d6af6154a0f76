"""Markdown to the text that a reader sees, and names of one document compared."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_MARKUP = re.compile(r"[`*_~\[<&\\!]")
_CODE = re.compile(r"(`+)(.+?)\1(?!`)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()<>\s]*(?:\([^()]*\))?[^()<>\s]*)>?[^)]*\)")
_NEAR = re.compile(
    r"[a-z+]+://(?:localhost|0\.0\.0\.0|127\.\d+\.\d+\.\d+|\[::1?\]|1(?:0|92\.168|72)\.[\d.]+|[\w-]+(?:\.(?:local|lan|home|internal|localhost|test))?):\d"
)
"""A link to a machine of one's own; one into the world names somebody else's port."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--.*?-->")
_PLACEHOLDER = re.compile(r"<([A-Z][A-Z0-9_.-]*|(?:your|my|server|host)[\w.-]*)>")
"""`http://<SERVER-IP>:8080`: a machine that the reader puts in, no tag."""
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]+://[^<>\s]*)>")
_STRUCK = re.compile(r"~~(.+?)~~")
_WILDCARD = re.compile(r"^[^*]*(?<!\d)\d{1,3}\*{1,3}(?![\w*])[^*]*$")
_UNDERSCORES = re.compile(r"(?<![^\W_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![^\W_])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMPTY = _names(
    r"""
    - – — ― − – n/a na none null nil ─ x ✗ ✘ ❌ ... … / \ . * todo tbd ? ninguno ninguna
    aucun aucune keine kein нет không 无 無 なし 없음 yok brak geen nessuno nenhum n.a. no null --
    --- nie unknown desconocido inconnu unbekannt неизвестно 未知 不明
    """
)
_TIDY = re.compile(r"[A-Za-z0-9]+(?:[ _./-][A-Za-z0-9]+)*\Z")
_EDGE = " \t*_`'\"“”‘’|:：,;，、。·•-–—→>=#"
_PICTURES = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2300-\u23ff\u2b00-\u2bff\ufe0f\u200d\u2500-\u25ff\U000e0000-\U000e007f]+"
)


def plain(text: str) -> str:
    """Without emphasis, code marks, tags, struck text; a link keeps an address with a port."""
    if not _MARKUP.search(text):
        return text.strip()
    text = _STRUCK.sub(" ", text)
    if "<" in text:
        text = _PLACEHOLDER.sub(r"\1", _BREAK.sub(" , ", text))
        text = _AUTOLINK.sub(r"\1", text)
        text = _TAG.sub(" ", text)
    if "](" in text:
        text = _LINK.sub(_link, text)
    text = _outside_code(text)
    if "&" in text:
        text = html.unescape(text)
    return text.strip()


def _outside_code(text: str) -> str:
    if "`" not in text:
        return _emphasis(text)
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        parts += [_emphasis(text[at : code.start()]), code[2].strip()]
        at = code.end()
    return "".join([*parts, _emphasis(text[at:]).replace("`", "")])


def _emphasis(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "*" in text and not _WILDCARD.search(text):
        text = text.replace("*", "")
    return _UNDERSCORES.sub("", text) if "_" in text else text


def _link(match: re.Match[str]) -> str:
    text, address = match[1], match[2]
    if _NEAR.match(address) and address not in text:
        return f"{text} {address}"
    return text


def struck(text: str) -> str:
    """What is struck through: `~~3000~~`."""
    return " ".join(_STRUCK.findall(text)) if "~~" in text else ""


def is_empty(text: str) -> bool:
    """Nothing, or one of the signs that people put for it."""
    return not text or text.casefold().strip(" ()*_`") in _EMPTY or not any(map(str.isalnum, text))


def clean_name(text: str) -> str:
    """A name without pictures and marks at its edges."""
    if _TIDY.match(text):
        return text
    if not text.isascii():
        text = _PICTURES.sub(" ", text)
    text = " ".join(text.split()).strip(_EDGE)
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1]
    if "(" in text and ")" not in text:
        text = text.partition("(")[0]
    while text.endswith(("(", "（")):
        text = text[:-1].strip(_EDGE)
    for empty in ("()", "（）", "[]"):
        text = text.replace(empty, "")
    return text.strip(_EDGE)


_WORD = re.compile(r"[^\W_]+")
_PLAIN = frozenset(
    ("the", "a", "service", "server", "app", "application", "port", "dev", "prod", "container")
)


@lru_cache(maxsize=16384)
def bare(name: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(_WORD.findall(name.casefold()))


@lru_cache(maxsize=16384)
def _words(name: str) -> frozenset[str]:
    words = frozenset(_WORD.findall(name.casefold()))
    return words - _PLAIN or words


def alike(one: str, other: str) -> bool:
    """One contains the other, or at least half of the fewer words agree."""
    left, right = bare(one), bare(other)
    if not left or not right:
        return False
    if left in right or right in left:
        return True
    ours, theirs = _words(one), _words(other)
    return 2 * len(ours & theirs) >= min(len(ours), len(theirs)) > 0


def names_whole(heading: str, name: str) -> bool:
    """Whether a heading has every word of a name, as `NATS JetStream` has all of `nats`."""
    words = _words(name)
    return bool(bare(name)) and words <= _words(heading)
