"""The maps of other repositories that ports.yaml names under `sources`, as they are pinned.

Nothing here reaches for the network: a text is what ports.lock names, or the folder that
ports.local.yaml puts in its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from portbook.language.canonical import Canonical
from portbook.language.problems import Problems
from portbook.model.portmap import Origin, Upstream
from portbook.model.ports import PortSet
from portbook.text.diagnostic import error, warning
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.source import Source, UnreadableSource, nowhere
from portbook.text.tree import parse
from portbook.upstream.lock import LOCK_NAME, Pin, pinned_source, read_lock

LOCAL_NAME = "ports.local.yaml"


class Pins(NamedTuple):
    """Where the texts of sources come from: the folder of a map, with its lock.

    `texts` are taken before any file, by their digest: those that are about to be pinned.
    `locked`: the lock has to agree with the map, and no folder takes a source's place.
    """

    base: Path
    pins: dict[str, Pin]
    folders: dict[str, Path]
    texts: dict[str, bytes]
    locked: bool = False

    @classmethod
    def beside(cls, base: Path, *, locked: bool = False) -> Pins:
        """Of the files beside a map; UnreadableSource where the lock is none."""
        return cls(base, read_lock(base), {} if locked else _folders(base), {}, locked)

    def text(self, rule: Upstream, pin: Pin) -> Source:
        if pin.sha256 in self.texts:
            text = self.texts[pin.sha256].decode("utf-8", "replace")
            return Source(f"{rule.name}:{pin.path}", text)
        return pinned_source(self.base, pin)


def _folders(base: Path) -> dict[str, Path]:
    """The folders of ports.local.yaml's `sources`; what is wrong with that file others say."""
    try:
        root, _ = parse(Source.load(base / LOCAL_NAME, LOCAL_NAME))
    except UnreadableSource:
        return {}
    given = root.get("sources") if isinstance(root, Mapping) else None
    pairs = given.entries() if isinstance(given, Mapping) else ()
    return {
        key.text: base / os.path.expanduser(value.text)  # noqa: PTH111 - raises without a home
        for key, value in pairs
        if isinstance(value, Scalar) and not value.is_null
    }


def upstreams(given: Canonical, root: Node) -> dict[str, Upstream]:
    """What the map says of its sources, those left out that do not say where they are."""
    found = {}
    for name, said in (given.get("sources") or {}).items():
        if said and said.get("git"):
            known = {key: value for key, value in said.items() if value is not None}
            if "ranges" in known:
                known["ranges"] = PortSet(tuple(s for r in known["ranges"] for s in r.spans))
            node = Origin((root,)).node("sources", name)
            found[name] = Upstream(name, origin=Origin((node or root,)), **known)
    return found


def upstream_texts(
    rules: dict[str, Upstream],
    pins: Pins,
    instead: dict[str, Source],
    problems: Problems,
) -> Iterator[Source]:
    """The text of each source that can be had; of the others, why not."""
    for rule in rules.values():
        place = rule.origin.place("git")
        folder = pins.folders.get(rule.name)
        pin = pins.pins.get(rule.name)
        if pins.locked and (wrong := lag(rule, pin)):
            hint = f"'portbook update {rule.name}' writes it"
            problems.append(error("stale-lock", wrong, place, hint=hint))
        source = None
        try:
            if folder is not None:
                message = f"the source {rule.name} is read from {folder}, not from {LOCK_NAME}"
                problems.append(warning("stale-lock", message, place))
                name = f"{rule.name}:{rule.path}"
                source = instead.get(name) or Source.load(folder / rule.path, name)
            elif pin is None:
                if not pins.locked:  # which says so itself
                    hint = f"'portbook update {rule.name}' fetches it"
                    problems.append(error("stale-lock", lag(rule, pin) or "", place, hint=hint))
            else:
                source = instead.get(f"{rule.name}:{pin.path}") or pins.text(rule, pin)
        except UnreadableSource as failure:
            message = f"the source {rule.name} cannot be read: {failure.message}"
            problems.append(error("include", message, place, hint=failure.hint))
        if source is not None:
            source.upstream = rule.name
            yield source
    if pins.locked:
        for name in sorted(pins.pins.keys() - rules.keys()):
            message = f"{LOCK_NAME} has a line for {name}, which is no source of the map"
            at = nowhere(LOCK_NAME)
            problems.append(error("stale-lock", message, at, hint="'portbook update' takes it out"))


def lag(rule: Upstream, pin: Pin | None) -> str | None:
    """In what the lock lags behind the map."""
    if pin is None:
        return f"{LOCK_NAME} has no line for the source {rule.name}"
    for what, said, locked in (
        ("address", rule.git, pin.url),
        ("rev", rule.rev, pin.rev),
        ("path", rule.path, pin.path),
    ):
        if said != locked:
            return f"{LOCK_NAME} has another {what} for the source {rule.name}: {locked}"
    return None
