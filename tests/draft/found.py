"""Found facts in few words, and the map that becomes of them."""

from __future__ import annotations

from typing import Any

from portbook.draft.entries import new_text
from portbook.draft.projects import make_draft
from portbook.language.load import read
from portbook.model.portmap import PortMap, Service
from portbook.sources.found import Found, FoundClaim, FoundService
from portbook.text.source import Source

__all__ = ["claim", "drafted", "fact", "map_of", "service_lines", "services_of"]


def claim(service: str, port: int | None, place: str, **more: Any) -> FoundClaim:
    """`place` is `path:line`; a compose file publishes on 127.0.0.1 by default."""
    path, _, line = place.rpartition(":")
    if path == "compose.yaml":
        more.setdefault("bind", "127.0.0.1")
    return FoundClaim(path, int(line), service, port, **more)


def fact(name: str, place: str, **more: Any) -> FoundService:
    path, _, line = place.rpartition(":")
    return FoundService(path, int(line), name, **more)


def drafted(*facts: FoundClaim | FoundService) -> str:
    """The text of a new map."""
    return new_text(make_draft(Found(list(facts)), "shop"))


def service_lines(*facts: FoundClaim | FoundService) -> str:
    """What a new map says under `services`, from the margin."""
    text = drafted(*facts)
    map_of(text)
    lines = text.partition("    services:\n")[2].splitlines()
    return "\n".join(line[6:] for line in lines) + "\n"


def map_of(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert not reading.problems, (reading.problems[0], text)
    assert reading.portmap is not None
    return reading.portmap


def services_of(*facts: FoundClaim | FoundService) -> dict[str, Service]:
    return map_of(drafted(*facts)).projects["shop"].services
