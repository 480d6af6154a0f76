"""Classifies the keys of a port list: number, name, range, group, project, stage."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from portbook.sources.documents.text import about, is_empty, is_english, strip_words
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import ENVIRONMENTS, names
from portbook.text.nodes import Mapping, Node, Scalar, Sequence

NAMES = ("service", "name", "app", "application", "title", "label", "key", "component")
DESCRIPTIONS = (
    *("description", "purpose", "desc", "notes", "note", "comment", "usage", "used_for", "reason"),
)
OWNERS = ("project", "repo", "app", "application")
_NOBODY = names(
    "free available vacant not_used not_in_use available_for_use next_free next_available"
)
FREE = _NOBODY | names(
    "unused unassigned candidate candidates suggested next spare allowed blocked well_known"
)
_PORTS = names("port ports number numbers list")
STATUS = {each: each for each in ("planned", "deprecated", "retired", "active", "reserved")}
STATUS |= {"future": "planned", "legacy": "deprecated", "removed": "retired", "released": "retired"}
_RANGES = names(
    "range ranges block blocks band bands pool pools slot slots slice slices dynamic bereich "
    "bereiche portbereich portbereiche rango rangos faixa faixas plage plages intervallo zakres "
    "диапазон диапазоны 范围"
)
_RANGED = re.compile(r"[_-]?(?:port[_-]?)?ranges?$|[_-]ports$", re.IGNORECASE)
"""`media_range: 50010-50023`, `avatar_ports: {...}`: those of media, and of the avatar."""
_KEPT = names("port ports reserved allocated")
_RESERVED = names(
    "reserved reservado reservados reservada reservadas réservé réservés reserviert riservato "
    "gereserveerd zarezerwowane зарезервировано 预留 保留 予約"
)
_LISTS = names("ports services apps applications port_map portmap")
_GROUPS = names(
    "ports services apps applications containers endpoints allocations allocation assigned "
    "assignments mapping mappings registry map entries list items reserved used claims active "
    "taken static fixed local host hosts all data spec port_map portmap components registrations "
    "allocated current categories rules firewall ufw allow open opened devices nodeports instances "
    "nodes members tiers variables rows records tcp udp urls links addresses "
    "infrastructure infra databases monitoring observability core backends frontends tools misc "
    "discovered detected exposed exposed_ports "
    "external internal common other optional required extra service_discovery system os properties"
)
"""Keys that only hold what is below them."""
_PROJECTS = names(
    "projects project products product repos repositories workspaces apps_by_project checkouts"
)
_HOSTS = names("hosts machines servers hostnames")
_HOLDERS = names("environments envs environment env stages")
_WHERE = names("docker container compose ports")
"""Words beside a stage: `docker_production`."""
_VARIABLES = names("env environment variables")
_NO_NAMES = names(
    "fallback fallbacks fallback_port fallback_ports alternative_ports alternatives "
    "healthcheck healthchecks health_checks cors origins allowed_origins issues problems meta "
    "examples example template templates changes tags keywords"
)
_GONE = names("old previous former conflict conflicts excluded forbidden prohibited banned avoid")
_SUMMARIES = names("summary stats statistics")
_TELLING = (_GONE | _SUMMARIES) | names(
    "resolved history changelog migrations metadata guidelines validation denied probe scan "
    "scanned blocklist blacklist denylist blocked deny drop reject "
)
"""Words of keys below which a list only tells of ports: what was, what clashed, what to do."""
_PAST = frozenset(("legacy", "deprecated", "retired", "removed", "released"))
_MAPPINGS = names("map mapping mappings")
_SILENT = names(
    "version updated date schema year timeout interval count slots offset step maximum minimum max "
    "min limit size ttl retries workers threads memory cpu disk replicas weight priority total "
    "width height routes rate delay seconds minutes hours days pid uid gid id threshold "
    "connections tokens ctx length dim dims ms sec secs mins kb mb gb bytes pct percent"
)
"""Words of keys whose numbers measure something."""
_OUTER = names("host external published public listen local dev bind number default node primary")
_INNER = names("container internal private inner target guest containerport targetport")
_SIDES = names("host external published public container internal private")
_KINDS = {"mapping": "mapping", "map": "mapping", "port": "port", "ports": "port"}
_ENDS = names(
    "http https grpc grpcs rpc ws wss websocket tcp udp admin metrics health console client peer "
    "cluster monitoring control dns bolt mqtt mqtts smtp pop3 imap debug management mgmt actuator "
    "ingest stats serf lan wan jmx pprof gossip replication rcon query rtsp rtp rtc sip "
    "stun turn onvif"
)
_WRAPPERS = names("network networking server listener config settings connection deployment rpc")
"""Keys that say how, not who: `crm: {network: {port: 1}}`."""
_PROGRAMS = names("services containers components daemons processes")
"""Keys below which names are of programs, whose `ports` have labels."""
RUN = names("container container_name image systemd_unit")
"""Fields that only a program has."""
_ENDS_BESIDE = names(
    "dashboard api web ui webui main server public internal query ingress prometheus port rest "
    "secondary"
)
"""Words of what one program offers: `http` beside `admin_api`; the second only beside the first."""


_ENDMOST = names("base start first min max last next")
_BEHIND = ENVIRONMENTS.keys() | _SIDES | _ENDS | _ENDMOST | {"ui", "webui", "web", "api"}
"""Words that stand behind `port_`, too."""


@lru_cache(maxsize=16384)
def bare(key: str) -> str:
    """A key in lower case with underscores, in English, as these tables have them."""
    key = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key.strip())
    written = re.sub(r"[-\s]+", "_", key.lower())
    text = written.replace("_", " ")
    if is_english(text, *_CONCEPTS) or strip_words(text, *_CONCEPTS):
        return written
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
    while spoken and parts and parts[-1] in _OUTER - {"dev"}:
        parts.pop()  # `POSTGRES_HOST_PORT`, `frontendNodePort`
    return "_".join(parts), side, spoken


def stage_of(key: str) -> tuple[str, str]:
    """The stem of a bare key without the word of a stage, and that: `web_test`, `dev_port`."""
    stem = side_of(key)[0] or key
    first, _, after = stem.partition("_")
    before, _, last = stem.rpartition("_")
    told = ((before, last), (after, first), (stem, ""))
    return next((rest, stage) for rest, stage in told if not stage or stage in ENVIRONMENTS)


_ADDRESSES = names("url uri address addr endpoint upstream link href listen bind socket")
_MAIN = _OUTER | names("base main web health healthcheck check internal")


def is_address(key: str) -> bool:
    """Whether a bare key says where its mapping itself listens: `url`, `public_endpoint`."""
    *before, last = key.split("_")
    return last in _ADDRESSES and _MAIN.issuperset(before)


_BOUNDS = {(word, "port", True) for word in _ENDMOST}
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
    return not side_of(key)[2] and (parts[-1] in _SILENT or parts[0] in ("max", "min", "total"))


def speaks_of_ranges(key: str) -> bool:
    """Whether a bare key has a word for numbers that belong together: `relay_range`."""
    return not _RANGES.isdisjoint(key.split("_"))


def is_beside(stem: str) -> bool:
    """Whether a stem beside a program's own port is what it offers, or a store that it brings."""
    return is_end(stem, surely=False) or kind_of_name(stem) is not None


