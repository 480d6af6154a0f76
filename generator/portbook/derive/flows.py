"""Who may reach whom: the connections that references, `uses` and routes make.

One row a hop. Who comes from outside reaches a proxy, and the proxy its upstream; where no proxy
stands before it, a browser reaches the endpoint itself. What listens without anybody naming it
makes no flow.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from portbook.derive.calls import Call, Wiring
from portbook.model.address import Asker, Located, Problem, address, inside, route_to
from portbook.model.bind import is_loopback
from portbook.model.portmap import Endpoint, Environment, Proxy, Service
from portbook.model.ports import span
from portbook.model.url import DEFAULT_PORTS, PAGES
from portbook.text.wording import row

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address


class End(NamedTuple):
    """One side of a flow.

    `host` is None for what a provider hosts; `address` is how the other side reaches it, of a
    caller its host's address; None where nobody knows.
    """

    project: str = ""
    service: str = ""
    endpoint: str = ""
    host: str | None = None
    address: str | None = None

    @property
    def name(self) -> str:
        if not self.service:
            return "outside"
        named = f".{self.endpoint}" if self.endpoint not in ("", "default") else ""
        return f"{self.project}/{self.service}{named}"

    @property
    def ip(self) -> IPv4Address | IPv6Address | None:
        """Of its address, where that is no name."""
        from ipaddress import ip_address

        try:
            return ip_address((self.address or "").strip("[]"))
        except ValueError:
            return None


OUTSIDE = End()
"""Browsers, and whoever else is on no host of the map."""


class Flow(NamedTuple):
    """`port` to `port_end` is what the connection is made to, None where it is not known:
    between containers of one project the container's number, else the published one.

    `via` is the proxy whose hop this is; `why` are the variables, `uses` and routes that say so.
    `local`: it never leaves the machine it begins on. `bind` is where the called side listens,
    `there` the environment that it is in.
    """

    environment: str
    source: End
    target: End
    port: int | None
    port_end: int | None
    transport: str
    scheme: str | None
    via: str | None
    why: tuple[str, ...]
    local: bool = False
    bind: str = ""
    there: str = ""

    @property
    def ports(self) -> str:
        """The number or interval; `?` where it is not known."""
        return span(self.port, self.port_end) if self.port else "?"

    @property
    def number(self) -> str:
        """`ports`, with the transport where that is not TCP."""
        return self.ports if self.transport == "tcp" else f"{self.ports}/{self.transport}"


def crossing(flows: Iterable[Flow]) -> Iterator[Flow]:
    """Those that a firewall sees: from one machine to another, to something that is not bound to
    loopback."""
    return (each for each in flows if not each.local and not is_loopback(each.bind))


def flows_of(wiring: Wiring) -> list[Flow]:
    """Every flow between services that run, in the map's order; its reasons joined in one row."""
    found: dict[tuple[object, ...], Flow] = {}
    for environment, service in wiring.portmap.deployments():
        if not service.running or service.same_as is not None:
            continue
        for flow in _of_service(wiring, environment, service):
            key = flow._replace(why=())
            known = found.get(key)
            why = dict.fromkeys((*(known.why if known else ()), *flow.why))
            found[key] = flow._replace(why=tuple(why))
    return list(found.values())


def _of_service(wiring: Wiring, environment: Environment, service: Service) -> Iterator[Flow]:
    for proxy in environment.proxies:
        if proxy.service == service.name and (proxy.routes or proxy.to is not None):
            names = ", ".join(name for name in proxy.server_names if name != "_")
            why = f"proxy for {names}" if names else "proxy"
            yield from _to_proxy(wiring, environment, environment, proxy, why)
    calls = wiring.calls(environment, service)
    read = {_reached(each) for each in calls if each.via == "env" and each.connects}
    for call in calls:
        if not call.connects or not call.called.service.running:
            continue
        if not call.browser:
            yield from _between(wiring, call)
        elif call.via == "env":
            yield from _from_browsers(wiring, call)
        elif _reached(call) not in read:
            # A front end's `uses`: its pages reach what speaks HTTP, its own process anything.
            yield from _from_browsers(wiring, call)
            yield from _between(wiring, call)


def _reached(call: Call) -> tuple[str, str, str, str | None]:
    environment, service, endpoint = call.called
    named = endpoint.name if endpoint else None
    return environment.project, environment.name, service.name, named


def _why(call: Call) -> str:
    return f"uses {call.name}" if call.via == "uses" else call.how


def _to_proxy(
    wiring: Wiring, asking: Environment, environment: Environment, proxy: Proxy, why: str
) -> Iterator[Flow]:
    """From outside to where a proxy listens; one on loopback serves this machine's browsers."""
    for endpoint in proxy.endpoints:
        if environment.default or not is_loopback(endpoint.bind):
            located = Located(environment, environment.services[proxy.service], endpoint)
            yield from _outside(wiring, asking, located, why, f"{proxy.project}/{proxy.service}")


