"""Which machine each environment and service is on, as far as files say."""

from __future__ import annotations

from collections.abc import Iterable

from portbook.draft.draft import DraftHost
from portbook.draft.names import Names, says_more
from portbook.draft.texts import fitting, sentence
from portbook.language.keys.values import DOMAIN
from portbook.sources.found import FoundClaim
from portbook.sources.naming import slug

__all__ = ["Hosts"]

_HERE = frozenset(("localhost", "127.0.0.1", "0.0.0.0", "::1", "[::1]", "host.docker.internal"))


class Hosts:
    """Names for the machines of all projects; what runs right here is on the map's first host.

    An environment beside the default one gets a host of its own name where no file says another:
    on one machine its numbers would clash with the default's.
    """

    def __init__(self, taken: Iterable[str] = ("localhost",)) -> None:
        self.names = Names(frozenset(taken))
        self.drafted: dict[str, DraftHost] = {}
        self._known: dict[str, str] = {}

    def name(self, text: str | None) -> str | None:
        """The name of what a file calls a host; None for the machine at hand."""
        if text is None or text.strip().casefold() in _HERE:
            return None
        key = text.strip().casefold()
        if key not in self._known:
            title = sentence(text)
            name = self.names.take(text, "host")
            address = fitting(DOMAIN, text) if "." in text else None
            shown = title if title and not address and says_more(title, name) else None
            self.drafted[name] = DraftHost(name, shown, address)
            self._known[key] = name
        return self._known[key]

    def of_environments(
        self, environments: tuple[str, ...], claims: list[FoundClaim]
    ) -> dict[str, str | None]:
        """The host of each environment; None is the map's first."""
        default = environments[0]
        found: dict[str, str | None] = {}
        for environment in environments:
            here = [
                self.name(claim.host)
                for claim in claims
                if (claim.environment or default) == environment
            ]
            named = {host for host in here if host}
            if len(named) == 1 and (environment != default or None not in here):
                found[environment] = named.pop()
            elif environment == default:
                found[environment] = None
            else:
                found[environment] = self.of(environment)
        return found

    def of(self, environment: str) -> str:
        """The host that bears an environment's name, shared by all projects."""
        key = f"environment {environment}"
        if key not in self._known:
            name = slug(environment) or "environment"
            if name not in self.drafted:
                name = self.names.take(name, "environment")
                self.drafted[name] = DraftHost(name)
            self._known[key] = name
        return self._known[key]
