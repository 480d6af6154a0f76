"""Reads the listeners that the keys of one mapping tell of, each with its sides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from portbook.sources.documents.amounts import LOW
from portbook.sources.documents.cells import port_cell
from portbook.sources.documents.text import DEFAULT, about, is_empty, outside_brackets, strip_words
from portbook.sources.documents.tokens import Number, scan
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import is_sentence, names
from portbook.sources.numbers import port_number
from portbook.sources.portlist.keys import (
    DESCRIPTIONS,
    NAMES,
    OWNERS,
    bare,
    is_address,
    is_end,
    is_free,
    is_silent,
    label_of,
    side_of,
    speaks_of_ranges,
)
from portbook.text.nodes import Mapping, Node, Scalar, Sequence

MOST_NODES = 200_000
Fields = dict[str, tuple[Scalar, Node]]
"""Bare keys to the key as it stands and its value."""

_NAMELIKE = re.compile(r"(?!(?:true|false|yes|no|null|\d[\d.-]*)$)[^\W_][^/:]{0,60}", re.IGNORECASE)
_TOLD_OTHERWISE = frozenset(
    (*DESCRIPTIONS, *("type", "kind", "protocol", "transport", "status", "state", "env"))
) | names(
    "environment host bind address owner tech visibility on_open proto team category group from "
    "source action zone network interface direction var variable mode "
    "modus modo scope consumers exposure"
)
"""Fields of an entry that are never its name."""
_USED = ("port", "ports", "current_port", "new_port", "override_port", "assigned_port")
_OUTSIDE = ("node_port", "external_port", "published_port", "public_port", "host_port")
_LESS = {"default": _USED, "default_port": _USED, "port": _OUTSIDE}
"""What a program would use, beside what it uses; a `port` of a cluster or a container."""
_REMARK = re.compile(r"\(([^()]*)\)")
"""`5432 (internal only)`."""
_INSIDE = re.compile(r"\b(?:internal|intern|inside|container|interne|interno)\b", re.IGNORECASE)


_HERE = (None, "0.0.0.0", "127.0.0.1", "::", "::1")


def published_by(node: Node) -> Number | None:
    """What a value publishes: a number, an interval, a mapping as Compose has it, or an inside."""
    if not isinstance(node, Scalar) or len(node.text) > 200:
        return None
    text = DEFAULT.sub(r"\1", node.text.strip()).removeprefix(":")
    numbers = scan(text)
    if "->" in text and len({(each.start, each.container) for each in numbers}) == 1:
        numbers = numbers[:1]  # `0.0.0.0:8080->80/tcp, :::8080->80/tcp`
        text = text[: numbers[0].last]
    number = _first(text, numbers)
    if number is None or number.first or number.open_ended or number.wild:
        return None
    remark = text[number.last :].strip()
    if (remark and not _REMARK.fullmatch(remark)) or (
        number.bind not in _HERE and not number.container
    ):
        return None
    if number.end is not None and number.end < number.start:
        return None
    if _INSIDE.search(remark):
        return replace(number, start=0, container=number.start)
    return replace(number, transport=number.transport or "tcp") if number.container else number


def _first(text: str, numbers: list[Number]) -> Number | None:
    """`9050 (internal 3000)`, `5433 (host) / 5432 (container)`, `3001 (was 3000)`"""
    told = [entry.number for entry in port_cell(text).entries] if len(numbers) == 2 else []
    if len(told) == 1 and told[0].container is not None:
        return replace(told[0], last=len(text))
    return numbers[0] if numbers and all(each.bracketed for each in numbers[1:]) else None


_LEADS = r"(?:\s?:\s|\s[–—-]\s|\s?(?:[=-]>|→|\|)\s?|\s=\s)"
_SAID = re.compile(
    rf"(?P<port>\d{{4,5}})(?:-(?P<end>\d{{4,5}}))?(?:(?:{_LEADS}|,)(?P<named>[^\W\d][^:=>|,]{{1,60}}?)(?:\s?[|,].*)?"
    r"|\s\((?P<aside>[^()\d]{2,60})\))"
    rf"|(?P<name>[^\W\d][^:=>|]{{1,60}}?)(?:{_LEADS}|(?P<near>[:=]))(?P<number>\d{{4,5}})"
)


def said_by(node: Node, *, alone: bool) -> tuple[str, Number] | None:
    """The name and the port, or interval, that a text of a list says, or a list in it:
    `"4100: shop"`, `"shop - 4100"`, `[4100, shop]`. Only where nothing stands above it, `shop:4100`
    is no address, and `4100 (shop)` no remark."""
    if isinstance(node, Sequence):
        texts = [each.text.strip() for each in node.items[:5] if isinstance(each, Scalar)]
        numbers = [number for number in map(port_number, texts) if number]
        named = next(filter(_NAMELIKE.fullmatch, texts), "")
        return (named, Number(numbers[0], 0, 0)) if named and len(numbers) == 1 else None
    told = _SAID.fullmatch(node.text[:200].strip()) if isinstance(node, Scalar) else None
    number = port_number(told["port"] or told["number"]) if told else None
    if told is None or number is None:
        return None
    name = (told["named"] or told["aside"] or told["name"]).strip()
    address = not {".", "/"}.isdisjoint(name) or name == "localhost"
    address = address or (told["near"] == ":" and not alone)
    if _VARIABLE.fullmatch(name) or (told["near"] and address) or (told["aside"] and not alone):
        return None
    return name, Number(number, 0, 0, end=port_number(told["end"] or ""))


_VARIABLE = re.compile(r"(?:[A-Z][A-Z0-9_]*)?PORT")
_ONE = r"\d{2,5}(?::\d{2,5})?(?:/(?:tcp|udp))?"
_LISTED = re.compile(rf"{_ONE}(?:(?:,\s*|\s?/\s?){_ONE})+")


def several_in(node: Scalar) -> list[Number]:
    """`80:80, 443:443`, `80/tcp, 443/tcp`, `80/443`: what one text lists."""
    listed = len(node.text) <= 200 and _LISTED.fullmatch(node.text)
    return scan(node.text) if listed else []


def is_wide(published: Number) -> bool:
    """An interval of a hundred and more is set aside, not one program's."""
    return (published.end or 0) - published.start >= 99


