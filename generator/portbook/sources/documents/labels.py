"""Tells what of a label is a name, and what it says besides: a port, a host, a stage, a note."""

from __future__ import annotations

import re

from portbook.sources.documents.environments import environment_of
from portbook.sources.documents.scope import names_a_program
from portbook.sources.documents.subjects import PORT_OF, STATE
from portbook.sources.documents.text import about, clean_name, strip_words
from portbook.sources.documents.unclaimed import CAMEL
from portbook.sources.documents.unlabelled import END
from portbook.sources.kinds import kind_of_name


def key_of(label: str) -> str | None:
    """What a label says that is no name: `port`, `container`, `url`, `environment`, `skip` ..."""
    bare = clean_name(label)
    if not bare or len(bare.split()) > 6:
        return None
    spaced = CAMEL.sub(" ", bare)
    bare = spaced if spaced == bare else clean_name(strip_words(spaced, "service")) or spaced
    if "/" in bare and _PROTOCOLS.fullmatch(bare):
        return "port"  # `http/https/grpc: 50000/50010/50020`
    for word in ("note", "purpose", "step", "admonition"):
        several = word == "purpose" and bare.endswith("s")  # `Functions`, which run.
        if about(word, bare) and not clean_name(strip_words(bare, word, "port", "small")):
            return None if several else "skip"
    bound = ("small",) if about("port", bare) else ()  # `Puerto interno del contenedor`
    for key, words in _KEYS:
        if about(key, bare) and not clean_name(strip_words(bare, *words, *bound)):
            return key
    if (
        environment_of(bare)
        and not _SUITES.search(bare)
        and not clean_name(
            strip_words(_USES.sub("", bare), *_STAGES, "port", "environment", "host", "url", *bound)
        )
    ):
        return "environment"
    return None


PROTOCOL = re.compile(r"https?|wss?|grpc|tcp|udp", re.IGNORECASE)
_PROTOCOLS = re.compile(r"(?:(?:https?|grpc|rpc|wss?|tcp|udp)(?: ?/ ?|$))+", re.IGNORECASE)
_SUITES = re.compile(r"\s(?:tests|pruebas|testes)$", re.IGNORECASE)
"""`E2E tests` beside `Unit tests`"""
_USES = re.compile(r"\s(?:uses|runs on|listens on|benutzt|nutzt|usa|utilise|использует)$")
"""`Production uses: 3001`."""
_STAGES = ("development", "production", "staging", "test", "local", "separator")
_KEYS = (
    ("free", ("free", "port", "range", "next", "service", "later", "numbering", "small")),
    ("avoid", ("avoid", "port", "range", "small")),
    ("reserved", ("reserved", "port", "range", "planned")),
    ("planned", ("planned", "port", "range", "reserved")),
    ("fallback", ("fallback", "port", "default", "chosen")),
    ("variable", ("variable", "environment", "port", "small")),
    ("range", ("range", "port")),
    ("container", ("container", "port", "small")),
    ("port", ("port", "host", "default", "transport", "new", "service", "mapping")),
    ("mapping", ("mapping", "port", "host", "container")),
    ("host", ("host", "port", "url")),
    ("bind", ("bind", "port", "host", "url")),
    ("url", ("url", "port", "host", "container", "small")),
    ("reached", ("reached", "url", "port", "host", "machine")),
    ("old", ("old", "port")),
    ("new", ("new", "port")),
    ("health", ("health", "url")),
    ("command", ("command", "port")),
)
SETTING = re.compile(
    r"([A-Za-z][A-Za-z0-9_]*?)_(?:(?:URL|URI|ENDPOINT|HOST|ADDR|NODE|BROKER|SERVER)S?|ADDRESS(?:ES)?|DSN"
    r"|BOOTSTRAP_SERVERS|BROKER_(?:URL|LIST))",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:[Tt]he )?([^ ]{2,40}) container$")


def named_by_setting(name: str) -> str:
    """`REDIS_URL` tells of redis, `Grafana Internal URL` of Grafana, `Redis running` of Redis."""
    if variable := SETTING.fullmatch(name):
        return variable[1].lower().replace("_", "-")
    if not strip_words(name, "url", "small"):
        return name  # `Base URL`
    words = STATE.sub("", _ARTICLE.sub(r"\1", name)).split()
    while len(words) > 1:
        # `Grafana internal URL`, `MySQL connection string`
        by = next((n for n in (2, 1) if len(words) > n and _is_address_word(words[-n:])), 0)
        if not by or not about("url", name):
            break
        del words[-by:]
    return " ".join(words)


def _is_address_word(words: list[str]) -> bool:
    return not strip_words(" ".join(words), "url", "host", "container")


def without_port(name: str) -> str:
    """A name without the word for a port at its ends: `Erlang Port Mapper port` keeps the first."""
    words = PORT_OF.sub("", name).split()  # `Port of the shop`
    while words and about("port", words[-1]) and not strip_words(words[-1], "port"):
        words.pop()
    while words and about("port", words[0]) and not strip_words(words[0], "port"):
        words.pop(0)
    if words and words[-1].endswith(("'s", "’s")) and words != name.split():
        words[-1] = words[-1][:-2]  # `Shop's port`
    inner = " ".join(words)
    return clean_name(inner if inner != name else strip_words(name, "port"))


def is_one(name: str) -> bool:
    """Whether the name of an item is one service's: not `Services`, or `Ports`."""
    return bool(strip_words(name, "many", "service", "port", "url", "area"))


def is_door(name: str) -> bool:
    """Whether a name is what any program offers: `stats page`, `public HTTPS`."""
    told = clean_name(strip_words(name, "host", "offered", "page", "small"))
    return not told or END.fullmatch(told) is not None


def is_page(name: str) -> bool:
    """`API docs`, `Documentación de la API`: what a program shows at one of its paths."""
    told = strip_words(name, "page", "general", "url", "small")
    return about("page", name) and (not told or told.casefold() in ("api", "rest", "rest api"))


_OFFERED = re.compile(
    r"(?:wss?|websocket|grpc|rest|rpc|amqp|mqtt|smtp|imap|sql|p2p|metrics"
    r"|health(?: ?check)?)(?: api| ui)?",
    re.IGNORECASE,
)
"""What one program offers beside others: a protocol, or its health."""


def is_offered(name: str, owner: str) -> bool:
    """Whether a name is that of an interface of what stands above: `AMQP`, `Management`."""
    if kind_of_name(owner) is not None:
        return END.fullmatch(name) is not None
    return _OFFERED.fullmatch(name) is not None and names_a_program(owner)
