"""What a heading, a cell or a name says of the stage, the machine and the standing of its ports."""

from __future__ import annotations

import re

from portbook.sources.markdown.vocabulary import means, strip_words

__all__ = ["environment_in_name", "environment_of", "mode_of", "stage_named", "status_of"]

_ENVIRONMENTS = ("development", "production", "staging", "test", "local")
_AS_WRITTEN = re.compile(
    r"(?<![\w-])(preprod|pre-production|stage|staging|testing|test|qa|uat|e2e|ci|local)(?![\w-])",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"[A-Za-z0-9]+(?:[-_./:][A-Za-z0-9]+)+")
_KEPT = re.compile(r"pre-?production|pré-production", re.IGNORECASE)
_TOOLS = re.compile(
    r"(?:dev\w*|test\w*)[\s-]+(?:tool|util|kit|stack|team|server|suite|machine|box)\w*"
    r"|(?:tools?|outils?|herramientas?|ferramentas?|strumenti"
    r"|инструменты|narzędzia|công cụ)\s+\w{0,4}\s*\w+"
    r"|entwickl\w*werkzeug\w*|entwickl\w*tool\w*|(?:开发|開発|测试|テスト|開發)(?:用)?(?:工具|ツール)|개발\s?도구",
    re.IGNORECASE,
)
_IN_NAME = re.compile(
    r"[(\[（【]\s*(dev|prod|stage|staging|test|qa|development|production|uat|local)\s*[)\]）】]|(?<![\w-])(dev|prod)(?![\w-])",
    re.IGNORECASE,
)
_LONG = {"dev": "development", "prod": "production"}


def environment_of(text: str) -> str | None:
    """The one stage that a header or heading names; None where it names none or several."""
    if len(text) > 200 or not text:
        return None
    text = _TOOLS.sub(" ", _COMPOUND.sub(_compound, text))
    found = [name for name in _ENVIRONMENTS if means(name, text)]
    if len(found) > 1 and "local" in found:
        found.remove("local")
    if len(found) != 1:
        return None
    if found[0] in ("development", "production"):
        return found[0]
    written = _AS_WRITTEN.search(text)
    return written[1].lower() if written else found[0]


def stage_named(text: str) -> str:
    """The stage that a whole header or cell is, as it stands where it says more: `Ubuntu/PROD`."""
    stage = environment_of(text)
    rest = strip_words(
        text, *_ENVIRONMENTS, "column.environment", "column.port", "column.host", "column.url"
    )
    return stage if stage and not any(map(str.isalnum, rest)) else text


def _compound(word: re.Match[str]) -> str:
    """`production-app` is a name, `pre-production` and `Ubuntu/PROD` speak of a stage."""
    if _KEPT.search(word[0]) or ("/" in word[0] and "." not in word[0]):
        return word[0].replace("/", " ")
    return " "


def environment_in_name(name: str) -> str | None:
    """`Web (prod)`, `Vite dev server`; a whole word such as `Production UI` says less."""
    found = _IN_NAME.search(name)
    if found is None:
        return None
    word = (found[1] or found[2]).lower()
    return _LONG.get(word, word)


def mode_of(text: str) -> str | None:
    """How the numbers below a heading are meant: free, avoid, changed, closed; None: as usual."""
    text = _COMPOUND.sub(_compound, text)
    for mode in ("avoid", "free", "closed", "changed", "example"):
        if means(mode, text) and not (mode == "avoid" and means("collision", text)):
            return mode
    return None


def status_of(text: str) -> str | None:
    """The standing that a heading or a status cell gives; None where it says nothing of it."""
    if not text or len(text) > 120:
        return None
    for status in ("retired", "deprecated", "planned", "reserved"):
        if means(status, text):
            return status
    return None
