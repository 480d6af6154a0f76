"""Gives the text that a reader of Markdown sees, compares names, knows all languages' words.

`words.toml` lists the words by concept. A term matches whole words, from three letters on with up
to two more for plurals and cases, with or without accents; terms of scripts that put no spaces
between words match anywhere.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files

from portbook.sources.naming import names

_MARKUP = re.compile(r"[`*_~\[<&\\!]")
DEFAULT = re.compile(r"\$\{[A-Za-z_]\w*:?-([0-9.:-]+)\}")
"""`${DB_PORT:-5433}`: what stands for the variable where nobody sets it."""
_CODE = re.compile(r"(`+)(.+?)\1(?!`)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()<>\s]*(?:\([^()]*\))?[^()<>\s]*)>?[^)]*\)")
_NEAR = re.compile(
    r"[a-z+]+://(?:localhost|0\.0\.0\.0|127\.\d+\.\d+\.\d+|\[::1?\]|1(?:0|92\.168|72)\.[\d.]+|[\w-]+(?:\.(?:local|lan|home|internal|localhost|test))?):\d"
)
"""A link to a machine of one's own; one into the world names somebody else's port."""
_AT_PORT = re.compile(r":(\d{2,5})(?:/|$)")
_WIKI = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<sup>[^<]{0,20}</sup>|</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--.*?-->")
_PLACEHOLDER = re.compile(r"<([A-Z][A-Z0-9_.-]*|(?:your|my|server|host)[\w.-]*|[\w.-]*[iI][pP])>")
"""`http://<SERVER-IP>:8080`: a machine that the reader puts in, no tag."""
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]+://[^<>\s]*)>")
_STRUCK = re.compile(r"~~(.+?)~~")
_WILDCARD = re.compile(r"^[^*]*(?<!\d)\d{1,3}\*{1,3}(?![\w*])[^*]*$")
_UNDERSCORES = re.compile(r"(?<![^\W_])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![^\W_])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPTY = names(
    r"""
    - – — ― − – n/a na none null nil ─ x ✗ ✘ ❌ ... … / \ . * tbd ? ninguno ninguna
    aucun aucune keine kein нет không 无 無 なし 없음 yok brak geen nessuno nenhum n.a. no null --
    --- nie unknown desconocido inconnu unbekannt неизвестно 未知 不明
    """
)
_TIDY = re.compile(r"[A-Za-z0-9]+(?:[ _./-][A-Za-z0-9]+)*\Z")
_LEADER = re.compile(r"\s*\.{3,}\s*$")
"""`Web app ........`, before its number."""
_EDGE = " \t*_`'\"“”‘’|:：,;，、。·•-–—→←>=#"
_PICTURES = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2300-\u23ff\u2b00-\u2bff\ufe0f\u200d\u2500-\u25ff\U000e0000-\U000e007f]+"
)
_TIMES = re.compile(r"\s*[(（]?×\s?\d{1,3}(?:\s[^\W\d]+)?[)）]?$")
"""`Worker ×3`, `Shop (×2)`: how many there are."""
_REPEATED = re.compile(r"([^\w\n])\1{40,}")


def shortened(text: str) -> str:
    """With no sign, such as a space or a dot, more than forty times in a row."""
    return _REPEATED.sub(lambda run: run[1] * 40, text) if len(text) > 40 else text


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """Without emphasis, code marks, tags, struck text; a link keeps an address with a port."""
    text = shortened(text)
    if not _MARKUP.search(text):
        return text.strip()
    text = _STRUCK.sub(" ", text)
    if "${" in text:
        text = DEFAULT.sub(r"\1", text)
    if "<" in text:
        text = _PLACEHOLDER.sub(r"\1", _BREAK.sub(" , ", text))
        text = _AUTOLINK.sub(r"\1", text)
        text = _TAG.sub(" ", text)
    if "](" in text:
        text = _LINK.sub(_link, text)
    if "[[" in text:
        text = _WIKI.sub(r"\1", text)
    text = _outside_code(text)
    if "&" in text:
        text = html.unescape(text)
    return text.strip().removesuffix("\\").rstrip()  # which breaks a line in Markdown


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
    port = _AT_PORT.search(address)
    set_already = port is not None and f"PORT={port[1]}" in text
    if _NEAR.match(address) and address not in text and not set_already:
        return f"{text} {address}"
    return text


def struck(text: str) -> str:
    """What is struck through: `~~3000~~`."""
    return " ".join(_STRUCK.findall(text)) if "~~" in text else ""


def is_empty(text: str) -> bool:
    """Nothing, or one of the signs that people put for it; `Todo` is an application."""
    if text == "Todo":
        return False
    bare = text.strip(" ()*_`")  # `todo` is an app.
    return bare == "TODO" or bare.casefold() in _EMPTY or not any(map(str.isalnum, text))


def without_pictures(text: str) -> str:
    """A text without the pictures that stand in it: `🖥 oak`."""
    return text if text.isascii() else " ".join(_PICTURES.sub(" ", text).split())


def clean_name(text: str) -> str:
    """A name without pictures and marks at its edges."""
    if not text or _TIDY.match(text):
        return text
    if not text.isascii():
        text = _TIMES.sub("", _PICTURES.sub(" ", text))
    if "..." in text:
        text = _LEADER.sub("", text)
    text = " ".join(text.split()).strip(_EDGE)
    if text[:1] + text[-1:] in ("()", "[]") and text.count(text[0]) == 1:
        text = text[1:-1]
    for opened, closed in ("()", "（）"):
        if opened in text and closed not in text:
            text = text.partition(opened)[0]
    while text.endswith(("(", "（")):
        text = text[:-1].strip(_EDGE)
    for empty in ("()", "（）", "[]"):
        text = text.replace(empty, "")
    return text.strip(_EDGE).removeprefix("./")


_WORD = re.compile(r"[^\W_]+")
_PLAIN = frozenset(
    ("the", "a", "service", "server", "app", "application", "port", "dev", "prod", "container")
)
BRACKET = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")
REMARK = re.compile(
    r"(?<=\w)`? [(（](?:[^()（）\d]|(?<=[a-z][ v])\d{1,2}(?:\.\d{1,2})*(?!\d)){1,30}[)）]"
    r"(?=[\s:：])"
)
"""`The API (Fastify) listens on`: what stands in brackets behind a name."""


def outside_brackets(text: str) -> str:
    return BRACKET.sub(" ", text).strip()


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


def contains_name(heading: str, name: str) -> bool:
    """Whether a heading has every word of a name, as `NATS JetStream` has all of `nats`."""
    words = _words(name)
    return bool(bare(name)) and words <= _words(heading)


SO_THAT = re.compile(
    r"(?:\s*[(（,;–—-]?\s*(?:to )?avoid(?:s|ing)? (?:\w+ )?(?:conflicts?|collisions?)"
    r"|[(（](?:port )?conflicts? avoided)(?:[)）]|\.?\s*$)",
    re.IGNORECASE,
)
"""`to avoid conflicts`, which says why a number was chosen."""


# Words by concept.

_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")
"""Kana, Han, Hangul, Thai."""


@lru_cache(maxsize=1)
def _concepts() -> dict[str, dict[str, str]]:
    text = files("portbook.sources.documents").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _unaccented(term: str) -> str:
    """A Latin term as people write it without its accents; other and very short ones as they are.

    Vietnamese is left out: its syllables without accents are words of other languages.
    """
    if len(term) < 3 or any(letter > "\u024f" for letter in term):
        return term
    parts = unicodedata.normalize("NFD", term).translate(_LETTERS)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


_LETTERS = str.maketrans("ıłøđ", "ilod")
_CASE = r"(?<=[а-яё]{4})(?:[аеёийоуыьюя]|[аеиоуыья][вейимхюя]|[иоы]м|ми|ть|н[аоы]?|[еёо]н)"
_SHORT = 3
"""Letters of a word that may have an ending."""


@lru_cache(maxsize=256)
def _pattern(*concepts: str) -> re.Pattern[str]:
    """One pattern of the terms of these concepts in all languages, the longest first."""
    listed = [
        (" ".join(term.split()), language)
        for each in concepts
        for language, terms in _concepts()[each].items()
        for term in terms.split(",")
    ]
    told = {term for term, _ in listed} | {_unaccented(t) for t, lang in listed if lang != "vi"}
    terms = sorted(told - {""})
    terms.sort(key=len, reverse=True)
    spaced = [re.escape(t).replace(r"\ ", r"[\s_-]+") for t in terms if not _UNSPACED.search(t)]
    spaced = ["new(?!s)" if term == "new" else term for term in spaced]  # News are not new.
    # A server, 服务器, is no service, and 当前, now, no condition.
    joined = [
        re.escape(t) + ("(?!器)" if t[-1] in "务務" else "(?!前)" if t == "当" else "")
        for t in terms
        if _UNSPACED.search(t)
    ]
    # `INE` is no plural of `in`.
    short = [term for term in spaced if len(term) < _SHORT]
    spaced = [term for term in spaced if len(term) >= _SHORT]
    words = [rf"(?<![^\W_])(?:{'|'.join(short)})(?![^\W_])"] if short else []
    if spaced:
        longer = "|".join(spaced)
        words.append(rf"(?<![^\W_])(?:{longer})(?:s|es|en|er|e|s'|{_CASE})?(?![^\W_])")
    return re.compile("|".join([*words, *joined]), re.IGNORECASE)


ARTICLES = "the|our|an?|der|die|das|dem|el|la|los|las|le|les|il|lo|o|os|as|um|uma"
CONJUNCTIONS = "and|und|et|y|e|и"
PREPOSITIONS = "on|at|in|under|via|auf|unter|über|en|em|na|no|sur|sul?|sulla|op|на|trên|ở|di|på"
NEGATIONS = "not|never|nicht|niemals|no|nunca|ne|não|non|pas|не|nie"
"""Parts of patterns: what languages put before a port, in no other case or number."""


def alternatives(concept: str) -> str:
    """The words of a concept as a part of a pattern."""
    return f"(?:{_pattern(concept).pattern})"


@lru_cache(maxsize=1)
def _beginnings() -> dict[str, set[str]]:
    """The concepts by what their terms begin with: a word, or a letter of the unspaced scripts."""
    concepts: dict[str, set[str]] = {}
    for concept, languages in _concepts().items():
        for term in _folded(",".join(languages.values())).split(","):
            for written in {term, _unaccented(term.strip())}:
                if begun := _UNSPACED.search(written) or _BEGINNING.search(written):
                    concepts.setdefault(begun[0], set()).add(concept)
    return concepts


_BEGINNING = re.compile(r"[^\W\d_][^\W_]*|[#№*]")
"""What a term begins with: a word, but for one of digits, or a sign."""
_DOTTED = str.maketrans("İıI", "iii")


def _folded(text: str) -> str:
    """In one case, as patterns see it: they make no difference between an i and a Turkish one."""
    return text.translate(_DOTTED).lower()


@lru_cache(maxsize=16384)
def _begun(word: str) -> frozenset[str]:
    """The concepts of which a term begins as a word does."""
    begun = (_beginnings().get(word[:size], ()) for size in range(1, len(word) + 1))
    return frozenset().union(*begun)


@lru_cache(maxsize=16384)
def _touched(text: str) -> frozenset[str]:
    """The concepts that a text may have words of: no other needs to be looked for."""
    words = _BEGINNING.findall(_folded(text))
    if not text.isascii():
        words += _UNSPACED.findall(text)
    return frozenset().union(*map(_begun, words))


@lru_cache(maxsize=16384)
def about(concept: str, text: str) -> bool:
    """Whether a short text has a word of a concept, one of the tables of `words.toml`."""
    return concept in _touched(text) and _pattern(concept).search(text) is not None


def is_english(text: str, *concepts: str) -> bool:
    """Whether every word of a text is an English one of these concepts, or none of them is one."""
    english = _english(concepts)
    words = {word.removesuffix("s") for word in text.split()}
    return words <= english or not about_any(concepts, text)


@lru_cache(maxsize=16)
def _english(concepts: tuple[str, ...]) -> frozenset[str]:
    terms = (_concepts()[each].get("en", "") for each in concepts)
    words = (word for each in terms for word in each.replace(",", " ").split())
    return frozenset(word.removesuffix("s") for word in words)


def starts_with(concept: str, text: str) -> bool:
    """Whether a text begins with a word of a concept."""
    return concept in _touched(text) and _pattern(concept).match(text) is not None


COMPUTER = ("computer", "hardware")


def about_any(concepts: tuple[str, ...], text: str) -> bool:
    """Whether a text has a word of any of these concepts."""
    return any(about(concept, text) for concept in _touched(text).intersection(concepts))


def reword(text: str, concept: str, word: str) -> str:
    """A text with `word` for each word of a concept of `words.toml`, if it is one."""
    return _pattern(concept).sub(word, text) if concept in _concepts() else text


def strip_words(text: str, *concepts: str) -> str:
    """A text without the words of these concepts: what it says besides."""
    if not _touched(text).isdisjoint(concepts):
        text = _pattern(*concepts).sub(" ", text)
    return " ".join(text.strip(" -_/()[]（）:：·.,").split())


def is_anybody(name: str) -> bool:
    """`any`, `all nodes`, `self`, `everything web`: whoever it may be."""
    if name == "todos":
        return False  # In Spanish, all; of an app, what there is to do.
    if starts_with("everything", name):
        return not strip_words(name, "everything", "general", "many")
    return about("anybody", name) and not strip_words(name, "anybody", "machine", "many")


_MONTH = r"([^\W\d]{3,12}|[QH][1-4]|[\u0e01-\u0e4e]{1,2}\.[\u0e01-\u0e2e]|[\u0e01-\u0e4e]{5,12})"
"""A word of some letters, a quarter, or a month in Thai, whose vowels are no letters."""
_MONTH_AFTER = re.compile(
    rf"[.ºª]?\s(?:de\s|d')?{_MONTH}\.?(?=\s?(?:(?:de|del)\s)?\d{{4}}(?!\d)|\s*(?:$|[,;)(）|]))"
)
_MONTH_BEFORE = re.compile(
    rf"{_MONTH}\.?\s(?:\d{{1,2}}(?:\s?[-–]\s?\d{{1,2}},?\s|\s?[-–]\s?|,\s))?(?:(?:de|del)\s)?\Z"
)


def in_date(token: re.Match[str], text: str) -> bool:
    """The day or the year of `25 novembre 2025`, `25 de marzo`, `Kasım 25, 2025`."""
    value = int(token[0])
    if not (value <= 31 or 1970 <= value <= 2039 or 2500 <= value <= 2599):  # Buddhist years
        return False
    after = _MONTH_AFTER.match(text, token.end()) if value <= 31 else None
    before = _MONTH_BEFORE.search(text[max(0, token.start() - 18) : token.start()])
    return any(month and about("month", month[1]) for month in (after, before))
