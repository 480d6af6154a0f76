"""Finds which service a variable's name refers to."""

from __future__ import annotations

from typing import NamedTuple

from portbook.sources.naming import ENGLISH_BOUNDS, names, words

_BROWSER = [
    tuple(prefix.split())
    for prefix in (
        *("next public", "nuxt public", "expo public", "react app", "gatsby", "vite", "vue app"),
        *("public", "storybook"),
    )
]
_HOST_SIDE = ("host", "external", "published", "public", "exposed", "forward", "forwarded", "local")
_FIRST, _LAST = zip(*ENGLISH_BOUNDS, strict=True)
_INNER = ("container", "internal", "inner", "target")
_RECKONED = names("base offset step increment")
"""What other numbers are reckoned from is nobody's: `PORT_RANGE_BASE`."""
_URL_WORDS = names(
    "url uri urls uris endpoint origin base host addr address dsn server href link root path "
    "connection string proxy target internal external public local bind listen http https ws wss "
    "api1"
)
ENDPOINTS = names(
    "ws wss http https grpc metrics admin debug console management mgmt ui smtp pop3 imap tls "
    "ssl rpc socket websocket inspector hmr proxy dashboard amqp bolt native transport "
    "preview"
)
"""What one service may listen for beside its first number."""


class PortName(NamedTuple):
    """`service` is "" where the name is PORT alone; `end` marks the last number of an interval."""

    service: str
    endpoint: str | None = None
    inner: bool = False
    end: bool = False


def port_name(key: str, keys: frozenset[str] = frozenset()) -> PortName | None:
    """What a variable with a port in its name speaks of; None for other variables.

    `keys` are all names of the file: `API_WS_PORT` is an endpoint of api only beside `API_PORT`.
    """
    parts = _without_browser(words(key))
    end = parts[-2:] == ["port", "end"]
    parts = parts[:-1] if end else parts
    if "port" not in parts and "ports" not in parts:
        return None
    at = len(parts) - 1 - parts[::-1].index("port" if "port" in parts else "ports")
    before, after = parts[:at], parts[at + 1 :]
    bounds = "range" in after and not {*_FIRST, *_LAST}.isdisjoint(after)
    if bounds or not _RECKONED.isdisjoint(after):
        return None
    inner = any(word in _INNER for word in (*before, *after))
    before = [word for word in before if word not in (*_HOST_SIDE, *_INNER)]
    after = [word for word in after if word not in (*_HOST_SIDE, *_INNER)]
    name, endpoint = [*before, *after], None
    if len(name) > 1 and name[-1] in ENDPOINTS and "_".join(name[:-1]).upper() + "_PORT" in keys:
        name, endpoint = name[:-1], name[-1]
    elif name in (["http"], ["server"], ["app"], ["web", "server"], ["listen"]):
        name = [] if name != ["app"] else name
    return PortName("-".join(name), endpoint, inner, end)


def bound_name(key: str) -> tuple[str, bool] | None:
    """Whose interval of ports a variable begins or, with True, ends: `RTC_PORT_RANGE_START`,
    `RTC_MIN_PORT`; None for other variables."""
    parts = words(key)
    if parts[-1:] == ["port"] and parts[-2:-1] not in (["from"], ["to"]):
        parts = [*parts[:-2], "port", *parts[-2:-1]]
    if not parts or parts[-1] not in (*_FIRST, *_LAST):
        return None
    name = port_name("_".join(word for word in parts[:-1] if word != "range"))
    return (name.service, parts[-1] in _LAST) if name and not name.inner else None


def service_of_url(key: str, keys: frozenset[str] = frozenset()) -> str:
    """`VITE_API_BASE_URL` speaks of api; "" where nothing but words such as URL is left.

    Beside a `MY_PROXY_PORT` in `keys`, `MY_PROXY_URL` is of the same service.
    """
    twin = f"{key.removesuffix('_URL')}_PORT"
    if key.endswith("_URL") and twin in keys and (named := port_name(twin, keys)):
        return named.service
    parts = _without_browser(words(key))
    kept = [word for word in parts if word not in _URL_WORDS and word not in ("port", "ports")]
    return "-".join(kept)


def _without_browser(parts: list[str]) -> list[str]:
    for prefix in _BROWSER:
        own = prefix in (("vite",), ("storybook",)) and parts[1:] == ["port"]
        if tuple(parts[: len(prefix)]) == prefix and len(parts) > len(prefix) and not own:
            return parts[len(prefix) :]
    return parts
