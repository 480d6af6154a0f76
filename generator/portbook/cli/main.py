"""The commands by name, each imported when it is run, and what happens when one fails."""

from __future__ import annotations

import importlib
import io
import keyword
import os
import sys
from typing import Any, NoReturn

import click

__all__ = ["COMMANDS", "main", "report"]

COMMANDS = {
    "init": "Make a map of the checkouts that are there.",
    "import": "Take ports from documents and files into the map.",
    "check": "Find what is wrong with the map.",
    "update": "Pin other repositories' maps anew.",
    "generate": "Write every file that the map says.",
    "install": "Put the generated files into the checkouts.",
    "instance": "Working copies side by side, each with its own numbers.",
    "site": "Write the pages of the published map.",
    "list": "Show the map in the terminal.",
    "flows": "Show who may reach whom, and why.",
    "next": "Print the next free port.",
    "add": "Add a service with a port of its own.",
    "impact": "Show what would change if a port moved.",
    "move": "Give a service another port.",
    "rename": "Call a service, a project, an environment or a range otherwise.",
    "remove": "Take a service or a project out of the map.",
    "resolve": "End every conflict with the fewest moves.",
    "diff": "Say what changed in meaning since a revision.",
    "merge": "Merge two branches of the map; Git calls it.",
    "audit": "Compare the checkouts' files with the map.",
    "status": "Show how the map's claims on this machine stand.",
    "who": "Say what holds a port, and who should.",
    "health": "Ask this machine's services whether they are well.",
    "run": "Start a service, or a project, on its ports.",
    "stop": "End what holds a port.",
    "open": "Open a service's address in the browser.",
    "explain": "Print the manual page of a check, a target or a kind.",
    "mcp": "Serve the map to a coding agent.",
    "template": "Begin a template of your own.",
    "schema": "Print the JSON Schema of ports.yaml.",
}
"""Every command with its line in the overview; each lives in the module of its name."""

NOT_UNDERSTOOD = 2
FAULT = 3
INTERRUPTED = 130


def module_of(name: str) -> str:
    """The module of a command: `import` is a word of Python's own."""
    return f"{name}_" if keyword.iskeyword(name) else name


class Commands(click.Group):
    """Imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"portbook.cli.commands.{module_of(cmd_name)}")
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as failure:
            from portbook.text.wording import closest

            near = closest(args[0], COMMANDS) if args else None
            if near:
                message = f"{failure.format_message()} Did you mean '{near}'?"
                raise click.UsageError(message, ctx) from None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The overview must not import every command.
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Imported only when it is asked for: it may ask git."""
    if asked:
        from portbook.cli.version import version_line

        click.echo(version_line())
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=print_version,
    help="Print the version, and the commit where it is known.",
)
@click.option("-f", "--file", "file", metavar="FILE", help="The map; else the nearest ports.yaml.")
@click.pass_context
def portbook(ctx: click.Context, file: str | None) -> None:
    """One ports.yaml to every place where a port number lives."""
    ctx.obj = file


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status; with `arguments`, by SystemExit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A pipe of Windows, or a C locale, has not every character of a title.
            stream.reconfigure(errors="backslashreplace")
    try:
        status = run(arguments)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        status = INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away, as `head` does.
        sys.stderr.close()
        status = 0
    except OSError as failure:
        # What commands do to files they report themselves; this is the output's own.
        click.echo(f"the output cannot be written: {failure.strerror or failure}", err=True)
        status = NOT_UNDERSTOOD
    except Exception as fault:
        click.echo(report(fault), err=True)
        status = FAULT
    if arguments is not None:
        sys.exit(status)
    leave(status)


def run(arguments: list[str] | None) -> int:
    """The status of a command that came to its end, or could not begin."""
    try:
        status = portbook.main(arguments, prog_name="portbook", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as failure:
        failure.show()
        return failure.exit_code
    return status if isinstance(status, int) else 0


def leave(status: int) -> NoReturn:
    """End the process without taking a large map apart piece by piece: that is half a second."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):
        pass
    except OSError:
        status = status or NOT_UNDERSTOOD
    os._exit(status)


def report(fault: BaseException) -> str:
    """Versions, the command and the trace; paths of the person's home are shortened."""
    import platform
    import traceback
    from pathlib import Path

    from portbook.cli.version import version_line

    trace = "".join(traceback.format_exception(fault))
    home = str(Path.home())
    lines = [
        "portbook failed, and that is its own fault. Nothing half-written was left behind.",
        "Please report this, as it stands:",
        "",
        f"{version_line()}, Python {platform.python_version()}, {platform.system()}",
        f"command: {' '.join(['portbook', *sys.argv[1:]])}",
        "",
        trace.rstrip(),
    ]
    text = "\n".join(lines)
    return text.replace(home, "~") if len(home) > 1 else text
