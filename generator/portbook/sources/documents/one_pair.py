"""Reads one name with its numbers: `web 3000`, `80/443 (proxy)`, `Redis is on 6379`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from portbook.sources.documents.amounts import LOW, is_year
from portbook.sources.documents.labels import key_of
from portbook.sources.documents.subjects import subject_of
from portbook.sources.documents.text import (
    ARTICLES,
    CONJUNCTIONS,
    PREPOSITIONS,
    REMARK,
    about,
    alternatives,
    clean_name,
    starts_with,
)
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.documents.unclaimed import names_nobody
from portbook.sources.kinds import kind_of_name


@dataclass(frozen=True, slots=True)
class Pair:
    """`name` is empty where a number has that of the pair before; `led`: the name stands first."""

    name: str
    numbers: tuple[Number, ...] = ()
    led: bool = False


AND = f"{CONJUNCTIONS}|en|og|och|oraz|ve|và|а"
_JOINED = re.compile(rf"\s*[/,+&]\s*:?|\s(?:{AND})\s")
ITS = re.compile(
    r"(?:its|their|seine?n?|ihre?n?|su|son|sa|seu|sua|il suo|la sua|zijn|его|свой|свою)\s"
    r"(?:(?:own|eigenen?|propi[oa]|propre|próprio|própria|proprio|propria|eigen) )?",
    re.IGNORECASE,
)
"""`Orders runs on 8080, its database on 5432`"""
_BEHIND = re.compile(
    r"[\s`*]*[)）\]]?[\s`*]*(?:[(（](?:[^()（）\d]|(?<=[^\W\d])\d(?!\d))*[)）])?\s*"
)
"""A remark may have a digit within a word: `(R2)`, `(HTTP/v2)`."""
_ASIDE = re.compile(r"\s[(（](?=[^()（）]*\d{1,3}\s[^\W\d])[^()（）]*[)）]$")
_NAME_BEHIND = re.compile(
    r"[\s`*]*(?:[-–—:：]\s+)?[(（]?(?P<name>[^()（）:：]+?)[)）]?(?:\s+[(（][^()（）\d]*[)）])?\s*"
)
_ARTICLE = re.compile(rf"^(?:{ARTICLES})\s", re.IGNORECASE)
_NAME = re.compile(
    r"[^\W_](?:[^\d:：,;()（）\[\]!?]|(?<=[^\W\d_])\d(?=[^\W\d_]))*(?:\s?\d{1,2})?|[^\W\d][\w.-]*"
)
_VERB = re.compile(
    r"\s(?:uses?|exposes|opens|needs|has|gets|talks|calls|is|are|was|and|or|runs|sits|lives|offers|serves"
    r"|provides|takes|accepts|receives|handles)\b|^(?:We|is|are)\b"
)


def pair_in(part: str) -> Pair | None:
    """One name with its numbers, which stand together; None of anything else."""
    part = VERSION.sub("", _MOVED.sub("", part.strip("[] ")))
    remark = _ASIDE.search(part)
    if remark and scan(part[: remark.start()], loose=False) and not scan(remark[0], loose=False):
        part = part[: remark.start()]  # `8102 alarms (of 180 sensors)`
    numbers = scan(part)
    mapped = len(numbers) == 1 and numbers[0].sign == "→" and not part[: numbers[0].first].strip()
    inside = len(numbers) == 1 and numbers[0].bracketed and numbers[0].container is not None
    if not numbers or not (mapped or inside or all(map(is_port, numbers))):
        return None
    if not all(_JOINED.fullmatch(part, a.last, b.first) for a, b in pairwise(numbers)):
        return None
    before, after = part[: numbers[0].first], part[numbers[-1].last :]
    if before.rstrip().endswith((":", "：")) and not subject_of(before):
        return None  # `Port: 6006 (UI)`: what the heading names has it.
    topic = _TOPIC.search(before)
    if topic and (about("port", part) or re.search("[a-zA-Z]", before)):
        before, after = before[: topic.start()], _SAID_OF.sub("", after)
    before = REMARK.sub("", before).rstrip(":：-–—/@ ")
    before = _WHERE.sub("", _PLACED.sub(r"\1", _USE.sub("", before)))
    if name := clean_name(_ARTICLE.sub("", subject_of(before), count=1)):
        since = name[0].islower() and is_year(numbers[0].start) and not numbers[0].sure
        whole = may_name(name) and _BEHIND.fullmatch(after) and not since
        return Pair(name, tuple(numbers), led=True) if whole else None
    behind = _NAME_BEHIND.fullmatch(after)
    name = clean_name(_ARTICLE.sub("", _FOR.sub("", behind["name"]))) if behind else ""
    if any(is_year(number.start) and not number.sure for number in numbers):
        return None
    whole = not after.strip(" )）`*") or may_name(name, _WORDS * (1 + mapped))
    return Pair(name, tuple(numbers)) if whole else None


VERSION = re.compile(r"(?<=[^\W\d_]{2}) v?\d+(?:\.\d+)+(?=\s?[(（:：])")
"""`Redis 7.2 (6379)`"""
_MOVED = re.compile(
    r"(?<=\d)\s*[,;—–(-]+\s*(?:re)?(?:mapped|moved|changed) from :?\d+\)?", re.IGNORECASE
)
"""`8081 — remapped from 8080`"""
_TOPIC = re.compile(
    r"(?<=\w)(?:\s?(?:의|の)?\s?(?:호스트|외부|ホスト|外部|host)?\s?(?:포트|ポート))?(?:은|는|は)[\s`*]*$"
)
"""`PostgreSQL은`, `Redisのポートは`, before its number."""
_SAID_OF = re.compile(
    r"[`*]*\s?(?:번|番)?\s?(?:포트|ポート)?"
    r"(?:(?:으?로|을|를|에서|이고|이며|입니다|이다|で|を|です|となる)(?:\s?[^\W\d]{1,10}){0,3})?"
    r"[`*.。]*\s*$"
)
"""`를 사용한다`, `です`, behind it."""
_ALONE = re.compile(
    rf"((?:[\w.-]+ ){{1,3}}(?:{PREPOSITIONS}) (?:(?:{ARTICLES}) )?(?:{alternatives('port')} )?"
    rf"\d{{2,5}}(?:/\w+|(?: (?:{AND})|,) \d{{2,5}})?"
    r"|(?:[\w.-]+ ){0,2}[\w.-]+,? [(]?(?:udp|tcp) \d{2,5}[)]?)(?:[,;] (?:\D|(?<=-)\d)*)?\.?",
    re.IGNORECASE,
)
"""`Octopus Tentacle on 10933.`, `agent on 6818/tcp, from the head node`, `WireGuard, UDP 51820`"""
_SCHEME = re.compile(r"(?<=\d) \([^()\d]{1,20}\)")
_NAMELIKE = re.compile(r"[A-Z]|.*(?:\w[-_.]\w|\wd$)")
"""`Shop`, `orders-api`, `slurmd`: no word of a sentence."""


def pair_alone(sentence: str) -> Pair | None:
    """The name and the numbers of a sentence that says nothing else."""
    alone = _ALONE.fullmatch(_SCHEME.sub("", sentence))
    pair = pair_in(alone[1]) if alone else None
    if pair is None or not pair.led or is_year(pair.numbers[0].start) or about("changed", sentence):
        return None
    told = _NAMELIKE.match(pair.name) or kind_of_name(pair.name)
    nobody = any(starts_with(each, pair.name) for each in ("pronoun", "order", "visit"))
    return pair if told and not nobody else None


FOR = "for|für|pour|para|per|voor|dla|för|для|για|pentru|pro|til|cho"
_WITH = "with|before|mit|vor|con|delante|avec|devant|com|met|voor|с|перед"
_FOR = re.compile(rf"^(?:{FOR}) ")
_PLACED = re.compile(rf"(\s(?:{PREPOSITIONS}))\s[a-z][\w-]*(?:\.[\w-]+)+$")
"""`Grafana runs on oak.lan`, before a colon and its port."""
_WHERE = re.compile(
    rf"(?<=\w)\s(?:{PREPOSITIONS}|{_WITH})\s[^\d(（]{{4,40}}(?=\s(?:{PREPOSITIONS})$)",
    re.IGNORECASE,
)
"""`PgBouncer in front of it on`, `admin listener with thread dumps on`, before its number."""
_USE = re.compile(r"^(?:[Uu]se|[Nn]utze|[Uu]sar|[Uu]tiliser) (?=[a-z][\w-]*$)")
"""`Use kafka:9092, redis:6379`"""


def is_port(number: Number) -> bool:
    plausible = number.start >= 1000 or number.start in LOW or number.transport is not None
    return plausible and not number.is_interval and not number.container


_WORDS = 4
"""Of a name, at most."""


def may_name(name: str, words: int = _WORDS) -> bool:
    short = len(name.split()) <= words and _NAME.fullmatch(name) is not None
    return short and key_of(name) is None and not (names_nobody(name) or _VERB.search(name))
