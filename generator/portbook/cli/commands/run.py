"""`portbook run`: a service, or a project's, on the ports that the map gives them."""

from __future__ import annotations

import click

from portbook.cli.loading import FINDINGS, instance_option, seconds_option
from portbook.cli.this_machine import this_machine

REST = "portbook.cli.commands.run"


class _WithCommand(click.Command):
    """Takes what follows `--` as words of another command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            ctx.meta[REST] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "[-- COMMAND...]"]


@click.command("run", cls=_WithCommand)
@click.option(
    "--environment", "-e", metavar="E", help="Another environment than this machine's first."
)
@instance_option
@click.option("--host", metavar="H", help="This machine is the map's host H.")
@seconds_option("--wait", 0, 86400, 60, "For each health check")
@seconds_option("--timeout", 0, 3600, 10, "Until it is killed")
@click.option("--skip", multiple=True, metavar="SERVICE", help="Do not start it, wait for it.")
@click.option("--keep-going", is_flag=True, help="Let the others continue when one ends.")
@click.argument("names", nargs=-1, metavar="[PROJECT | SERVICE...]")
@click.pass_context
def command(
    ctx: click.Context,
    environment: str | None,
    instance: str | None,
    host: str | None,
    wait: float,
    timeout: float,
    skip: tuple[str, ...],
    keep_going: bool,
    names: tuple[str, ...],
) -> int:
    """Start a service on its port, in the folder and with the variables of the map.

    One SERVICE runs as if it had been started by hand; COMMAND replaces its 'start'. A PROJECT, or
    several of its services, start in the order of their dependencies, each once these are healthy.
    When one of them ends, and on Ctrl-C, all are stopped.
    """
    machine = this_machine(ctx.obj, host, instance)
    words: tuple[str, ...] | None = ctx.meta.get(REST)
    from portbook.cli import running
    from portbook.cli.preflight import Held, complain
    from portbook.machine.supervise.launch import CannotStart

    try:
        if len(names) == 1 and names[0] not in machine.portmap.projects:
            return running.run_one(machine, names[0], environment, words, timeout)
        if words is not None:
            raise click.UsageError("a command after -- is run for one service: name it.")
        from portbook.machine.supervise.supervisor import RunOptions

        chosen = running.chosen(machine, names, environment, skip)
        return running.run_several(machine, chosen, RunOptions(wait, timeout, keep_going))
    except CannotStart as failure:
        complain(failure.message, failure.hint)
        return failure.status
    except Held:
        return FINDINGS