def is_nobody(service: str, free: frozenset[str] = _NOBODY) -> bool:
    """Whether a name is none, or repeats the number: `Unassigned ssl`, `Port 3100`, `/health`."""
    name = strip_words(service, "port")
    first = name.lower().partition(" ")[0]
    known = bare(name) in free or first in ("unassigned", "unused", "reserved")
    return known or is_empty(name) or name.isdecimal() or service.startswith("/")


def _has_port(value: Node) -> bool:
    own = value.get("port") if isinstance(value, Mapping) else value
    return isinstance(own, Scalar)


def _is_entry(words: set[str], value: Node) -> bool:
    """`care-guidelines: {port: 8083}` is a program of that name, whatever the word says."""
    keyed = isinstance(value, Mapping)
    named = words - _PORTS - (_TELLING - _SUMMARIES if keyed else _TELLING)
    return bool(named) and (keyed or not words & _GONE) and _has_port(value)


def is_end(stem: str, *, surely: bool) -> bool:
    """Whether a stem names what a program offers, rather than a program of its own."""
    parts = set(stem.split("_"))
    return parts <= _ENDS | _ENDS_BESIDE and not (surely and parts.isdisjoint(_ENDS))


@dataclass(frozen=True, slots=True)
class Scope:
    """What the keys above say: `path` are those that may be a project's or a service's name.

    `names` tells what the keys right below are: `project`, `environment`, `host` or, empty,
    anything. Those below a path of `programs` keys are programs, whatever they hold; what follows
    behind a path of `offering` keys is what one program offers. Below `ports` and its like a number
    is one, and `session_memory` the name of something.
    """

    path: tuple[str, ...] = ()
    project: str | None = None
    host: str | None = None
    environment: str | None = None
    status: str | None = None
    ranges: bool = False
    free: bool = False
    names: str = ""
    programs: int | None = None
    offering: int | None = None
    ports: bool = False

    @property
    def service(self) -> str | None:
        """What is named last; a project that has a number of its own is a service, too."""
        named = self.path[: self.offering]
        return named[-1] if named else self.project

    @property
    def owner(self) -> str | None:
        """The project of what is named last."""
        named = self.path[: self.offering]
        return self.project or (named[-2] if len(named) > 1 else None)

    @property
    def endpoint(self) -> str | None:
        """Which of what a program offers is named last."""
        return " ".join(self.path[self.offering :]) or None if self.offering is not None else None

    def offer(self, stem: str = "") -> Scope:
        """The scope of what is named last as a program that offers something."""
        length = len(self.path) if self.offering is None else self.offering
        return replace(self, path=(*self.path, *filter(None, (stem,))), offering=length)

    def below(self, key: str, value: Node) -> Scope | None:
        """What holds below a key; None where nothing there is a port."""
        name = bare(key)
        alone = isinstance(value, Scalar)
        flat = alone or (
            isinstance(value, Sequence) and all(isinstance(each, Scalar) for each in value.items)
        )
        words = set(name.split("_"))
        stage = "_".join(word for word in name.split("_") if word not in _WHERE)
        inner: Scope | None
        if self.names == "project":
            inner = replace(self, project=key, names="")
        elif self.names == "host":
            inner = replace(self, host=key, names="")
        elif self.names == "environment" or (stage in ENVIRONMENTS and not alone):
            inner = replace(self, environment=ENVIRONMENTS.get(stage, key), names="")
        elif words & _RANGES and words <= _RANGES | _KEPT:  # `port_range`, `reserved_blocks`
            path = (*self.path, key) if name == "dynamic" else self.path
            inner = replace(self, ranges=True, path=path)
        elif flat and words & _RANGES and name not in FREE and not words & _SILENT:
            inner = replace(self, ranges=True, path=(*self.path, _RANGED.sub("", key)))
        elif name in FREE or (words & FREE and words <= FREE | _PORTS):
            inner = replace(self, free=True)
        elif (
            # `env: [{name: PORT, value: 3000}]`, `env: {PORT: 3000}`
            (name in _VARIABLES and self.path and _sets_variables(value))
            or (words & _TELLING and not _is_entry(words, value))
            or (words & _PAST and words & _MAPPINGS)
            or (name in _NO_NAMES and not (self.programs == len(self.path) and _has_port(value)))
            or (name in DESCRIPTIONS and not (isinstance(value, Scalar) and value.text.isdecimal()))
            or (alone and name in _PROJECTS | _HOLDERS)
        ):
            inner = None
        elif not alone and (group := self._group(key, name, value)) is not None:
            inner = group
        elif alone and is_silent(name) and not (self.ranges or self._is_part(name)):
            inner = None
        else:
            named = _RANGED.sub("", key) if isinstance(value, Mapping) else key
            inner = replace(self, path=(*self.path, named or key))
        return inner

    def _is_part(self, name: str) -> bool:
        """Whether a key may well be the name of what does that: `session_memory`."""
        first, _, last = name.rpartition("_")
        part = last in ("memory", "cpu", "disk", "routes", "workers")
        base = name == "base" and self.programs == len(self.path)
        return base or (self.ports and part and first not in ("", "max", "min"))

    def _group(self, key: str, name: str, value: Node) -> Scope | None:
        """What holds below a key that is no name; None where it is one."""
        fields = value if isinstance(value, Mapping) else None
        keys = [key.text for key, _ in fields.entries()] if fields else []
        if self.path and name in _WRAPPERS and any(side_of(bare(key))[2] for key in keys):
            return self
        if (
            fields
            and name not in _PORTS
            and any(isinstance(fields.get(k), Scalar) for k in ("port", *RUN))
        ):
            return None  # `registry: {image: x, ...}` is a program of that name.
        hosts = fields and name in _HOSTS and not any(_has_port(v) for _, v in fields.entries())
        if hosts or name in _PROJECTS | _HOLDERS:
            staged = "" if fields and _sets_variables(fields) else "environment"
            named = "host" if hosts else "project"
            return replace(self, names=staged if name in _HOLDERS else named)
        status = re.sub("_ports?$", "", name)
        items = value.items if isinstance(value, Sequence) else ()
        texts = [each.text for each in items if isinstance(each, Scalar)]
        if status in STATUS or status in _RESERVED:
            # What a list calls reserved or active is simply taken; bare numbers are set aside.
            kept = status in _RESERVED and 0 < len(texts) == len(items)
            alone = kept and all(map(str.isdecimal, texts))  # Two of them are no interval.
            said = STATUS.get(status, "active")
            within = self.status if said in ("active", "reserved") else said
            return replace(self, status=within, ranges=self.ranges or kept, free=alone)
        if name in _PROGRAMS:
            return replace(self, programs=len(self.path), ports=name in _LISTS)
        many = len(texts) < len(items) or name not in re.sub(r"[\s-]", "_", key.lower())
        held = name.split("_")
        listed = held[-1] in _GROUPS | _PORTS and {*held} <= _GROUPS | _PORTS | {"service", "app"}
        listed = listed or name in _GROUPS or (many and f"{name}s" in _GROUPS)
        listed = listed and not (self.ranges and items and name not in _PORTS)
        return replace(self, ports=name in _LISTS) if listed else None


def _sets_variables(value: Node) -> bool:
    """Whether what an entry is run with is listed, rather than environments."""
    entries = value.entries() if isinstance(value, Mapping) else []
    return isinstance(value, Sequence) or (
        bool(entries)
        and all(isinstance(each, Scalar) and key.text.isupper() for key, each in entries)
        and not any(bare(key.text) in ENVIRONMENTS for key, _ in entries)
    )


def project_of(document: Node) -> str | None:
    """The project that a document names at its top, without the address of its repository."""
    keys = ["project", "repo", "repository", "workspace"]
    if isinstance(document, Mapping) and isinstance(document.get("ports"), Mapping):
        keys += ["repo_name", "service", "app", "name"]  # Whose they all are.
    for key in keys:
        node = document.get(key) if isinstance(document, Mapping) else None
        if isinstance(node, Scalar) and node.text:
            return project_called(node.text)
    return None


def project_called(text: str) -> str:
    """The name of a project, of which the text may be the address of its repository."""
    return text if " " in text else text.rstrip("/").rpartition("/")[2].removesuffix(".git")
