"""Writes endpoints in their shortest form: what follows from kind and service is left out.

Whether a form says enough is not guessed: the reader's own rules build the endpoint from it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from portbook.draft.draft import DraftEndpoint, DraftService
from portbook.draft.layout import Entry, Listing
from portbook.language.canonical import Canonical, primary_name
from portbook.language.services import EndpointContext
from portbook.model.bind import LOOPBACK, bracketed
from portbook.model.catalogue import CATALOGUE
from portbook.model.portfacts import BROWSER_BLOCKED
from portbook.model.ports import span
from portbook.text.quoting.yaml import yaml_string

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")


class _Said(NamedTuple):
    """An endpoint's value, and what the reader will make of it."""

    value: str | tuple[Entry, ...]
    canonical: Canonical


class _Forms:
    """Short forms for the endpoints of one service."""

    def __init__(self, service: DraftService) -> None:
        self.service = service
        self.kind = CATALOGUE.get(service.kind) if service.kind else None
        self.bind = service_bind(service) or LOOPBACK
        names = [endpoint.name for endpoint in service.endpoints]
        self.primary = primary_name(names) if names else "default"
        self.contained = bool(service.image or service.build or service.container)

    def form(self, endpoint: DraftEndpoint, base: Canonical) -> _Said:
        """The form of an endpoint that is laid over `base`, empty where it stands alone."""
        if endpoint.port is None and not endpoint.random:
            return self.unpublished(endpoint, base)
        canonical = {**base, "number": endpoint.port, "number_end": endpoint.port_end}
        canonical.pop("publish", None)
        added: Canonical = {"publish": "random"} if endpoint.random else {}
        built = self.build(endpoint.name, canonical)
        inner = endpoint.container, endpoint.container_end
        if endpoint.container and inner != (built.container_port, built.container_end):
            added["container"], added["container_end"] = inner
        if endpoint.transports and endpoint.transports != built.transports:
            added["transport"] = endpoint.transports
        if endpoint.binds and endpoint.binds != built.binds:
            added["bind"] = endpoint.binds
        for key in ("mode", "app_protocol"):
            if getattr(endpoint, key) != getattr(built, key):
                added[key] = getattr(endpoint, key)
        if endpoint.port_name != built.port_name:
            added["name"] = endpoint.port_name
        again = self.build(endpoint.name, {**canonical, **added})
        scheme = endpoint.scheme if endpoint.scheme and _SCHEME.fullmatch(endpoint.scheme) else None
        numbers = range(endpoint.port or 0, (endpoint.port_end or endpoint.port or 0) + 1)
        blocked = not BROWSER_BLOCKED.isdisjoint(numbers)
        if scheme is None and again.scheme == "http" and blocked:
            # What browsers refuse to open is no web server's number unless a file says so.
            scheme = "tcp"
        if scheme and scheme != again.scheme and "tcp" in again.transports:
            added["scheme"] = scheme
        short = added.keys() <= {"container", "container_end", "transport", "bind"}
        short = short and not endpoint.more_binds
        value = _short(endpoint, added) if short else _long(endpoint, added)
        return _Said(value, {**canonical, **added})

    def unpublished(self, endpoint: DraftEndpoint, base: Canonical) -> _Said:
        if endpoint.unpublished or "number" in base:
            # Over a number of the host a container's alone would leave that one standing.
            laid = {**base, "number": None, "number_end": None, "publish": "false"}
            said = [Entry("publish", "false")]
            built = self.build(endpoint.name, laid).container_port
            if endpoint.container and endpoint.container != built:
                said.insert(0, Entry("container", _span(endpoint.container, None)))
            return _Said(tuple(said), laid)
        inner = _span(endpoint.container, endpoint.container_end)
        canonical = {"container": endpoint.container, "container_end": endpoint.container_end}
        parts = [Entry("container", inner)]
        if endpoint.transports and endpoint.transports != ("tcp",):
            parts.append(Entry("transport", "+".join(endpoint.transports)))
        return _Said(tuple(parts), canonical)

    def build(self, name: str, canonical: Canonical):  # type: ignore[no-untyped-def]
        role = self.service.role or (self.kind.role if self.kind else "other")
        contained = self.contained or bool(canonical.get("container"))
        context = EndpointContext(self.kind, role, contained, self.bind)
        return context.build(name, canonical, name == self.primary)


