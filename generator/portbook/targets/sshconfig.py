"""A file for `Include` in ~/.ssh/config: what listens on other hosts, forwarded to this one.

`ssh web1-ports` and the services of web1 answer on loopback (ssh_config(5), LocalForward).
"""

from __future__ import annotations

from collections.abc import Iterator

from portbook.model.bind import bracketed, is_wildcard
from portbook.model.claims import Claim
from portbook.targets.context import Context, Output
from portbook.text.quoting.lines import hash_comment

HIGHEST = 65535
STEP = 10_000
"""How far a number is shifted that is taken on this side."""


def emit_map(context: Context) -> Iterator[Output]:
    """`sshconfig/config`; the map's first host is taken for this machine."""
    first, *others = context.portmap.hosts.values()
    taken = {claim.port for claim in context.claims if claim.host == first.name}
    lines = [hash_comment(context.notice)]
    for host in (each for each in others if each.cluster is None):
        claims = [claim for claim in context.claims if claim.host == host.name]
        forwarded = list(_forwarded(claims, taken))
        if forwarded:
            user, at, name = host.ssh_name.rpartition("@")
            # An alias of our own, so that the user's own entry for the host stays what it is.
            lines += ["", f"Host {host.name}-ports", f"    HostName {name}"]
            lines += [f"    User {user}"] if at else []
            lines += ["    ExitOnForwardFailure yes", "    SessionType none", *forwarded]
    yield Output("sshconfig/config", "\n".join(lines) + "\n")


def _forwarded(claims: list[Claim], taken: set[int]) -> Iterator[str]:
    """A line for each TCP port, which keeps its number where that is free on this side."""
    seen = set()
    for claim in sorted(claims, key=lambda each: each.port):
        there = "127.0.0.1" if is_wildcard(claim.bind) else claim.bind
        if claim.transport != "tcp" or claim.port != claim.last or (there, claim.port) in seen:
            continue
        seen.add((there, claim.port))
        # Below 1024 only root binds.
        first = claim.port if claim.port >= 1024 else claim.port + STEP
        here = next((port for port in range(first, HIGHEST + 1, STEP) if port not in taken), None)
        if here is None:
            yield f"    {hash_comment(f'{claim.who} is left out: no number is free for it')}"
            continue
        taken.add(here)
        yield f"    {hash_comment(claim.who)}"
        yield f"    LocalForward 127.0.0.1:{here} {bracketed(there)}:{claim.port}"
