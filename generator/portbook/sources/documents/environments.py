"""Decides which words of a document are an environment."""

from __future__ import annotations

import re
from functools import lru_cache

from portbook.sources.documents.text import BRACKET, about, clean_name, reword, strip_words

STAGES = ("development", "production", "staging", "test", "local", "demo")
_AS_WRITTEN = re.compile(
    r"(?<![\w-])(preprod|pre-production|stage|staging|testing|test|qa|uat|homolog|hml|e2e|ci|local|sandbox|preview)(?![\w-])",
    re.IGNORECASE,
)
STAGE_FILE = re.compile(
    r"(?<!\w)[\w./-]*?(?:\.env[._-](?!local\b)|compose[._-])([A-Za-z]+)(?:[._-]\w+)*"
)
"""`.env.production`, `compose.staging.yml`: a file of one environment; anybody has `.env.local`."""
_EITHER = re.compile(r"(?<!\w)\.env (?:or|and|oder|und|o|ou|y|et|e|или|и|或|和) \S*\.env\.")
"""Two files of which one is of any environment."""
_COMPOUND = re.compile(r"[A-Za-z0-9]+(?:[-_./:][A-Za-z0-9]+)+")
_KEPT = re.compile(r"pre-?production|pré-production|prod(?:uction)?-like", re.IGNORECASE)
_TOOLS = re.compile(
    r"local\s?hosts?|(?:local|lokale\w?) (?:port[\s-]?)?(?:conflict|konflikt|clash)\w*"
    r"|con?fl?i[ct]\w+ loca\w+|ci[\s/]+cd|developers?\b"
    r"|(?:dev\w*|test\w*|ci)[\s-]+(?:tool|util|kit|stack|team|server|suite|machine|box)\w*"
    r"|test(?:ing|s)?\s(?:required|check\s?list|guide|steps?|plan|instructions?|results?|strategy)"
    r"|(?:next|new|with|mit|avec|con|com) (?:dev|entw|dév|desa|desenv)\w+$"
    r"|^test(?:ing)? (?:\w+ ){0,2}(?:startup|scripts?|connect\w*|endpoints?|health|log-?in)\b"
    r"|^test(?:ing)? (?:the|your|a|an|if|that|each|whether)\b|^(?:testar|probar|tester|testen) "
    r"|\b(?:ui|api|manual|browser|load|usability|security)[\s-]+testing\b"
    r"|production[ -]ready|(?:tools?|outils?|herramientas?|ferramentas?|strumenti"
    r"|инструменты|narzędzia|công cụ)\s+\w{0,4}\s*\w+"
    r"|entwickl\w*werkzeug\w*|entwickl\w*tool\w*|(?:开发|開發|测试|テスト|開發)(?:用)?(?:工具|ツール)|개발\s?도구",
    re.IGNORECASE,
)
_TRIED = re.compile(r"^test(?:ing)? (?:\S+ ){1,2}(?:setups?|deployments?)$", re.IGNORECASE)
"""`Testing acme.io setup`: what is done with it."""
_JOINED = re.compile(
    r"\s*(?:[&+]|\b(?:and|und|et|y|e|и|ve|i|en(?! (?:d[ée]|prod(?!uctie)|pru|pré|local|stag)))\b"
    r"|和|与|及|と|및)\s*",
    re.IGNORECASE,
)
"""`Infrastructuur en ontwikkeling`, not `en développement`."""
_IN_NAME = re.compile(
    r"[(\[（【]\s*(dev|prod|stage|staging|test|qa|development|production|uat|local)\s*[)\]）】]"
    r"|(?<![\w.-])(dev|prod)(?![\w-]| tools?\b)",
    re.IGNORECASE,
)
_SPOKEN = 5
"""Words of a name that a bare `dev` may stand in: in a sentence it is what something is for."""
_LONG = {"dev": "development", "prod": "production"}
_BESIDE = ("environment", "port", "host", "url", "path", "many", "numbering", "mapping", "overview")
"""What an environment's heading may say besides: `Production ports`."""


@lru_cache(maxsize=4096)
def environment_of(text: str) -> str | None:
    """The one environment that a header or heading names; None where it names none or several.

    What stands in brackets counts where it is an environment and nothing else; a word that is
    joined to another (`Infrastructure & Development`) is an activity.
    """
    if len(text) > 200 or not text or _EITHER.search(text):
        return None
    found = _stage(outside := BRACKET.sub(" ", text))
    if found == "local" and outside is not text:
        # `Local (production-like)` is local; `Web (local)` beside `Web (prod)` is, too.
        return found
    if found is None and not _stages(outside):
        inside = [_stage(part) for part in BRACKET.findall(text) if _is_stage(part)]
        found = inside[0] if len(set(inside)) == 1 else None
    return found


