"""Checks for numbers that a host's system uses itself, and for databases open to the network."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Finding, Subject, check
from portbook.model.bind import bracketed, is_wildcard
from portbook.model.claims import Claim
from portbook.model.portfacts import (
    LOWEST_EPHEMERAL,
    NODE_PORTS,
    ephemeral,
    privileged,
    system_held,
)


@check("privileged-port", "warning")
def privileged_port(subject: Subject) -> Iterator[Finding]:
    """A number below 1024 on a development host.

    On Linux only root may bind these, so the service does not start without sudo; macOS allows them
    on all addresses but not on a single one; Windows has no such rule. A development host is one
    that is the host of some project's default environment.

    Use a number from 1024 on, or allow it with a reason.

    Fails:

        projects:
          shop: {services: {proxy-server: {port: 80, role: proxy}}}
        #                                        ^^

    Passes:

        projects:
          shop: {services: {proxy-server: {port: 8080, role: proxy}}}
    """
    for claim in subject.claims:
        if claim.port >= 1024 or claim.host not in subject.development_hosts:
            continue
        system = _system(subject, claim)
        free = system == "macos" and is_wildcard(claim.bind)
        if privileged(claim.port, system) and not free:
            yield Finding(
                f"{claim.ports} of {claim.who} needs root on {claim.host} ({system})",
                claim.place,
                (claim.service,),
                hint="take a number from 1024 on, or allow it with a reason",
            )


@check("ephemeral-port", "warning")
def ephemeral_port(subject: Subject) -> Iterator[Finding]:
    """A number inside the range that the system uses for outgoing connections.

    Any program that opens a connection may use the number for a while. A service that starts at
    that moment fails with "address already in use", rarely and without a visible cause. The range
    is 32768 to 60999 on Linux and 49152 to 65535 on macOS and Windows, unless it was changed.

    Use a number below the range, or allow it with a reason, such as that the number is reserved
    (`net.ipv4.ip_local_reserved_ports` on Linux).

    Fails:

        projects:
          shop: {services: {api: 50051}}
        #                        ^^^^^

    Passes:

        projects:
          shop: {services: {api: 5051}}
    """
    for claim in subject.claims:
        host = subject.portmap.hosts.get(claim.host)
        if claim.last < LOWEST_EPHEMERAL or (host is not None and host.cluster is not None):
            continue
        taken = ephemeral(_system(subject, claim))
        if claim.port < taken.stop and claim.last >= taken.start:
            yield Finding(
                f"{claim.ports} of {claim.who} lies in the range that {claim.host} "
                f"uses for outgoing connections ({taken.start}-{taken.stop - 1})",
                claim.place,
                (claim.service,),
                hint=f"take a number below {taken.start}",
            )


@check("os-reserved-port", "warning")
def os_reserved_port(subject: Subject) -> Iterator[Finding]:
    """A number that the host's own system listens on.

    AirPlay Receiver listens on 5000 and 7000 on a Mac, and answers with an empty 403, which looks
    like an error of the service; Windows uses a few numbers as well. `hosts` says which system a
    host has.

    Use another number, or switch the system's service off and allow the port with that reason.

    Fails:

        hosts: {mac: {os: macos}}
        projects:
          shop: {services: {api: 5000}}
        #                        ^^^^

    Passes:

        hosts: {mac: {os: macos}}
        projects:
          shop: {services: {api: 5001}}
    """
    for claim in subject.claims:
        held = system_held(_system(subject, claim))
        if not held or claim.transport != "tcp":
            continue
        for number, holder in held.items():
            if claim.port <= number <= claim.last:
                who, _, remedy = holder.partition("; ")
                yield Finding(
                    f"{number} of {claim.who} is held on {claim.host} by {who}",
                    claim.place,
                    (claim.service,),
                    hint=f"take another number{', or ' + remedy if remedy else ''}",
                )


@check("node-port", "error")
def node_port(subject: Subject) -> Iterator[Finding]:
    """A published port of a cluster that lies outside its range of NodePorts.

    Kubernetes publishes a Service on its nodes only between 30000 and 32767
    (`--service-node-port-range` of the API server, unless somebody changed it) and refuses any
    other number. A proxy's own ports are the Ingress controller's and may be any.

    Use a number of the range for that environment, or leave the number out and route to the
    service.

    Fails:

        hosts: {laptop: {}, prod: {cluster: kubernetes, address: k8s.example}}
        projects:
          shop:
            environments: {development: laptop, production: prod}
            services:
              api: {image: acme/api, port: 8000, environments: {production: {port: 8080}}}
        #                                                                          ^^^^

    Passes:

        hosts: {laptop: {}, prod: {cluster: kubernetes, address: k8s.example}}
        projects:
          shop:
            environments: {development: laptop, production: prod}
            services:
              api: {image: acme/api, port: 8000, environments: {production: {port: 30080}}}
    """
    for claim in subject.claims:
        host = subject.portmap.hosts.get(claim.host)
        names = [proxy.service for proxy in claim.environment.proxies]
        if host is None or host.cluster is None or claim.service.name in names:
            continue
        if claim.port not in NODE_PORTS or claim.last not in NODE_PORTS:
            yield Finding(
                f"{claim.ports} of {claim.who} is no NodePort of {claim.host} "
                f"({NODE_PORTS.start}-{NODE_PORTS.stop - 1})",
                claim.place,
                (claim.service,),
                hint="take a number of that range",
            )


def _system(subject: Subject, claim: Claim) -> str:
    host = subject.portmap.hosts.get(claim.host)
    return host.os if host else "linux"


STORES = frozenset(("database", "cache"))


@check("exposed-database", "warning")
def exposed_database(subject: Subject) -> Iterator[Finding]:
    """A database or cache that listens on all addresses.

    Everybody on the same network reaches it, often without a password. A firewall on the host
    does not help where Docker publishes the port: its rules come before those of ufw and the like
    (https://docs.docker.com/engine/network/packet-filtering-firewalls/).

    Leave `bind` out, which means 127.0.0.1; set the one address on which it must be reachable; or
    do not publish it, with `{container: 5432}`. A database that others must reach can be allowed
    with a reason.

    Fails:

        projects:
          shop: {services: {db: {kind: postgres, port: "0.0.0.0:5432:5432"}}}
        #                                              ^^^^^^^^^^^^^^^^^^^

    Passes:

        projects:
          shop: {services: {db: {kind: postgres, port: "127.0.0.1:5432:5432"}}}
    """
    for claim in subject.claims:
        if claim.service.role in STORES and is_wildcard(claim.bind):
            yield Finding(
                f"the {claim.service.role} {claim.who} listens on {bracketed(claim.bind)}: "
                f"who reaches {claim.host} can connect to {claim.ports}",
                claim.place,
                (claim.service,),
                hint="leave the bind address out: it is then 127.0.0.1",
            )
