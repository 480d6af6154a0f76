"""Tells which claims never conflict although they hold the same number on the same host."""

from __future__ import annotations

from typing import NamedTuple

from portbook.model.claims import Claim
from portbook.model.portmap import PortMap

Key = tuple[str, str, str, str]
Scope = tuple[str | None, str | None]
"""The environment and service that a member names, None where it names none."""

EVERY_NAME = "(every name)"
"""In place of a server's names where it answers to any, which no name is called."""


class Membership(NamedTuple):
    """The places of an entry of `exclusive`, and of a member in it, from 0."""

    entry: int
    member: int


class Exclusion:
    """What `exclusive` says, and which proxies share what they listen on."""

    def __init__(self, portmap: PortMap) -> None:
        self._members: dict[str, dict[Scope, list[Membership]]] = {}
        for entry, exclusive in enumerate(portmap.exclusive):
            for index, member in enumerate(exclusive.members):
                scopes = self._members.setdefault(member.project, {})
                scopes.setdefault((member.environment, member.service), []).append(
                    Membership(entry, index)
                )
        self._covering: dict[tuple[str, str, str], frozenset[Membership]] = {}
        self._names: dict[Key, frozenset[str]] = {}
        for _, environment in portmap.environments():
            for proxy in environment.proxies:
                for endpoint in proxy.endpoints:
                    key = proxy.project, proxy.environment, proxy.service, endpoint.name
                    raw = EVERY_NAME if proxy.to else ""
                    names = frozenset(name.lower() for name in proxy.server_names or (raw,))
                    self._names[key] = self._names.get(key, frozenset()) | names

    def between(self, one: Claim, other: Claim) -> bool:
        """Whether the two never run together, or are one program's."""
        if self._members and self._declared(one, other):
            return True
        return bool(self._names) and self._one_proxy(one, other)

    def member(self, claim: Claim) -> Membership | None:
        """The entry and its member that alone cover a claim, which is no proxy's: of an entry with
        thousands of members, a claim is held against those of its own member."""
        if claim.project not in self._members or (self._names and self._is_nginx(claim)):
            return None
        covering = self._memberships(claim)
        return next(iter(covering)) if len(covering) == 1 else None

    def signature(self, claim: Claim) -> object:
        """What `between` asks of a claim: of two with one signature it says the same to any third,
        so that many claims are compared by their few signatures."""
        declared = self._memberships(claim) if claim.project in self._members else frozenset()
        names = self._names.get(_key(claim)) if self._names and self._is_nginx(claim) else None
        return declared, names

    def _declared(self, one: Claim, other: Claim) -> bool:
        if one.project not in self._members or other.project not in self._members:
            return False
        ours, theirs = self._memberships(one), self._memberships(other)
        # A member that covers both says nothing of one against the other.
        ours, theirs = ours - theirs, theirs - ours
        return bool({each.entry for each in ours} & {each.entry for each in theirs})

    def _memberships(self, claim: Claim) -> frozenset[Membership]:
        """Entries and members under them that cover a claim."""
        key = claim.service.project, claim.environment.name, claim.service.name
        known = self._covering.get(key)
        if known is None:
            scopes = self._members[claim.project]
            environment, service = claim.environment.name, claim.service.name
            known = self._covering[key] = frozenset(
                each
                for scope in ((None, None), (environment, None), (None, service), key[1:])
                for each in scopes.get(scope, ())
            )
        return known

    def _one_proxy(self, one: Claim, other: Claim) -> bool:
        """nginx tells servers on one number apart by name (ngx_http_core_module, server_name)."""
        if not (self._is_nginx(one) and self._is_nginx(other)):
            return False
        if one.service.contained or other.service.contained:
            # Each container is a program of its own, and only one can publish the number.
            return one.service is other.service
        if one.endpoint.scheme != other.endpoint.scheme:
            # nginx would speak TLS on the whole socket, or on none of it.
            return False
        names, others = self._names.get(_key(one)), self._names.get(_key(other))
        if names is None or others is None or EVERY_NAME in names | others:
            return False
        return names.isdisjoint(others)

    @staticmethod
    def _is_nginx(claim: Claim) -> bool:
        service = claim.service
        return service.implicit or (service.kind is not None and service.kind.name == "nginx")


def _key(claim: Claim) -> Key:
    return claim.project, claim.environment.name, claim.service.name, claim.endpoint.name
