"""What more machines reach than should."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Check, Finding, Subject, check_of, shown
from portbook.model.bind import bracketed, is_wildcard

STORES = frozenset(("database", "cache"))


def exposed_database(subject: Subject) -> Iterator[Finding]:
    """A database or cache that listens on all addresses.

    Everybody on the same network reaches it, often without a password. A firewall on the host
    does not help where Docker publishes the port: its rules come before those of ufw and the like
    (https://docs.docker.com/engine/network/packet-filtering-firewalls/).

    Leave `bind` out, which means 127.0.0.1; name the one address it must answer on; or keep it
    to its containers with `{container: 5432}`. A store that others must reach can be allowed
    with the reason.

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
                f"whoever reaches {claim.host} reaches {shown(claim.endpoint)}",
                claim.place,
                (claim.service,),
                hint="leave the bind address out: 127.0.0.1 is meant then",
            )


CHECKS: tuple[Check, ...] = (check_of("exposed-database", "warning", exposed_database),)
