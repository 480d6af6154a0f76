"""Names what is published at a container for the programs that share its network."""

from __future__ import annotations

import re
from dataclasses import replace

from portbook.sources.documents.text import strip_words
from portbook.sources.documents.unlabelled import END
from portbook.sources.found import Found, FoundClaim

_TUNNEL = re.compile(r"vpn|gluetun|wireguard|tunnel", re.IGNORECASE)
_SHARED = re.compile(r"network_mode:\s*[\"']?(?:service|container):([\w-]+)")
_GUEST = re.compile(
    r"\s*-\s+[\"']?[\d.:/a-z]+[\"']?\s+#\s*(?P<name>[^\W\d][\w .&+-]{1,40}?)"
    r"\s*(?:(?:[(,;–—]|\s-\s).*)?"
)


def name_guests(found: Found, lines: list[str]) -> None:
    """`- 8090:8090  # torrents` of a tunnel, or of what lends its network, is another program's."""
    lent = {name for line in lines for name in _SHARED.findall(line)}
    told = {
        at: guest["name"]
        for at, line in enumerate(lines, 1)
        if (guest := _GUEST.fullmatch(line[:200]))
    }
    parts = ("part", "general")
    own = {at for at, name in told.items() if END.fullmatch(name) or not strip_words(name, *parts)}
    named = (
        replace(claim, service=told[claim.line])
        if claim.line in told.keys() - own
        and (claim.service in lent or _TUNNEL.search(claim.service))
        else claim
        for claim in found.claims
    )
    found.put(FoundClaim, named)