def _from_browsers(wiring: Wiring, call: Call) -> Iterator[Flow]:
    """Through the proxy whose route leads there, else straight to the endpoint."""
    asking, called = call.caller.environment, call.called
    endpoint, why = called.endpoint, f"{call.caller.who}: {_why(call)}"
    if called.service.hosted is None:
        if endpoint is None or (endpoint.scheme not in PAGES and call.via == "uses"):
            return
        for proxied in (called.environment, asking):
            routed = route_to(wiring.portmap, proxied, called)
            if routed is not None:
                yield from _to_proxy(wiring, asking, proxied, routed[0], why)
                return
    yield from _outside(wiring, asking, called, why, None)


def _outside(
    wiring: Wiring, asking: Environment, called: Located, why: str, via: str | None
) -> Iterator[Flow]:
    environment, service, endpoint = called
    seen = address(wiring.portmap, Asker(asking, None, "browser"), called)
    shown = None if isinstance(seen, Problem) else seen.host
    if service.hosted is not None:
        yield from _to_provider(wiring, asking.name, OUTSIDE, called, why)
        return
    assert endpoint is not None
    for host in environment.hosts_of(service):
        target = End(service.project, service.name, endpoint.name, host, shown)
        for transport in endpoint.transports:
            # In the default environment the browser is one of this machine.
            yield Flow(
                asking.name, OUTSIDE, target, endpoint.port, endpoint.port_end, transport,
                endpoint.scheme, via, (why,), asking.default, endpoint.bind, environment.name,
            )  # fmt: skip


def _between(wiring: Wiring, call: Call) -> Iterator[Flow]:
    """From each host of the caller to what is called: on the same one where it is there."""
    caller, called = call.caller, call.called
    why = _why(call)
    via = caller.who if call.via == "route" else None
    for host in caller.environment.hosts_of(caller.service):
        known = wiring.portmap.hosts.get(host)
        here = host if caller.service.hosted is None else None
        at = known.address if known and here else None
        source = End(caller.service.project, caller.service.name, "", here, at)
        if called.service.hosted is not None:
            yield from _to_provider(wiring, caller.environment.name, source, called, why)
        elif called.endpoint is not None:
            yield from _reach(wiring, call, source, called.endpoint, via, why)
        if here is None:
            return


def _reach(
    wiring: Wiring, call: Call, source: End, endpoint: Endpoint, via: str | None, why: str
) -> Iterator[Flow]:
    caller, called = call.caller, call.called
    viewpoint = "container" if caller.service.contained else "process"
    asker = Asker(caller.environment, caller.service, viewpoint)
    theirs = called.environment.hosts_of(called.service)
    together = source.host in theirs
    host = source.host if together else theirs[0]
    internal = together and inside(asker, called)
    if internal:
        ports = endpoint.container_port, endpoint.container_end
    else:
        ports = endpoint.port, endpoint.port_end
    found = address(wiring.portmap, asker, called)
    known = wiring.portmap.hosts.get(theirs[0])
    shown = None if isinstance(found, Problem) else found.host
    if not together:
        # A caller on several hosts shares one with it elsewhere, and reaches it from here as well.
        shown = known.address if known and not is_loopback(endpoint.bind) else None
    target = End(called.service.project, called.service.name, endpoint.name, host, shown)
    for transport in endpoint.transports:
        yield Flow(
            caller.environment.name, source, target, *ports, transport, endpoint.scheme, via,
            (why,), together, endpoint.bind, called.environment.name,
        )  # fmt: skip


def _to_provider(
    wiring: Wiring, environment: str, source: End, called: Located, why: str
) -> Iterator[Flow]:
    """To what a provider hosts, at the port of its URL."""
    found = address(wiring.portmap, Asker(called.environment, None, "process"), called)
    service = called.service
    if isinstance(found, Problem):
        target, port, scheme = End(service.project, service.name), None, None
    else:
        target = End(service.project, service.name, "", None, found.host)
        port, scheme = found.port or DEFAULT_PORTS.get(found.scheme or ""), found.scheme
    yield Flow(environment, source, target, port, None, "tcp", scheme, None, (why,))


def row_of(flow: Flow) -> dict[str, Any]:
    """The flow as programs read it."""
    source, target = flow.source, flow.target
    named = {**row(target, "project service"), "endpoint": target.endpoint or None}
    return {
        "environment": flow.environment,
        "from": {"outside": True} if source == OUTSIDE else row(source, " ".join(CALLER)),
        "to": {**named, **row(target, "host address"), **row(flow, "port port_end")},
        **row(flow, "transport scheme via"),
        "why": ", ".join(flow.why),
    }


CALLER = ("project", "service", "host", "address")
CALLED = ("project", "service", "endpoint", "host", "address", "port", "port_end")


def csv_of(flows: Iterable[Flow]) -> str:
    """RFC 4180 with line feeds; who comes from outside is a row whose `outside` is `yes`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rest = ("transport", "scheme", "via", "why")
    heads = (*(f"from_{key}" for key in CALLER), *(f"to_{key}" for key in CALLED))
    writer.writerow(("environment", "outside", *heads, *rest))
    for each in map(row_of, flows):
        source, target = each["from"], each["to"]
        outside = "yes" if source.get("outside") else ""
        cells = [source.get(key) for key in CALLER] + [target[key] for key in CALLED]
        writer.writerow((each["environment"], outside, *cells, *(each[key] for key in rest)))
    return out.getvalue()
