"""Numbers at which nobody expects HTTP, whoever listens there."""

from __future__ import annotations

from portbook.model.catalogue import CATALOGUE

__all__ = ["NOT_WEB", "WEB_SCHEMES"]

WEB_SCHEMES = frozenset(("http", "https", "ws", "wss", "grpc"))

ASSIGNED = frozenset(
    [
        # IANA's Service Name and Transport Protocol Port Number Registry (RFC 6335).
        *(7, 9, 13, 17, 19, 20, 21, 22, 23, 25, 37, 43, 49, 53, 67, 68, 69, 79, 88),
        *(110, 111, 113, 119, 123, 135, 137, 138, 139, 143, 161, 162, 179, 194),
        *(389, 427, 445, 464, 465, 500, 512, 513, 514, 515, 548, 554, 563, 587, 636),
        *(853, 860, 873, 989, 990, 992, 993, 995),
        *(1080, 1194, 1433, 1434, 1521, 1701, 1723, 1812, 1813, 1883, 2049, 3260, 3306, 3389),
        *(3478, 3690, 4500, 5060, 5061, 5222, 5269, 5349, 5353, 5432, 5671, 5672, 5900),
        *(6379, 6514, 6697, 8883, 9418, 11211, 27017, 51820),
    ]
)
"""Assigned to, or known for, a protocol that is not HTTP's."""


def _not_web() -> frozenset[int]:
    """With the numbers at which the catalogue knows only programs that do not speak HTTP."""
    web: set[int] = set()
    other: set[int] = set()
    for kind in CATALOGUE.values():
        for number in (kind.port, kind.container_port):
            if number:
                (web if kind.scheme in WEB_SCHEMES else other).add(number)
    return ASSIGNED | (other - web)


NOT_WEB = _not_web()
