"""Tells what a label says that is no name: that a port follows, a host, an environment, a note."""

from __future__ import annotations

import re

from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.text import about, clean_name, strip_words


def key_of(label: str) -> str | None:
    """What a label says that is no name: `port`, `container`, `url`, `environment`, `skip` ..."""
    bare = clean_name(label)
    if not bare or len(bare.split()) > 6:
        return None
    if "/" in bare and _PROTOCOLS.fullmatch(bare):
        return "port"  # `http/https/grpc: 50000/50010/50020`
    for word in ("note", "step", "admonition"):
        if about(word, bare) and not clean_name(strip_words(bare, word, "port", "small")):
            return "skip"
    for key, words in _KEYS:
        if about(key, bare) and not clean_name(strip_words(bare, *words)):
            return key
    if environment_of(bare) and not clean_name(
        strip_words(_USES.sub("", bare), *_STAGES, "port", "environment", "host", "url")
    ):
        return "environment"
    return None


_PROTOCOLS = re.compile(r"(?:(?:https?|grpc|rpc|wss?|tcp|udp)(?: ?/ ?|$))+", re.IGNORECASE)
_USES = re.compile(r"\s(?:uses|runs on|listens on|benutzt|nutzt|usa|utilise|использует)$")
"""`Production uses: 3001`."""
_STAGES = ("development", "production", "staging", "test", "local", "separator")
_KEYS = (
    ("free", ("free", "port", "range", "next", "service")),
    ("avoid", ("avoid", "port", "range")),
    ("reserved", ("reserved", "port", "range", "planned")),
    ("planned", ("planned", "port", "range", "reserved")),
    ("fallback", ("fallback", "port", "default", "chosen")),
    ("variable", ("variable", "environment", "port")),
    ("range", ("range", "port")),
    ("container", ("container", "port")),
    ("port", ("port", "host", "default", "transport", "new", "service", "mapping")),
    ("mapping", ("mapping", "port", "host", "container")),
    ("host", ("host", "port", "url")),
    ("url", ("url", "port", "host", "container", "small")),
    ("reached", ("reached", "url", "port", "host", "machine")),
    ("old", ("old", "port")),
    ("new", ("new", "port")),
    ("health", ("health", "url")),
    ("command", ("command", "port")),
)
