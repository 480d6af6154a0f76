"""`portbook stop`: end what holds a port."""

from __future__ import annotations

import sys

import click

from portbook.cli.loading import FINDINGS, NOT_UNDERSTOOD
from portbook.cli.machine import this_machine

__all__ = ["command"]


@click.command("stop")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, 3600),
    default=10.0,
    metavar="SECONDS",
    help="Until force is used; 10 unless said.",
)
@click.option("--user", metavar="NAME", help="As root: what belongs to NAME, too.")
@click.option("--host", metavar="H", help="This machine is the map's host H.")
@click.argument("target", metavar="SERVICE|PORT")
@click.pass_obj
def command(
    file: str | None, yes: bool, timeout: float, user: str | None, host: str | None, target: str
) -> int:
    """End what listens on the ports of SERVICE, or on PORT (3000, 53/udp).

    Shows it and asks. Only listeners are ended, never who is connected to them; first politely,
    after --timeout by force. A container is stopped.
    """
    from portbook.cli import stopping
    from portbook.machine.snapshot import snapshot

    seen = snapshot()
    if target[:1].isdigit():
        held, instead = stopping.on_port(seen, target)
    else:
        held, instead = stopping.of_service(seen, this_machine(file, host), target)
    if not held:
        click.echo(instead, err=True)
        return 0
    plan = stopping.plan(seen, held)
    stopping.show(plan)
    if not plan.endings:
        return FINDINGS
    if not yes and not sys.stdin.isatty():
        click.echo("nobody to ask: this is no terminal. --yes ends it unasked.", err=True)
        return NOT_UNDERSTOOD
    agreed = stopping.agree(plan, yes=yes, user=user)
    done = stopping.carry_out(seen.engine, agreed, timeout)
    return 0 if done and len(agreed) == len(plan.endings) and not plan.refusals else FINDINGS
