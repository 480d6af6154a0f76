"""Endpoints to the long form of Compose's `ports`, one entry for every number and address.

The short form's intervals would be shorter, but its colons are read differently by YAML 1.1, and
a long form's `published` interval means "any one of these".
Source: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#ports
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.portmap import Endpoint, Service
from portbook.targets.compose.parts import Publication
from portbook.text.quoting.yaml import yaml_string

__all__ = ["addresses", "publications", "unknown_ports"]

# Compose takes IP literals only. Docker binds "::" to IPv6 alone, where for us, as for a socket
# that nobody told otherwise, it is both families.
_ADDRESSES = {"localhost": ("127.0.0.1", "::1"), "::": ("0.0.0.0", "::")}


def addresses(bind: str) -> tuple[str, ...]:
    """What Compose is to bind for a bind address of the map."""
    return _ADDRESSES.get(bind, (bind,))


def publications(service: Service) -> tuple[Publication, ...]:
    """What the container publishes, in the order of its endpoints and without repetition."""
    found = (entry for endpoint in service.endpoints for entry in _entries(endpoint))
    return tuple(dict.fromkeys(found))


def unknown_ports(service: Service) -> list[str]:
    """A sentence for each endpoint that is published on a number nobody knows."""
    return [
        f"the port of its endpoint {each.name} is not known"
        for each in service.endpoints
        if each.published and each.port is None
    ]


def _entries(endpoint: Endpoint) -> Iterator[Publication]:
    first, target = endpoint.port, endpoint.container_port
    if first is None or target is None or not endpoint.published:
        return
    for step in range((endpoint.last or first) - first + 1):
        for protocol in endpoint.transports:
            for address in addresses(endpoint.bind):
                yield Publication(
                    str(target + step),
                    yaml_string(str(first + step)),
                    yaml_string(address),
                    protocol,
                )