@dataclass(slots=True)
class Listener:
    """What the keys of one stem say: `api_port`, `internal_api_port`, `api_mapping`."""

    stem: str
    spoken: bool = False
    sides: dict[str, tuple[Scalar, Number]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The number that it is reached at; 0 where none is told."""
        return self.outer[1].start if self.outer else 0

    @property
    def outer(self) -> tuple[Scalar, Number] | None:
        """The mapping, which says most, the port, or the number of its address."""
        mapping = self.sides.get("mapping")
        port = self.sides.get("port") or self.sides.get("address")
        return mapping if mapping and mapping[1].start else port


def listeners_in(fields: Fields) -> dict[str, Listener]:
    """The listeners of one mapping, by the stem of their keys."""
    found: dict[str, Listener] = {}
    for key, (_, value) in fields.items():
        if not isinstance(value, Scalar):
            continue
        urls = value.text[:300].split(";") if is_address(key) else []
        called = [ADDRESS.fullmatch(each.strip()) for each in urls]
        if called and all(each and port_number(each[3]) for each in called):
            for each in filter(None, called):
                stem = each[1].lower() if found.get("") and each[1] else ""
                listener = found.setdefault(stem, Listener(stem, spoken=True))
                number = Number(int(each[3]), 0, 0, host=each[2])
                listener.sides.setdefault("address", (value, number))
            continue
        published = published_by(value)
        if published is None or is_silent(key) or is_free(key):
            continue
        if not fields.keys().isdisjoint(_LESS.get(key, ())):
            continue
        if published.end and (speaks_of_ranges(key) or is_wide(published)):
            continue
        stem, side, spoken = side_of(key)
        if stem and spoken and about("old", stem):
            continue
        stem = "" if spoken and (stem in ("override", "assigned") or about("new", stem)) else stem
        low = published.start or published.container or 0
        if not spoken and low < 1000 and low not in LOW:
            continue
        listener = found.setdefault(stem, Listener(stem))
        listener.spoken |= spoken
        listener.sides.setdefault(side, (value, published))
    return found


_URL = re.compile(r"[a-z]+://\S+")
ADDRESS = re.compile(
    r"(?:([a-z][a-z+]*)://)?([\w.-]+|\[[\da-f:]+\]):(\d{2,5})(?:/\S*)?", re.IGNORECASE
)


def labels_in(ports: Node) -> list[str] | None:
    """The labels below a program's `ports`; None where these are of services of their own."""
    if isinstance(ports, Mapping):
        return [side_of(key)[0] for key in fields_of(ports) if not key.isdecimal()]
    items = ports.items if isinstance(ports, Sequence) else []
    entries = [fields_of(each) for each in items if isinstance(each, Mapping)]
    if any("service" in each for each in entries):
        return None
    return [label for each in entries if (label := text_in(each, NAMES))]


def is_named(node: Node) -> bool:
    """Whether an entry of a list is more than a number, or a mapping that says whose it is."""
    if isinstance(node, Mapping):
        fields = fields_of(node)
        named = text_in(fields, (*NAMES, *OWNERS, "id")) is not None
        return named or "" not in listeners_in(fields)
    if isinstance(node, Sequence):
        return any(map(is_named, node.items))
    return published_by(node) is None


def named_by(fields: Fields) -> Iterator[str]:
    """Fields of an entry without a known name whose short text may be one, who wrote it last."""
    for key, (_, value) in sorted(fields.items(), key=lambda each: _is_writer(each[0])):
        if isinstance(value, Scalar) and key not in _TOLD_OTHERWISE and not side_of(key)[2]:
            text = value.text.strip()
            called = (key.endswith("name") or key in _HOLDING) and "://" not in text
            if (called or _NAMELIKE.fullmatch(text)) and len(text.split()) < 5:
                yield key


_HOLDING = names("holder held_by used_by occupant occupied_by")


def _is_writer(key: str) -> bool:
    """`by`, `leased_by`: rather a person than a program, where another field may name one."""
    return (key == "by" or key.endswith("_by")) and key not in _HOLDING


_VERDICTS = names("action policy target verdict jump")
_DENIED = names("deny denied drop dropped reject rejected block blocked")


def is_denied(fields: Fields) -> bool:
    """Whether a mapping is a rule by which a firewall lets nobody in; what stands above rules is
    none."""
    said = {(text_in(fields, (key,)) or "").lower() for key in _VERDICTS}
    if said.isdisjoint(_DENIED):
        return False
    listed = "ports" in fields and not isinstance(fields["ports"][1], Mapping)
    return listed or "" in listeners_in(fields)


def remarks_in(fields: Fields) -> Iterator[tuple[Node, str]]:
    """Every text that describes an entry."""
    for key in DESCRIPTIONS:
        if text := text_in(fields, (key,)):
            yield fields[key][1], text


def told_in(fields: Fields) -> Iterator[str]:
    """The descriptions, no reasons, short enough to be the name of what nothing else names."""
    for key in (key for key in DESCRIPTIONS if key != "reason"):
        text = without_remark(text_in(fields, (key,)) or "")
        said = is_empty(text) or is_sentence(text) or text.endswith((".", "!", "?"))
        if len(text.split()) < 5 and not said:
            yield key


def without_remark(text: str) -> str:
    """`shop front (nightly only)`, without what its bracket adds."""
    return " ".join(outside_brackets(text).split()) or text


def fields_of(node: Mapping) -> Fields:
    """The entries of a mapping by their bare keys, of which one that stands so wins over one that
    is a word for it in some language; a `service` that is an address is one."""
    fields: Fields = {}
    for key, value in node.entries():
        name = bare(key.text)
        if name == key.text or name not in fields:
            fields[name] = key, value
    if _URL.fullmatch(text_in(fields, ("service",)) or ""):
        fields["url"] = fields.pop("service")
    scalars = {key for key, (_, value) in fields.items() if isinstance(value, Scalar)}
    for pair, kept in _PAIRS.items():
        ends = [number_of(fields[key][1]) or 0 for key in pair if key in scalars & fields.keys()]
        interval = pair[0] == "from_port" and ends == sorted(ends)
        if len(ends) == len(pair) and not (interval or (kept is _FORWARD and "port" in fields)):
            others = {key: each for key, each in fields.items() if key not in pair}
            fields = others | {name: fields[pair[at]] for name, at in kept.items()}
    return fields


_FORWARD = {"external_port": 0, "internal_port": 1}
_CHANGED = names(
    "old|new before|after previous|current target|current desired|current preferred|current "
    "preferred|actual requested|actual"
)
"""What a port was, or was to be, and what it is."""
_PAIRS: dict[tuple[str, ...], dict[str, int]] = {
    **{tuple(each.split("|")): {"port": 1} for each in _CHANGED},
    ("wan_port", "lan_port"): _FORWARD,
    ("wan", "lan"): _FORWARD,
    ("source_port", "destination_port"): _FORWARD,
    ("source_port", "target_port"): _FORWARD,
    ("src_port", "dst_port"): _FORWARD,
    ("from_port", "to_port"): _FORWARD,
    ("local_port", "remote_port"): {"port": 0},
    ("local", "remote"): {"port": 0},
    ("domain", "backend"): {"domain": 0, "url": 1},
}
"""Keys that say only together what they are."""


def scalars_in(fields: Fields) -> set[str]:
    """The keys of values that a listener is told by, unlike what is set aside."""
    told = {key: published_by(v) for key, (_, v) in fields.items() if isinstance(v, Scalar)}
    wide = {key for key, published in told.items() if published and is_wide(published)}
    return {key for key in told.keys() - wide if not speaks_of_ranges(key)}


def insides_in(fields: Fields) -> dict[str, dict[str, int]]:
    """The keys of lists and mappings of what containers have of the ports beside, by their labels.

    `{ports: {http: 3000}, internal_ports: {http: 80}}`, but `{external: {web: 3000}, internal: {db:
    5432}}` are groups, which share no label.
    """
    sides = {key: _labelled(value) for key, (_, value) in fields.items() if side_of(key)[2]}
    outer = {label for key in sides if side_of(key)[:2] == ("", "port") for label in sides[key]}
    return {
        key: {label: number for label, number in told.items() if number}
        for key, told in sides.items()
        if side_of(key)[:2] == ("", "inner") and not isinstance(fields[key][1], Scalar)
        if "ports" in fields or not outer.isdisjoint(told)
    }


def _labelled(ports: Node) -> dict[str, int | None]:
    """Numbers by what their labels say besides the side, `kafka_external`; one alone has none."""
    if isinstance(ports, Mapping):
        return {label_of(bare(key.text)): number_of(value) for key, value in ports.entries()}
    items = ports.items if isinstance(ports, Sequence) else [ports]
    return {"": number_of(items[0]) if len(items) == 1 else None}


def number_of(node: Node | None) -> int | None:
    """The port that a value is; None for everything else."""
    return port_number(node.text) if isinstance(node, Scalar) else None


def text_in(fields: Fields, keys: tuple[str, ...]) -> str | None:
    """The text, no number, of the first of these keys that has one, cut to 200 letters."""
    for key in keys:
        node = fields[key][1] if key in fields else None
        text = "" if not isinstance(node, Scalar) or node.is_null else " ".join(node.text.split())
        if text and not port_number(text):
            return text[:200]
    return None


def transports_of(fields: Fields, usual: str | None) -> tuple[str | None, ...]:
    """The transports that the fields tell, `both` for TCP and UDP, or the usual one."""
    said = (text_in(fields, ("protocol", "transport", "proto")) or "").lower()
    told = ("tcp", "udp") if said == "both" else tuple(re.findall("tcp|udp|sctp", said))
    return told or (usual,)


def are_offered(stems: Iterable[str], *, surely: bool = True) -> bool:
    """Whether these are names of what one program offers, `surely` one of them of nothing else."""
    listed = list(stems)
    ends = all(is_end(stem, surely=False) for stem in listed)
    return ends and any(is_end(stem, surely=surely) for stem in listed)


def are_groups(node: Node) -> bool:
    """Whether the keys of a mapping group programs: `{stores: {redis: 6379}, apps: {web: 3000}}`.

    Below each stand numbers alone, by keys of which most are names of programs.
    """
    values = [value for _, value in node.entries()] if isinstance(node, Mapping) else []
    held = [fields_of(value) for value in values if isinstance(value, Mapping)]
    keys = [key for each in held for key in each]
    alone = all(number_of(value) for each in held for _, value in each.values())
    programs = [key for key in keys if not is_end(key, surely=False) and _is_program(key)]
    return 1 < len(held) == len(values) and alone and 2 * len(programs) > len(keys)


def _is_program(key: str) -> bool:
    """`postgres`, `user_service`."""
    first, _, last = key.rpartition("_")
    part = strip_words(last, "service", "general") == ""
    return kind_of_name(key.replace("_", "-")) is not None or bool(first and part)
