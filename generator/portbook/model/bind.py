"""Bind addresses, and when two of them cannot both be bound.

Two listeners on one number clash when their address sets intersect. The sets follow Linux's
answers for TCP (bind(2) tried for every pair): 0.0.0.0 is every IPv4 address, [::] every address
of both families, since it is dual-stack unless told otherwise (RFC 3493, 5.3), and an
IPv4-mapped address is that IPv4 address. `*` is both, each with a socket of its own, as Docker
binds what names no address.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

LOOPBACK = "127.0.0.1"
"""What binds by default: a port is seen from outside only when the map says so."""

EVERY = "*"
"""Every address of IPv4 and of IPv6."""

_ALL = EVERY
_ALL4 = "*4"
_MEANT = {"localhost": ("127.0.0.1", "::1"), "0.0.0.0": (_ALL4,), "::": (_ALL,)}
"""What binds take that are no one address; wildcards are marks of their own."""


@lru_cache(maxsize=4096)
def parse_bind(text: str) -> str:
    """The canonical spelling of an address, IPv6 without brackets; `localhost` stays a name.

    ValueError for anything that is not an IP address literal, `localhost` or `*`.
    """
    if text in ("localhost", EVERY):
        return text
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if "%" in bare:
        # A zone may hold any character (RFC 4007, 11.2), and Compose takes none.
        raise ValueError(f"'{text}' names a zone")
    address = ipaddress.ip_address(bare)
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


@lru_cache(maxsize=65536)
def intersect(one: str, other: str) -> bool:
    """Whether two canonical binds of one number exclude each other."""
    ours, theirs = (_MEANT.get(each, (each,)) for each in (one, other))
    return any(_have_common_address(a, b) for a in ours for b in theirs)


def _have_common_address(one: str, other: str) -> bool:
    if one == other or _ALL in (one, other):
        return True
    return (one == _ALL4 and ":" not in other) or (other == _ALL4 and ":" not in one)


def bracketed(bind: str) -> str:
    """An address as it stands in `address:port` and in URLs (RFC 3986, 3.2.2)."""
    return f"[{bind}]" if ":" in bind else bind


def is_wildcard(bind: str) -> bool:
    return bind in ("0.0.0.0", "::", EVERY)


def is_loopback(bind: str) -> bool:
    """Whether nobody outside the machine reaches it (127.0.0.0/8, ::1; RFC 1122, RFC 4291)."""
    return bind in ("localhost", "::1") or bind.startswith("127.")
