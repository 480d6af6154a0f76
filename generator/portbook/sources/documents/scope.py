"""What the headings above a line say of it: project, stage, host, status, and how it is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portbook.sources.documents.blocks import Heading
from portbook.sources.documents.text import clean_name, plain
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.words import means, strip_words

__all__ = [
    "Known",
    "Scope",
    "environment_in_name",
    "environment_of",
    "known_hosts",
    "mode_of",
    "stage_named",
    "status_of",
    "without_numbering",
]

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
    rest = strip_words(text, *_ENVIRONMENTS, "environment", "port", "host", "url")
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
        if means(mode, text) and not (mode == "avoid" and means("conflict", text)):
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


_LABEL = re.compile(
    r"^(?:(?P<project>project|proyecto|projet|projeto|progetto|projekt|проект"
    r"|dự án|项目|專案|プロジェクト|프로젝트|proje)"
    r"|(?P<host>host|server|machine|servidor|serveur|сервер|хост|服务器|主机|サーバー|ホスト|서버|호스트|sunucu))"
    r"\s*[:：]\s*(?P<name>.+)$",
    re.IGNORECASE,
)
_IP = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_MACHINE = re.compile(
    r"(?:node|server|host|machine|vm|nodo|servidor|serveur|knoten|узел|сервер|sunucu|节点|服务器"
    r"|ノード|サーバー|노드|서버)\s*(?:#|№|no\.?)?\s*\d{1,3}(?!\d)(?:\s*[(（][^()（）]{1,40}[)）])?",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.)、:]|[A-Z][.)]|[一二三四五六七八九十]+[、.])\s*"
)


@dataclass(frozen=True, slots=True)
class Known:
    """Names that a document's columns give to hosts and projects, in lower case."""

    hosts: frozenset[str] = frozenset()
    projects: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Hint:
    level: int
    label: str
    environment: str | None = None
    host: str | None = None
    project: str | None = None
    mode: str | None = None
    status: str | None = None


