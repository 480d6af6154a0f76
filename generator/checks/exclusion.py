"""Which claims never meet, although they hold the same number of the same host."""

from __future__ import annotations

from generator.model.claims import Claim
from generator.model.portmap import Member, PortMap

__all__ = ["Exclusion"]

Key = tuple[str, str, str, str]


class Exclusion:
    """What `exclusive` says, and which proxies share what they listen on."""

    def __init__(self, portmap: PortMap) -> None:
        self._members: dict[str, list[tuple[int, int, Member]]] = {}
        for entry, exclusive in enumerate(portmap.exclusive):
            for index, member in enumerate(exclusive.members):
                self._members.setdefault(member.project, []).append((entry, index, member))
        self._covering: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
        self._names: dict[Key, frozenset[str]] = {}
        for _, environment in portmap.environments():
            for proxy in environment.proxies:
                for endpoint in proxy.endpoints:
                    key = proxy.project, proxy.environment, proxy.service, endpoint.name
                    raw = "(every name)" if proxy.to else ""
                    names = frozenset(proxy.server_names or (raw,))
                    self._names[key] = self._names.get(key, frozenset()) | names

    def between(self, one: Claim, other: Claim) -> bool:
        """Whether the two never run together, or are one program's."""
        if self._members and self._declared(one, other):
            return True
        return bool(self._names) and self._one_proxy(one, other)

    def signature(self, claim: Claim) -> object:
        """Equal for claims that every third claim is exclusive of alike."""
        declared = self._memberships(claim) if claim.project in self._members else []
        names = self._names.get(_key(claim)) if self._names and self._is_nginx(claim) else None
        return declared, names

    def _declared(self, one: Claim, other: Claim) -> bool:
        if one.project not in self._members or other.project not in self._members:
            return False
        theirs = self._memberships(other)
        for entry, index in self._memberships(one):
            for their_entry, their_index in theirs:
                if entry == their_entry and index != their_index:
                    return True
        return False

    def _memberships(self, claim: Claim) -> list[tuple[int, int]]:
        """Entries and members under them that cover a claim."""
        key = claim.service.project, claim.environment.name, claim.service.name
        known = self._covering.get(key)
        if known is None:
            known = self._covering[key] = [
                (entry, index)
                for entry, index, member in self._members[claim.project]
                if member.environment in (None, claim.environment.name)
                and member.service in (None, claim.service.name)
            ]
        return known

    def _one_proxy(self, one: Claim, other: Claim) -> bool:
        """nginx tells servers on one number apart by name (ngx_http_core_module, server_name)."""
        if not (self._is_nginx(one) and self._is_nginx(other)):
            return False
        names, others = self._names.get(_key(one)), self._names.get(_key(other))
        if names is None or others is None or "(every name)" in names | others:
            return False
        return names.isdisjoint(others)

    @staticmethod
    def _is_nginx(claim: Claim) -> bool:
        service = claim.service
        return service.implicit or (service.kind is not None and service.kind.name == "nginx")


def _key(claim: Claim) -> Key:
    return claim.project, claim.environment.name, claim.service.name, claim.endpoint.name
