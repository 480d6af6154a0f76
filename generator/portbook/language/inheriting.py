"""What an endpoint does not say itself, from its service and its service's kind."""

from __future__ import annotations

from portbook.language.canonical import Canonical
from portbook.language.wellknown import NOT_WEB, WEB_SCHEMES
from portbook.model.kinds import Kind
from portbook.model.portmap import Endpoint

__all__ = ["EndpointContext"]

STORES = frozenset(("database", "cache", "queue"))


class EndpointContext:
    """What an endpoint inherits from its service and its service's kind."""

    __slots__ = ("bind", "contained", "kind", "role")

    def __init__(self, kind: Kind | None, role: str, contained: bool, bind: str) -> None:
        self.kind = kind
        self.role = role
        self.contained = contained
        self.bind = bind

    def build(self, name: str, given: Canonical, primary: bool) -> Endpoint:
        get = given.get
        known = self.kind.ports.get(name) if self.kind else None
        port, port_end = get("number"), get("number_end")
        published = "number" in given or "container" not in given
        if "number" not in given and published:
            port = self.usual_port(name, primary)
        container, container_end = self.container_port(name, given, primary, port, port_end)
        transports = get("transport")
        if transports is None:
            usual = known.transport if known else self.kind.transport if self.kind else "tcp"
            transports = (usual,) if known or primary else ("tcp",)
        scheme = get("scheme")
        if scheme is None and "tcp" in transports:
            scheme = self.scheme(name, primary, port, container)
        return Endpoint(
            name,
            port,
            port_end,
            container,
            container_end,
            transports,
            scheme,
            get("bind") or self.bind,
            get("path"),
            get("public"),
            published,
        )

    def usual_port(self, name: str, primary: bool) -> int | None:
        if self.kind is None:
            return None
        known = self.kind.ports.get(name)
        return known.container_port if known else self.kind.port if primary else None

    def container_port(
        self, name: str, given: Canonical, primary: bool, port: int | None, port_end: int | None
    ) -> tuple[int | None, int | None]:
        if given.get("container"):
            return given["container"], given.get("container_end")
        if not self.contained:
            return None, None
        if self.kind and port_end is None:
            known = self.kind.ports.get(name)
            usual = known.container_port if known else self.kind.container_port if primary else None
            if usual:
                return usual, None
        return port, port_end

    def scheme(
        self, name: str, primary: bool, port: int | None, container: int | None
    ) -> str | None:
        if name in WEB_SCHEMES:
            return name
        if self.kind is not None:
            known = self.kind.ports.get(name)
            if known:
                return known.scheme
            if primary or self.kind.scheme in WEB_SCHEMES:
                return self.kind.scheme
            return None
        if self.role in STORES or container in NOT_WEB or port in NOT_WEB:
            return None
        return "http"
