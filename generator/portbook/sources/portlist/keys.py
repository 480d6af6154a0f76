"""Reads the keys of a port list: their words, sides, stems and stages."""

from __future__ import annotations

import re
from functools import lru_cache

from portbook.sources.documents.text import (
    about,
    about_any,
    is_empty,
    is_english,
    strip_words,
)
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import ENVIRONMENTS, names

NAMES = ("service", "name", "app", "application", "title", "label", "key", "component")
DESCRIPTIONS = (
    *("description", "purpose", "desc", "notes", "note", "comment", "usage", "used_for", "reason"),
)
OWNERS = ("project", "repo", "app", "application")
MACHINES = ("hostname", "host", "machine", "server")
"""Fields that name an entry which is a machine."""
HOSTS = names("hosts machines servers hostnames")
_NOBODY = names(
    "free available vacant not_used not_in_use available_for_use next_free next_available"
)
FREE = _NOBODY | names(
    "unused unassigned candidate candidates suggested next spare allowed blocked well_known"
)
PORTS = names("port ports number numbers list")
STATUS = {each: each for each in ("planned", "deprecated", "retired", "active", "reserved")}
STATUS |= {"future": "planned", "legacy": "deprecated", "removed": "retired", "released": "retired"}
RANGES = names(
    "range ranges block blocks band bands pool pools slot slots slice slices dynamic bereich "
    "bereiche portbereich portbereiche rango rangos faixa faixas plage plages intervallo zakres "
    "диапазон диапазоны 范围"
)
SILENT = names(
    "version updated date schema year timeout interval count slots offset step maximum minimum max "
    "min limit size ttl retries workers threads memory cpu disk replicas weight priority total "
    "width height routes rate delay seconds minutes hours days pid uid gid id threshold "
    "connections tokens ctx length dim dims ms sec secs mins kb mb gb bytes pct percent"
)
"""Words of keys whose numbers measure something."""
_OUTER = names(
    "host external published public listen local dev bind number default node primary exposed "
    "mapped binding expose exposes publish publishes hostport nodeport"
)
_INNER = names(
    "container internal private inner target guest containerport targetport maps_to mapped_to"
)
_SIDES = names("host external published public container internal private")
_KINDS = {"mapping": "mapping", "map": "mapping", "port": "port", "ports": "port"}
_ENDS = names(
    "http https grpc grpcs rpc ws wss websocket tcp udp admin metrics health console client peer "
    "cluster monitoring control dns bolt mqtt mqtts smtp pop3 imap debug management mgmt actuator "
    "ingest stats serf lan wan jmx pprof gossip replication rcon query rtsp rtp rtc sip "
    "stun turn onvif tls ssl monitor exporter sftp dicom stomp raft hmr"
)
RUN = names("container container_name image systemd_unit")
"""Fields that only a program has."""
_ENDS_BESIDE = names(
    "dashboard api web ui webui main server public internal query ingress prometheus port rest "
    "secondary"
)
"""Words of what one program offers: `http` beside `admin_api`; the second only beside the first."""


ENDMOST = names("base start first min max last next")
_BEHIND = ENVIRONMENTS.keys() | _SIDES | _ENDS | ENDMOST | {"ui", "webui", "web", "api"}
"""Words that stand behind `port_`, too."""


@lru_cache(maxsize=16384)
def bare(key: str) -> str:
    """A key in lower case with underscores, in English, as these tables have them."""
    key = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key.strip())
    written = re.sub(r"[-\s]+", "_", key.lower())
    text = written.replace("_", " ")
    if text == "scope" or is_english(text, *_CONCEPTS) or strip_words(text, *_CONCEPTS):
        return written  # `scope` is no Romanian `scop`.
    return "_".join(word for concept, word in _CONCEPTS.items() if about(concept, text))


_CONCEPTS = {
    concept: {"purpose": "description", "transport": "protocol"}.get(concept, concept)
    for concept in (
        *("url", "service", "project", "environment", "purpose", "note", "status", "transport"),
        *("development", "production", "staging", "test", "default", "container", "host", "port"),
    )
}
"""Concepts of `words.toml` with the words of keys, in the order of `internal_api_port`."""


