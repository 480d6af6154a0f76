"""The origins a backend must allow (CORS), derived from who calls it."""

from __future__ import annotations

from portbook.derive.calls import Call, Wiring
from portbook.model.address import Asker, Located, Problem, address, is_local, route_to
from portbook.model.portmap import Environment, Service
from portbook.model.url import PAGES, Address

TWINS = {"localhost": "127.0.0.1"}
"""For a browser these are two origins, and people type either."""


def origins_of(wiring: Wiring, environment: Environment, service: Service) -> tuple[str, ...]:
    """The allowed origins of a service, sorted; none where its browsers share its origin.

    A caller is a service with a browser variable that holds the backend's address, or a frontend
    that `uses` it. It contributes its own origin and those of the ports it may fall back to
    instead, where people sit with 127.0.0.1 beside localhost.
    """
    if service.cors.off:
        return ()
    found = set(service.cors.extra)
    for call in wiring.callers(environment, service):
        if call.browser and call.caller.service.running:
            found |= _contributed(wiring, call)
    return tuple(sorted(found))


def _contributed(wiring: Wiring, call: Call) -> set[str]:
    caller = call.caller
    page = _seen(wiring, caller)
    if page is None or page.scheme not in ("http", "https"):
        return set()
    crossing = [
        each for each in _names(wiring, caller, page) if _crosses(wiring, each, call.called)
    ]
    default = is_local(wiring.portmap, caller.environment)
    found: set[str] = set()
    for each in crossing:
        found |= _with_twin(each, default)
    if page not in crossing:
        return found
    for port in _other_ports(wiring, caller):
        found |= _with_twin(Address(page.scheme, page.host, port), default)
    return found


def _names(wiring: Wiring, caller: Located, page: Address) -> list[Address]:
    """The page under every name of the proxy that serves it."""
    routed = route_to(wiring.portmap, caller.environment, caller)
    names = routed[0].server_names if routed else ()
    others = [name for name in names if name not in ("_", page.host) and "*" not in name]
    return [page, *(Address(page.scheme, name, page.port) for name in others)]


def _crosses(wiring: Wiring, page: Address, called: Located) -> bool:
    """Whether scripts of the page reach what is called, and from another origin.

    Where nobody can say yet where it will be, they do.
    """
    if called.endpoint is None and called.service.hosted is None:
        return False
    scheme = called.endpoint.scheme if called.endpoint else None
    seen = _seen(wiring, called)
    if seen is None:
        return scheme is None or scheme in PAGES
    if seen.scheme not in PAGES:
        return False
    return Address(PAGES[seen.scheme], seen.host, seen.port).origin != page.origin


def _seen(wiring: Wiring, located: Located) -> Address | None:
    found = address(wiring.portmap, Asker(located.environment, None, "browser"), located)
    return None if isinstance(found, Problem) else found


def _other_ports(wiring: Wiring, caller: Located) -> tuple[int, ...]:
    """The ports a page may fall back to instead, where browsers see its ports: a proxy's or a
    provider's address stays the same."""
    environment, service, endpoint = caller
    if service.hosted is not None or endpoint is None or endpoint.public:
        return ()
    if route_to(wiring.portmap, environment, caller) is not None:
        return ()
    return tuple(alternative.port for alternative in service.alternatives)


def _with_twin(seen: Address, default: bool) -> set[str]:
    origins = [seen.origin]
    if default and seen.host in TWINS:
        origins.append(Address(seen.scheme, TWINS[seen.host], seen.port).origin)
    return {origin for origin in origins if origin}
