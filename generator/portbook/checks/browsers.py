"""Numbers that browsers refuse."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.checks.subject import Check, Finding, Subject, check_of
from portbook.model.portfacts import BROWSER_BLOCKED
from portbook.model.schemes import WEB

__all__ = ["CHECKS"]


def browser_blocked_port(subject: Subject) -> Iterator[Finding]:
    """A web endpoint on a number that browsers refuse to open.

    Browsers block some numbers, so that a page cannot make them speak to mail servers and the
    like: 6000, 6665 to 6669, 5060, 10080 and others (https://fetch.spec.whatwg.org/#port-blocking).
    Chrome says ERR_UNSAFE_PORT, Firefox that the address is restricted. curl does not mind, which
    makes it hard to find.

    Take another number. Where no browser is ever meant to come, give the endpoint the scheme it
    really speaks.

    Fails:

        projects:
          shop: {services: {web: 6000}}
        #                        ^^^^

    Passes:

        projects:
          shop: {services: {web: 6001}}
    """
    for claim in subject.claims:
        if claim.endpoint.scheme not in WEB:
            continue
        single = claim.last == claim.port
        if single and claim.port not in BROWSER_BLOCKED:
            continue
        blocked = [each for each in range(claim.port, claim.last + 1) if each in BROWSER_BLOCKED]
        if blocked:
            yield Finding(
                f"browsers refuse to open {blocked[0]}, where {claim.who} speaks "
                f"{claim.endpoint.scheme}",
                claim.place,
                (claim.service,),
                hint="take another number",
            )


CHECKS: tuple[Check, ...] = (check_of("browser-blocked-port", "error", browser_blocked_port),)