def side_of(key: str) -> tuple[str, str, bool]:
    """Stem, side and whether a bare key speaks of ports: `internal_api_port` is the inner of api.

    The stem is empty where the key says no name; sides are `port`, `inner` and `mapping`.
    """
    parts = [part for part in key.split("_") if part]
    side, spoken = "port", False
    if len(parts) > 1 and parts[0] == "port" and _BEHIND.issuperset(parts[1:]):
        parts = [*parts[1:], "port"]  # `port_prod`, `port_host`
    if parts and parts[-1] in _KINDS:
        side, spoken = _KINDS[parts.pop()], True
    elif key in _OUTER | _INNER | {"value", "port_number", "host_side"}:
        return "", "inner" if key in _INNER else "port", True
    if spoken and side == "port" and (inner := [part for part in parts if part in _INNER]):
        side = "inner"
        parts = [part for part in parts if part not in inner]
    while spoken and parts and parts[-1] in _OUTER - {"dev"} | {"port"}:
        parts.pop()  # `POSTGRES_HOST_PORT`, `frontendNodePort`
    return "_".join(parts), side, spoken


def label_of(key: str) -> str:
    """What a bare key says besides the side: `kafka_external`."""
    return "_".join(part for part in key.split("_") if part not in _SIDES)


def stage_of(key: str) -> tuple[str, str]:
    """The stem of a bare key without the word of a stage, and that: `web_test`, `dev_port`."""
    stem = side_of(key)[0] or key
    first, _, after = stem.partition("_")
    before, _, last = stem.rpartition("_")
    told = ((before, last), (after, first), (stem, ""))
    return next((rest, stage) for rest, stage in told if not stage or stage in ENVIRONMENTS)


_ADDRESSES = names("url urls uri address addr endpoint upstream link href listen bind socket")
_MAIN = _OUTER | names("base main web health healthcheck check internal application app service")


def is_address(key: str) -> bool:
    """Whether a bare key says where its mapping itself listens: `url`, `public_endpoint`."""
    *before, last = key.split("_")
    return last in _ADDRESSES and _MAIN.issuperset(before)


_BOUNDS = {(word, "port", True) for word in ENDMOST}
"""`base_port`, `port_max`: where numbers begin and end."""


_MEASURES = names(
    "base run_as_user run_as_group fs_group supplemental_groups user_id group_id puid pgid"
)
_COUNTED = names("total allocated available used free open max min number")


def is_silent(key: str) -> bool:
    """Whether the number of a bare key measures something."""
    parts = key.split("_")
    counts = parts[-1] == "ports" and parts[0] in _COUNTED
    if counts or key in _MEASURES or side_of(key) in _BOUNDS:
        return True
    measured = parts[-1] in SILENT or parts[0] in ("max", "min", "total") or "per" in parts
    return (measured or _measures(key.replace("_", " "))) and not side_of(key)[2]


@lru_cache(maxsize=4096)
def _measures(text: str) -> bool:
    """Whether words of a language other than English measure something: `tiempo_espera`."""
    told = (word for word in text.split() if about("measure", word))
    foreign = about("measure", text) and not any(is_english(word, "measure") for word in told)
    return foreign and not about_any(("service", "part"), text)


_COUNTING = ("free", "next", "fallback", "port", "numbering", "assign", "used", "ending")


@lru_cache(maxsize=4096)
def is_free(key: str, *, listed: bool = False) -> bool:
    """Whether a bare key says that nobody has the numbers yet, or which was given last:
    `next_free`, `lastAllocated`, `備用端口`; what may be a name, only where it is `listed`."""
    parts = set(key.split("_"))
    if key in FREE or (parts & FREE and parts <= FREE | PORTS | RANGES):
        return True
    text = key.replace("_", " ")
    if key in STATUS or about_any(("new", "available"), text) or strip_words(text, *_COUNTING):
        return False
    given = about("ending", text) and about_any(("assign", "used"), text)
    spare = about("fallback", text) and (listed or about("port", text))
    free = about("free", text) and (listed or " " in text or not text.isascii())
    return given or spare or free or about("next", text)


def speaks_of_ranges(key: str) -> bool:
    """Whether a bare key has a word for numbers that belong together: `relay_range`."""
    return not RANGES.isdisjoint(key.split("_"))


def is_beside(stem: str) -> bool:
    """Whether a stem beside a program's own port is what it offers, or a store that it brings."""
    return is_end(stem, surely=False) or kind_of_name(stem) is not None


def is_nobody(service: str, free: frozenset[str] = _NOBODY) -> bool:
    """Whether a name is none, or repeats the number: `Unassigned ssl`, `Port 3100`, `/health`."""
    name = strip_words(service, "port")
    first = name.lower().partition(" ")[0]
    known = bare(name) in free or first in ("unassigned", "unused", "reserved")
    return known or is_empty(name) or name.isdecimal() or service.startswith("/")


def is_end(stem: str, *, surely: bool) -> bool:
    """Whether a stem names what a program offers, rather than a program of its own."""
    parts = set(stem.split("_"))
    return parts <= _ENDS | _ENDS_BESIDE and not (surely and parts.isdisjoint(_ENDS))
