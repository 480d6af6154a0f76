"""Common options and help of all commands, and how usage errors are reported."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

import click

from portbook.cli.commands import COMMANDS
from portbook.cli.loading import LOUDNESS, styled
from portbook.text.diagnostic import legible


class Formatter(click.HelpFormatter):
    """In colours on a terminal: click takes them off again anywhere else."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(styled(prog, bold=True), args, prefix)

    def write_heading(self, heading: str) -> None:
        # What a person may type there stands behind the name of a group of commands.
        name, gap, example = heading.partition("  ")
        name = styled(f"{name.removesuffix(':')}:", fg="green", bold=True)
        heading = f"{name}{gap}{styled(example, dim=True)}"
        self.write(f"{'':>{self.current_indent}}{heading}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        coloured = [(styled(first, fg="cyan"), second) for first, second in rows]
        super().write_dl(coloured, col_max, col_spacing)


class Context(click.Context):
    formatter_class = Formatter


def shared(name: str, command: click.Command) -> click.Command:
    """The command with what each has: -f, -q and -v wherever they are typed, and an example."""
    command.context_class = Context
    if name in COMMANDS:
        command.epilog = f"Example: portbook {COMMANDS[name].example}"
    if isinstance(command, click.Group):
        for each, part in command.commands.items():
            shared(f"{name} {each}", part)
    taken = {each for option in command.params for each in option.opts}
    command.params += [each for each in common_options(hidden=True) if not taken & set(each.opts)]
    if "_PORTBOOK_COMPLETE" in os.environ:
        from portbook.cli.completion import complete_names

        complete_names(name, command)
    return command


def common_options(*, hidden: bool) -> list[click.Option]:
    def set_map(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        ctx.obj = value if value is not None else ctx.obj

    def set_loudness(ctx: click.Context, option: click.Parameter, said: bool) -> None:
        if said:
            ctx.meta[LOUDNESS] = 1 if option.name == "verbose" else -1

    def option(*names: str, **more: object) -> click.Option:
        return click.Option(names, expose_value=False, hidden=hidden, **more)  # type: ignore[arg-type]

    return [
        option(
            "-f",
            "--file",
            metavar="FILE",
            callback=set_map,
            help="The map; by default the nearest ports.yaml.",
        ),
        option(
            "-q",
            "--quiet",
            is_flag=True,
            callback=set_loudness,
            help="Print only results and errors.",
        ),
        option(
            "-v",
            "--verbose",
            is_flag=True,
            callback=set_loudness,
            help="Also print which map is read.",
        ),
    ]


PLAIN = {
    "is not a valid float range.": "is not a number.",
    "is not a valid integer range.": "is not a whole number.",
    "is not a valid integer.": "is not a whole number.",
}
"""Words of click's that nobody types."""

_NO_OPTION = re.compile(r"No such option: (\S+)(?: Did you mean (\S+)\?)?")
"""What click before 8.2 says of an option that there is not."""


def print_usage_error(failure: click.ClickException) -> None:
    """What is wrong; of words that cannot be understood also how they go."""
    # Click before 8.2 prints the help itself where nothing was given.
    if isinstance(failure, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        failure.show()
        return
    said = "\n".join(map(legible, failure.format_message().split("\n")))
    if told := _NO_OPTION.fullmatch(said):
        said = f"No such option '{told[1]}'." + (f" Did you mean '{told[2]}'?" if told[2] else "")
    for theirs, ours in PLAIN.items():
        said = said.replace(theirs, ours)
    said = f"error: {said[:1].lower()}{said[1:]}"
    ctx = failure.ctx if isinstance(failure, click.UsageError) else None
    # A plain UsageError is a command's own: its words were understood.
    words = type(failure) is not click.UsageError or "unexpected extra" in failure.message
    if ctx is not None and words:
        from portbook.cli.terminal import wrapped

        said = "\n".join([*wrapped(said), ctx.get_usage(), f"Try '{ctx.command_path} --help'."])
    label = styled("error:", err=True, fg="red", bold=True)
    click.echo(said.replace("error:", label, 1), err=True)
