"""Which of the numbers in one folder its program listens on.

A program takes its port from its command's option, else from its environment, else from its own
file, and reads a .env file only where it is made to. The catalogue's kinds say which of these each
knows (`port_variables`, `port_dotenv`).
"""

from __future__ import annotations

import posixpath

from portbook.model.catalogue import CATALOGUE
from portbook.model.kinds import Kind
from portbook.sources.found import Found, FoundClaim, Unread
from portbook.sources.readers import sort_of_name

BARE = frozenset(("PORT", "HTTP_PORT", "SERVER_PORT", "LISTEN_PORT"))
"""Variables that each program has for itself."""


def drop_unheard(found: Found) -> None:
    """Take out what a .env file gives a program that does not ask it; it stays as unread."""
    kinds: dict[str, Kind] = {}
    said: dict[str, set[str]] = {}
    configured: set[str] = set()
    for service in found.services:
        if sort_of_name(service.path) == "package" and service.kind in CATALOGUE:
            kinds.setdefault(_folder(service.path), CATALOGUE[service.kind])
    for claim in found.claims:
        sort, folder = sort_of_name(claim.path), _folder(claim.path)
        if sort == "script" and claim.variable:
            said.setdefault(folder, set()).add(claim.variable)
        started = sort == "package" and not claim.assumed and claim.environment is None
        if started and not claim.endpoint:
            configured.add(folder)
    kept = []
    for claim in found.claims:
        folder = _folder(claim.path)
        reason = None
        asked = claim.variable in said.get(folder, ())
        if sort_of_name(claim.path) == "dotenv" and claim.variable in BARE and not asked:
            reason = _reason(claim, kinds.get(folder), configured=folder in configured)
        if reason is None:
            kept.append(claim)
        else:
            text = f"{claim.variable}={claim.port}"
            found.facts.append(Unread(claim.path, claim.line, text, reason))
    found.put(FoundClaim, kept)


def _reason(claim: FoundClaim, kind: Kind | None, *, configured: bool) -> str | None:
    """Why the variable does not count; None where it does."""
    if configured:
        return "the command in package.json says the port"
    if kind is None or kind.role != "frontend":
        # What a backend reads is its own code's affair, and many load the file.
        return None
    if kind.port_dotenv and claim.variable in kind.port_variables:
        return None
    return f"{kind.title} does not take its port from a .env file"


def _folder(path: str) -> str:
    return posixpath.dirname(path.replace("\\", "/"))