def _stage(text: str) -> str | None:
    found = _stages(text)
    if len(found) > 1 and "local" in found:
        found.remove("local")
    if len(found) != 1 or _is_joined(text, found[0]):
        return None
    if found[0] in ("development", "production"):
        return found[0]
    written = (word[1].lower() for word in _AS_WRITTEN.finditer(_spoken(text)))
    return next((word for word in written if about(found[0], word)), found[0])


def _stages(text: str) -> list[str]:
    text = _spoken(text)
    return [
        name
        for name in STAGES
        if about(name, text) and (name != "demo" or not _name_without(text, "demo"))
    ]


@lru_cache(maxsize=256)
def _spoken(text: str) -> str:
    # `Development - compose.prod-dev.yml` says itself what it is.
    text = _TRIED.sub(" ", text)
    bare = without_compounds(STAGE_FILE.sub(" ", text))
    if not any(about(stage, bare) for stage in STAGES):
        bare = without_compounds(STAGE_FILE.sub(r" \1 ", text))
    return _TOOLS.sub(" ", bare)


def _is_stage(text: str) -> bool:
    """Whether a text is an environment and nothing else: `dev`, `local ports`."""
    return bool(_stages(text)) and not _name_without(text, *STAGES)


def _name_without(text: str, *concepts: str) -> str:
    return clean_name(strip_words(text, *concepts, *_BESIDE))


def _is_joined(text: str, stage: str) -> bool:
    """`Infrastructure & Development`, beside a word that is no environment."""
    parts = _JOINED.split(_spoken(text))
    return len(parts) > 1 and any(
        about(stage, part) and not _name_without(part, stage) for part in parts
    )


_FILED = re.compile(r"\s*[(（][^\s()（）]+\.(?:ya?ml|env|json|toml|conf)[)）]")
"""`Sandbox (docker-compose.sandbox.yml)`"""


def stage_named(text: str) -> str:
    """The environment that a whole header or cell is, as it stands where it says more."""
    text = _FILED.sub("", text)
    stage = environment_of(text)
    rest = strip_words(text, *STAGES, "environment", "mode", "port", "host", "url")
    if stage and not text.isascii():
        text = reword(text, stage, stage)  # `Docker 프로덕션` is `Docker production`.
    return stage if stage and not any(map(str.isalnum, rest)) else text


def without_compounds(text: str) -> str:
    """Without words that are joined, whose parts say nothing: `production-app`."""
    return _COMPOUND.sub(_compound, text)


def _compound(word: re.Match[str]) -> str:
    """`production-app` is a name, `pre-production` and `Ubuntu/PROD` speak of a stage."""
    if _KEPT.search(word[0]) or ("/" in word[0] and "." not in word[0]):
        return word[0].replace("/", " ")
    return " "


def environment_in_name(name: str, above: str | None = None, *, placed: bool = False) -> str | None:
    """`Web (prod)`, or `Vite dev server` where no heading `above` names one, and nothing a machine
    where it is `placed`."""
    found = _IN_NAME.search(name)
    if found and not found[1] and len(name.split()) > _SPOKEN:
        found = None
    if found is None or ((above or placed) and not found[1]):
        return above
    word = (found[1] or found[2]).lower()
    return _LONG.get(word, word)


def stage_told(text: str) -> str | None:
    """The environment of `Environment: staging`."""
    label, _, value = text.replace("：", ":").partition(":")
    if not value or len(label.split()) > 2 or not about("environment", label):
        return None
    return environment_of(value.strip())


_ONLY = re.compile(
    r"\b(?:only|nur|s[oó]lo|só|apenas|somente|seulement|uniquement|tylko|только)\b"
    r"(?: (?:in|for|on|für|en|em|para|pour|w|в|для)\b)?|仅|僅|専用|のみ|전용",
    re.IGNORECASE,
)


def stage_alone(note: str) -> str | None:
    """The environment of a remark `dev only, has no password` or `a mailbox (development only)`."""
    if not _ONLY.search(note):
        return None
    for part in (_CLAUSE.split(note, maxsplit=1)[0], *BRACKET.findall(note)):
        said = _ONLY.sub(" ", part)
        if said != part and _is_stage(said) and (stage := environment_of(said)) != "local":
            return stage
    return None


def stage_behind(text: str) -> str | None:
    """The environment that a text ends with: `Prometheus (dev)`."""
    last = BRACKET.findall(text)[-1:] if text.endswith((")", "）")) else []
    return next(map(environment_of, filter(_is_stage, last)), None) or stage_alone(text)


_CLAUSE = re.compile(r"[,;.:(（]| [-–—] ")
