"""Tells where what a port list names runs: on which machines, in which stages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from portbook.sources.documents.features import ENGINE
from portbook.sources.documents.places import NO_MACHINES
from portbook.sources.documents.text import about, about_any, strip_words
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import ENVIRONMENTS, names
from portbook.sources.portlist.keys import DESCRIPTIONS, HOSTS, NAMES, bare
from portbook.sources.portlist.listeners import (
    MOST_NODES,
    Fields,
    fields_of,
    labels_in,
    listeners_in,
    text_in,
)
from portbook.sources.urls import is_local
from portbook.text.nodes import Mapping, Node, Scalar, Sequence

_NAME = re.compile(r"(?!(?:true|false|yes|no|null|localhost)$)[a-z][\w-]*", re.IGNORECASE)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_SEVERAL = re.compile(r".*[_-](?:members|only)", re.IGNORECASE)
_PROGRAMS = ("services", "containers", "apps")


@lru_cache(maxsize=4096)
def _says(concept: str, key: str) -> bool:
    """Whether a bare key is words of a concept alone: `host`, `nodes`, `servidor`."""
    return not strip_words(key.replace("_", " "), concept)


def says_where(key: str) -> bool:
    """Whether a bare key says on which machine something runs: `server`, `runs_on`."""
    return _says("machine", key) or _says("place", key)


def _is_machine(text: str) -> bool:
    """Whether a text may name one machine other than this one, rather than a program or a group."""
    if _ADDRESS.fullmatch(text):
        return not is_local(text)
    several = about_any(("anybody", "many"), re.sub(r"[_-]", " ", text)) or _SEVERAL.match(text)
    runs = text.lower() in NO_MACHINES or ENGINE.fullmatch(text) is not None
    program = runs or kind_of_name(text) is not None
    return _NAME.fullmatch(text) is not None and not (several or program)


def are_machines(keys: list[str]) -> bool:
    """Whether several keys may be names of machines, most of them by no other meaning."""
    return len(keys) > 1 and 2 * sum(map(_is_machine, keys)) > len(keys)


def _texts(node: Node) -> dict[str, str]:
    """The texts of a mapping by their bare keys, or that of a scalar by none."""
    fields = [(key.text, each) for key, each in node.entries()] if isinstance(node, Mapping) else []
    fields += [("", node)] if isinstance(node, Scalar) else []
    return {bare(key): each.text.strip() for key, each in fields if isinstance(each, Scalar)}


def machines_told(document: Node) -> frozenset[str]:
    """The machines to which a list gives addresses: `hosts: {oak: {ip: 10.0.0.7}}`."""
    held = document.entries() if isinstance(document, Mapping) else []
    sections = (each for key, each in held if bare(key.text) in HOSTS)
    told = ((name, _texts(each)) for section in sections for name, each in _named_in(section))
    return frozenset(n for n, texts in told if any(map(_ADDRESS.fullmatch, texts.values())))


def _named_in(section: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(section, Mapping):
        yield from ((key.text, each) for key, each in section.entries())
    for each in section.items if isinstance(section, Sequence) else ():
        texts = _texts(each)
        yield next((texts[key] for key in ("hostname", *NAMES) if texts.get(key)), ""), each


def machines_in(entries: Iterable[Node], known: frozenset[str], *, keyed: bool) -> list[str | None]:
    """The machine that each of several entries names in a field, or a stage that such a field has.

    A name that is not `known`, and that only one of them has, is rather its container's; an entry
    that is not `keyed` and has no other name is called so.
    """
    told = [_machine_of(each, keyed=keyed) for each in entries]
    unknown = [name for name in told if name and not _is_placed(name, known)]
    shared = len({*unknown}) < len(unknown) or _are_counted(unknown)
    return [name if name and (shared or _is_placed(name, known)) else None for name in told]


def _are_counted(names: list[str]) -> bool:
    """`acme-store-1`, `acme-web-1`: machines that are called after whose they are, and counted."""
    led = {name.partition("-")[0] for name in names}
    return len(led) == 1 < len(names) and all(map(_COUNTED.fullmatch, names))


_COUNTED = re.compile(r"[a-z]+(?:-[a-z]+)*-\d{1,2}", re.IGNORECASE)


def _is_placed(name: str, known: frozenset[str]) -> bool:
    """Whether a name needs no other entry to be a machine's, or a stage's."""
    if _ADDRESS.fullmatch(name) or name in known or bare(name) in ENVIRONMENTS:
        return True
    return about("hardware", re.sub(r"[\d_-]+", " ", name))  # `vps1`


def _machine_of(entry: Node, *, keyed: bool) -> str | None:
    texts = _texts(entry) if isinstance(entry, Mapping) else {}
    if not keyed and not any(texts.get(name) for name in NAMES):
        return None
    told = (text for key, text in texts.items() if says_where(key))
    machines = sorted(filter(_is_machine, told), key=lambda name: name[0].isdecimal())
    return machines[0] if machines else None


_COMMA = re.compile(r"\s*[,/+&]\s*")


def machines_listed(fields: Fields) -> list[str]:
    """`hosts: [oak, elm]`, `scope: [oak]`: the machines that an entry is on."""
    told = _listed(fields, "machine")
    scope = fields["scope"][1] if "scope" in fields else None
    if len(told) > 1 or not isinstance(scope, Sequence):
        return told if len(told) > 1 and all(map(_is_machine, told)) else []
    told = _texts_in(scope)
    return told if all(map(_is_machine, told)) and not any(map(_is_reach, told)) else []


def _is_reach(text: str) -> bool:
    """Whether a text says who reaches a port, or in which stage: `public`, `lan`, `dev`."""
    named = bare(text)
    said = about_any(("host", "container", "local", "project", "service"), text)
    return said or named in _REACHES or named in ENVIRONMENTS


_REACHES = names("lan wan vpn dmz tailnet tailscale intranet global user admin loopback cluster")


def stages_listed(fields: Fields) -> list[str]:
    """`environments: [dev, prod]`, `envs: dev`: the stages of an entry, of which one is known."""
    told = _listed(fields, "environment")
    known = any(bare(each) in ENVIRONMENTS for each in told) and all(map(_NAME.fullmatch, told))
    return [ENVIRONMENTS.get(bare(each), each) for each in told] if known else []


def _listed(fields: Fields, concept: str) -> list[str]:
    """The texts of the first field that is a word of a concept."""
    for value in (value for key, (_, value) in fields.items() if _says(concept, key)):
        if isinstance(value, Sequence):
            return _texts_in(value)
        if isinstance(value, Scalar):
            return _COMMA.split(value.text.strip())
    return []


def _texts_in(listed: Sequence) -> list[str]:
    return [each.text.strip() for each in listed.items if isinstance(each, Scalar)]


_AT = re.compile(
    r"(?P<name>.*?)[\s_@(-]*(?P<address>\d{2,3}(?P<sign>[._-])\d{1,3}(?:(?P=sign)\d{1,3}){2})\)?"
)
"""`oak (10.0.0.7)`, `oak_10_0_0_7`"""
_LONGEST = 100


def machine_called(key: str, value: Node) -> str | None:
    """The machine that a key has with its address, or whose address stands beside its programs:
    `oak: {ip: 10.0.0.7, services: {...}}`; a program may have an address of its own, too."""
    if called := _AT.fullmatch(key[:_LONGEST]):
        address = re.sub("[_-]", ".", called["address"])
        return None if is_local(address) else called["name"] or address
    return key if isinstance(value, Mapping) and is_machine(fields_of(value)) else None


def is_machine(fields: Fields) -> bool:
    """Whether an entry has an address, and programs of other names."""
    labels = labels_in(fields["ports"][1]) if "ports" in fields else []
    held = (isinstance(fields[key][1], (Mapping, Sequence)) for key in _PROGRAMS if key in fields)
    placed = any("ip" in key.split("_") for key in fields if text_in(fields, (key,)))
    listed = (key != "ports" and _lists_programs(value) for key, (_, value) in fields.items())
    return placed and (labels is None or any(held) or any(listed))


def _lists_programs(value: Node) -> bool:
    """Whether a list, by whatever key, has entries with ports of their own."""
    items = value.items[:20] if isinstance(value, Sequence) else []
    return any("" in listeners_in(fields_of(each)) for each in items if isinstance(each, Mapping))


def texts_below(node: Node) -> Iterator[str]:
    """Every text of a tree that may be an address."""
    nodes = [node]
    for _ in range(MOST_NODES):
        if not nodes:
            return
        match nodes.pop():
            case Scalar() as scalar if "." in scalar.text:
                yield scalar.text
            case Mapping() as mapping:
                nodes += [value for _, value in mapping.entries()]
            case Sequence() as sequence:
                nodes += sequence.items


def stage_beside(fields: Fields) -> str | None:
    """The stage of all that stands outside of the only one that a list has: what this one's
    description sets it apart from. `staging: {_doc: the production ports + 1000, ...}`"""
    stages = {ENVIRONMENTS[key]: value for key, (_, value) in fields.items() if key in ENVIRONMENTS}
    if len(stages) != 1 or "environments" in fields:
        return None
    [(own, value)] = stages.items()
    texts = _texts(value) if isinstance(value, Mapping) else {}
    told = [text for key, text in texts.items() if key.strip("_") in ("doc", *DESCRIPTIONS)]
    others = {stage for stage in _DEPLOYED for text in told if about(stage, text)} - {own}
    spoken = any(about("port", text) for text in told)
    return others.pop() if spoken and len(others) == 1 else None


_DEPLOYED = ("development", "production", "staging")
