"""Runs commands by name, each imported when it is run, and reports failures."""

from __future__ import annotations

import importlib
import io
import keyword
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from portbook.cli.commands import COMMANDS, GROUPS
from portbook.cli.loading import NOT_UNDERSTOOD
from portbook.cli.usage import Context, common_options, print_usage_error, shared

FAULT = 3
INTERRUPTED = 130


class Ended(BaseException):
    """Somebody asked the process to end: what it holds is let go of on the way out."""


def _listen() -> None:
    """Handle a signal to end, unless it is ignored as under nohup(1)."""
    import signal

    def end(number: int, _: object) -> NoReturn:
        raise Ended(number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)


class Commands(click.Group):
    """Imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        # `import` is a word of Python's own.
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        module = importlib.import_module(f"portbook.cli.commands.{name}")
        return shared(cmd_name, module.command)

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
        """Every command, in groups, without importing any."""
        longest = max(map(len, COMMANDS))
        for title, entries in GROUPS.items():
            example = next(iter(entries.values())).example
            with formatter.section(f"{title}:  portbook {example}"):
                formatter.write_dl([(name.ljust(longest), e.about) for name, e in entries.items()])

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), *common_options(hidden=False)]


def print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Imported only when it is asked for: it may ask git."""
    if asked:
        from portbook.cli.version import version_line

        click.echo(version_line())
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-V",
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=print_version,
    help="Print the version, and the commit where it is known.",
)
def portbook() -> None:
    """One ports.yaml to every place where a port number lives."""


portbook.context_class = Context


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status; with `arguments`, by SystemExit."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A pipe of Windows, or a C locale, has not every character of a title.
            stream.reconfigure(errors="backslashreplace")
    if arguments is None:
        _listen()
    try:
        status = run(arguments)
    except Ended as asked:
        # As by the signal itself, which is what the caller is to see.
        import signal

        signal.signal(asked.args[0], signal.SIG_DFL)
        os.kill(os.getpid(), asked.args[0])
        status = 128 + asked.args[0]
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
    exit_process(status)


def run(arguments: list[str] | None) -> int:
    """The status of a command that came to its end, or could not begin."""
    try:
        status = portbook.main(arguments, prog_name="portbook", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as failure:
        print_usage_error(failure)
        return failure.exit_code
    return status if isinstance(status, int) else 0


_open_for_good: list[io.FileIO] = []


def _open_streams() -> None:
    """Put /dev/null where a stream was closed: else the next file that is opened, of whatever
    purpose, would be standard output for us and for what we start."""
    while (null := io.FileIO(os.devnull, "r+")).fileno() <= 2:
        os.set_inheritable(null.fileno(), True)
        _open_for_good.append(null)
    null.close()
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            stream = os.fdopen(number, "rw"[number > 0], closefd=False)
            setattr(sys, name, stream)


def exit_process(status: int) -> NoReturn:
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