class Scope:
    """The headings that are open; an introducing line counts as one of level 7."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._open: list[_Hint] = []
        self.environment: str | None = None
        self.host: str | None = None
        self.project: str | None = None
        self.mode: str | None = None
        self.status: str | None = None
        self.firewall = False

    @property
    def group(self) -> str | None:
        """The nearest heading that is a heading."""
        return next((h.label for h in reversed(self._open) if h.level < 7 and h.label), None)

    @property
    def label(self) -> str | None:
        """The nearest heading or short introducing line."""
        return self._open[-1].label or None if self._open else None

    def enter(self, heading: Heading) -> None:
        while self._open and self._open[-1].level >= heading.level:
            self._open.pop()
        self._open.append(self._hint(heading))
        self._settle()

    def leave_introduction(self) -> None:
        if self._open and self._open[-1].level == 7:
            self._open.pop()
            self._settle()

    def _settle(self) -> None:
        self.firewall = any(means("firewall", hint.label) for hint in self._open)
        for name in ("environment", "host", "project", "mode", "status"):
            values = (getattr(hint, name) for hint in reversed(self._open))
            setattr(self, name, next((value for value in values if value), None))
        if self.mode == "usual":
            self.mode = None
        if self.status == "usual":
            self.status = None

    def _hint(self, heading: Heading) -> _Hint:
        text = without_numbering(plain(heading.text[:500]))
        label = clean_name(without_numbers(text))
        introduces = heading.level == 7
        environment = environment_of(_first_clause(text) if introduces else label)
        # A title over everything speaks of the document, not of the standing of each line.
        top = heading.level == 1
        told = _DATED.sub(" ", label)
        status = None if top else status_of(told)
        mode = None if top else _mode(told)
        if mode in ("free", "avoid", "changed") and status != "reserved":
            status = None
        return _Hint(
            heading.level,
            label,
            environment,
            self._host(label, text, introduces),
            self._project(label),
            mode,
            status or _usual(label, "status"),
        )

    def _host(self, label: str, text: str, introduces: bool) -> str | None:
        named = _LABEL.match(label)
        if named and named["host"]:
            return named["name"].strip()
        if label.casefold() in self.known.hosts:
            return label
        numbered = _MACHINE.match(label)
        if numbered and numbered[0].casefold() in self.known.hosts:
            return numbered[0]
        if _IP.search(text) and not introduces:
            label = label.rpartition(" on ")[2]
            return clean_name(_IP.sub("", label).replace("()", "")) or _IP.search(text)[0]  # type: ignore[index]
        bare = clean_name(strip_words(label, "port", "service"))
        return bare if bare and bare.casefold() in self.known.hosts else None

    def _project(self, label: str) -> str | None:
        named = _LABEL.match(label)
        if named and named["project"]:
            return clean_name(named["name"])
        words = label.casefold().split()
        for size in range(min(4, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                found = self.known.projects.get(" ".join(words[at : at + size]).strip("()[],:"))
                if found:
                    return found
        return None


def without_numbering(text: str) -> str:
    """A heading without the count before it: `2.1 Databases`."""
    return _NUMBERING.sub("", text)


def without_numbers(text: str) -> str:
    """A heading without the numbers that it names: `Web services (3000-3099)`."""
    numbers = scan(text, loose=False)
    for number in reversed(numbers):
        text = text[: number.first] + text[number.last :]
    if numbers:
        text = _EMPTIED.sub(" ", text)
    return text


_EMPTIED = re.compile(
    r"[(（\[]\s*(?:ports?|puertos?|portas?|порты?|端口|포트|ポート|cổng)?\s*[:：]?\s*[)）\]]",
    re.IGNORECASE,
)
"""What a number leaves of its brackets: `Beacon API (Port )`."""


def _first_clause(text: str) -> str:
    return re.split(r"[(（,;]", text, maxsplit=1)[0] if environment_of(text) is None else text


_USED = re.compile(
    r"\b(?:active|current|in use|used|assigned|allocated|allocation|registry"
    r"|activos?|en uso|actuels?|aktive?|aktuelle?"
    r"|belegte?|текущие|занятые"
    r"|đang dùng|aktif|kullanılan|aktywne|używane|actieve)\b"
    r"|当前|已用|已分配|現在|使用中|현재|사용 중",
    re.IGNORECASE,
)


_DATED = re.compile(r"[(（][^()（）]*\d{4}[-/.]\d{1,2}[^()（）]*[)）]")
"""`Allocation (updated 2026-01-31)` tells of now, not of a change."""


def _mode(label: str) -> str | None:
    """How the lines below a heading are meant; one that sets ranges aside is meant as it says."""
    mode = mode_of(label) or _usual(label, "mode")
    if mode == "avoid" and _TAKEN.search(label):
        return "usual"
    if mode is None and (means("range", label) or means("reserved", label)):
        return "usual"
    return mode


_TAKEN = re.compile(
    r"\b(?:existing|occupied|taken by|used by|in use|existentes?|ocupad[oa]s?|existants?|occupés?"
    r"|bestehende\w*|vorhandene\w*|belegte?|занят\w*|существующи\w*|mevcut|zajęte)\b"
    r"|已占用|现有|已有|既存|使用中|사용 중|기존",
    re.IGNORECASE,
)
"""Numbers to avoid as other services of this machine have them: these are claims."""


def _usual(label: str, _what: str) -> str | None:
    """`Ports in use` under `Reserved and used` says that its lines are meant as usual."""
    return "usual" if _USED.search(label) and not means("free", label) else None


def known_hosts(headings: list[Heading]) -> set[str]:
    """Sibling headings that all name machines: `### Web server`, `### Database server`."""
    found: dict[int, list[str]] = {}
    numbers: set[str] = set()
    totals: dict[int, int] = {}
    for heading in headings:
        label = clean_name(without_numbers(plain(heading.text[:200])))
        totals[heading.level] = totals.get(heading.level, 0) + 1
        last = label.split()[-1:] if label.isascii() else [label]
        numbered = _MACHINE.match(label)
        if numbered:
            numbers.add(numbered[0].casefold())
        elif last and len(label) <= 40 and means("computer", last[0]) and not means("port", label):
            found.setdefault(heading.level, []).append(label.casefold())
    return (numbers if len(numbers) > 1 else set()) | {
        label
        for level, labels in found.items()
        if len(labels) > 1 and 2 * len(labels) >= totals[level]
        for label in labels
    }