def service_bind(service: DraftService) -> str | None:
    """The address that all its ports are bound to, where it is not the usual one."""
    known = [each for each in service.endpoints if each.port is not None or each.random]
    if any(each.more_binds for each in known):
        return None
    binds = {each.bind for each in known}
    return binds.pop() if len(binds) == 1 and not binds & {None, LOOPBACK} else None


def port_entries(service: DraftService) -> tuple[list[Entry], list[Entry]]:
    """`port` or `ports`, and the `environments` that lay others over."""
    forms = _Forms(service)
    said = {each.name: forms.form(each, {}) for each in service.endpoints}
    if not said:
        ports = _without_port(forms)
    elif list(said) == ["default"]:
        ports = [Entry("port", said["default"].value)]
    else:
        ports = [Entry("ports", tuple(Entry(name, each.value) for name, each in said.items()))]
    overlays = tuple(
        Entry(name, _overlay(forms, endpoints, said)) for name, endpoints in service.overlays
    )
    return ports, [Entry("environments", overlays)] if overlays else []


def _without_port(forms: _Forms) -> list[Entry]:
    """A kind brings its usual number along, which nobody has said that this service takes."""
    kind = forms.kind
    if kind is None or not kind.port:
        return []
    if forms.contained:
        return [Entry("port", (Entry("container", str(kind.container_port or kind.port)),))]
    return [Entry("port", "null")]


def _overlay(
    forms: _Forms, endpoints: tuple[DraftEndpoint, ...], said: dict[str, _Said]
) -> tuple[Entry, ...]:
    laid = []
    for endpoint in endpoints:
        base = said[endpoint.name].canonical if endpoint.name in said else {}
        laid.append(Entry(endpoint.name, forms.form(endpoint, base).value))
    if len(laid) == 1 and laid[0].key == forms.primary:
        return (Entry("port", laid[0].value),)
    return (Entry("ports", tuple(laid)),)


def _short(endpoint: DraftEndpoint, added: Canonical) -> str:
    text = span(endpoint.port, endpoint.port_end)
    if "bind" in added:
        text = f"{bracketed(added['bind'][0])}:{text}"
    if "container" in added:
        text += f":{span(added['container'], added['container_end'])}"
    if "transport" in added:
        text += f"/{'+'.join(added['transport'])}"
    return text if text.isdecimal() else yaml_string(text)


def _long(endpoint: DraftEndpoint, added: Canonical) -> tuple[Entry, ...]:
    parts = [] if endpoint.random else [Entry("number", _span(endpoint.port, endpoint.port_end))]
    if "container" not in added and endpoint.random:
        parts.append(Entry("container", _span(endpoint.container, endpoint.container_end)))
    if "container" in added:
        parts.append(Entry("container", _span(added["container"], added["container_end"])))
    if endpoint.random:
        parts.append(Entry("publish", "random"))
    if "bind" in added:
        binds = tuple(yaml_string(each) for each in added["bind"])
        parts.append(Entry("bind", Listing(binds) if len(binds) > 1 else binds[0]))
    if "transport" in added:
        parts.append(Entry("transport", yaml_string("+".join(added["transport"]))))
    parts += [
        Entry(key, yaml_string(added[key]) if added[key] else "null")
        for key in ("mode", "app_protocol", "name")
        if key in added
    ]
    if "scheme" in added:
        parts.append(Entry("scheme", yaml_string(added["scheme"])))
    return tuple(parts)


def _span(first: int | None, last: int | None) -> str:
    return yaml_string(f"{first}-{last}") if last else str(first)
