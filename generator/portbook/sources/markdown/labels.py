"""What a label says that is no name: `Port:`, `Container port:`, `URL:`, `Production:`."""

from __future__ import annotations

from portbook.sources.markdown.plain import clean_name
from portbook.sources.markdown.states import environment_of
from portbook.sources.markdown.vocabulary import means, strip_words

__all__ = ["key_of"]


def key_of(label: str) -> str | None:
    """What a label says that is no name: `port`, `container`, `url`, `environment`, `skip` ..."""
    bare = clean_name(label)
    if not bare or len(bare.split()) > 6:
        return None
    if means("column.note", bare) and not clean_name(
        strip_words(bare, "column.note", "column.port")
    ):
        return "skip"
    for key, words in _KEYS:
        if means(key, bare) and not clean_name(strip_words(bare, *words)):
            return "url" if key == "column.url" else key
    if environment_of(bare) and not clean_name(
        strip_words(bare, *_STAGES, "column.port", "column.environment", "column.host", "url")
    ):
        return "environment"
    return None


_STAGES = ("development", "production", "staging", "test", "local", "separator")
_KEYS = (
    ("free", ("free", "column.port", "range", "next", "column.service")),
    ("avoid", ("avoid", "column.port", "range")),
    ("reserved", ("reserved", "column.port", "range", "planned")),
    ("planned", ("planned", "column.port", "range", "reserved")),
    ("column.fallback", ("column.fallback", "column.port", "column.default", "column.chosen")),
    ("column.variable", ("column.variable", "column.environment", "column.port")),
    ("range", ("range", "column.port")),
    ("container", ("container", "column.port", "column.container")),
    (
        "port",
        (
            "column.port",
            "column.host",
            "column.default",
            "column.transport",
            "column.new",
            "column.service",
        ),
    ),
    ("host", ("column.host", "column.port", "url")),
    ("column.url", ("column.url", "url", "column.port")),
    ("column.old", ("column.old", "column.port")),
    ("column.health", ("column.health", "url")),
)
