"""Expands short forms to the canonical form, and applies overlays to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Canonical = dict[str, Any]
"""The keys that were given, as the language's records read them.

An endpoint's: number, number_end, container, container_end, publish, bind and transport (tuples),
mode, app_protocol, name, scheme, path, public. A number of None is unknown; an absent one was not
given.
"""

UNKNOWN: Canonical = {"number": None, "number_end": None}
"""An endpoint whose number is said to be unknown, or could not be read."""

DEFAULT = "default"
"""`port: X` is `ports: {default: X}`."""


def primary_name(ports: Iterable[str]) -> str:
    """The endpoint meant by a service's name alone; there is at least one."""
    names = list(ports)
    return DEFAULT if DEFAULT in names else names[0]


class Listed(dict[str, Any]):
    """A mapping that was written as a list: laid over another it replaces it whole."""


def apply_overlay(base: Canonical, overlay: Canonical) -> Canonical:
    """The service's canonical dict as it is in the overlay's environment.

    `port` in an overlay addresses the primary endpoint; `offset` shifts every number that the
    overlay does not give itself.
    """
    given = dict(overlay)
    offset = given.pop("offset", None) or 0
    short = given.pop("port", None)
    inherited = canonical_ports(base)
    ports = dict(given.pop("ports", None) or {})
    if "port" in overlay:
        primary = primary_name(inherited or [DEFAULT])
        ports[primary] = short if short is not None else UNKNOWN
    merged = _merge({key: value for key, value in base.items() if key != "port"}, given)
    shifted = {name: _shift(endpoint, offset) for name, endpoint in inherited.items()}
    merged["ports"] = _merge_ports(shifted, ports)
    if "ports" in overlay and overlay["ports"] is None:
        merged["ports"] = None
    merged["offset"] = offset
    if offset and "alternatives" not in given:
        merged["alternatives"] = tuple(
            {**each, "port": each["port"] + offset} for each in base.get("alternatives") or ()
        )
    return merged


def canonical_ports(service: Canonical) -> Canonical:
    """`port: X` is `ports: {default: X}`, in front of the endpoints that have names."""
    named = dict(service.get("ports") or {})
    if "port" not in service:
        return named
    short = service["port"] if service["port"] is not None else UNKNOWN
    return {DEFAULT: short, **named}


def _merge(base: Canonical, overlay: Canonical) -> Canonical:
    merged = dict(base)
    for key, value in overlay.items():
        if value is None:
            merged.pop(key, None)
        elif (
            isinstance(value, dict)
            and not isinstance(value, Listed)
            and isinstance(merged.get(key), dict)
        ):
            merged[key] = _merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def _merge_ports(inherited: Canonical, given: Canonical) -> Canonical:
    # A number of None is said, not deleted: the endpoint's number is not known there.
    merged = dict(inherited)
    for name, endpoint in given.items():
        below = dict(merged.get(name, {}))
        if endpoint.get("number") is not None:
            # A number takes the place of one that was random, and of none.
            below.pop("publish", None)
            if "container" not in endpoint and endpoint["number_end"] is None:
                below.pop("container_end", None)
        merged[name] = {**below, **endpoint}
    return merged


def _shift(endpoint: Canonical, offset: int) -> Canonical:
    if not offset:
        return endpoint
    shifted = dict(endpoint)
    for key in ("number", "number_end"):
        if shifted.get(key) is not None:
            shifted[key] += offset
    return shifted
