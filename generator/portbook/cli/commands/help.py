"""`portbook help`: the overview, a command's help, or all of it as a manual page."""

from __future__ import annotations

from collections.abc import Iterator

import click

from portbook import __released__, __version__
from portbook.cli.commands import COMMANDS, GROUPS


@click.command("help")
@click.option("--man", is_flag=True, help="The whole manual page, as man(1) reads it.")
@click.argument("words", nargs=-1, metavar="[COMMAND]")
@click.pass_context
def command(ctx: click.Context, man: bool, words: tuple[str, ...]) -> int:
    """Print the overview, or the help of COMMAND, which is also `portbook COMMAND --help`."""
    root = ctx.find_root()
    if man:
        click.echo(manual_page(root), nl=False)
        return 0
    shown = root
    for word in words:
        if not isinstance(shown.command, click.Group):
            raise click.UsageError(f"'{shown.command_path}' has no parts: {word} is none.")
        # The suggestion for a misspelt one is the group's.
        _, found, _ = shown.command.resolve_command(shown, [word])
        assert found is not None
        shown = found.context_class(found, info_name=word, parent=shown)
    click.echo(shown.get_help())
    return 0


def manual_page(root: click.Context) -> str:
    """portbook(1), in the macros of man(7): a heading a group, an entry a command."""
    group = root.command
    assert isinstance(group, click.Group)
    lines = [
        f'.TH PORTBOOK 1 {__released__} "portbook {__version__}" "User Commands"',
        ".SH NAME",
        r"portbook \- one ports.yaml to every place where a port number lives",
        ".SH SYNOPSIS",
        ".B portbook",
        r"[\-f FILE] [\-q | \-v] COMMAND [ARGUMENTS]",
        ".SH OPTIONS",
        *_options(group, root),
    ]
    for title, names in GROUPS.items():
        lines.append(f".SH {title.upper()}")
        for name in names:
            found = group.get_command(root, name)
            assert found is not None
            context = found.context_class(found, info_name=name, parent=root)
            lines += _command(context, COMMANDS[name].example)
    statuses = [line for told in EXIT_STATUSES for line in (".TP", *told)]
    lines += [".SH EXIT STATUS", *statuses, ".SH SEE ALSO", ".BR git (1), ssh (1)"]
    return "\n".join(lines) + "\n"


def _command(ctx: click.Context, example: str) -> Iterator[str]:
    pieces = " ".join(ctx.command.collect_usage_pieces(ctx))
    yield f".SS {_roff(f'{ctx.info_name} {pieces}')}"
    for number, paragraph in enumerate((ctx.command.help or "").split("\n\n")):
        yield from (*([".PP"] if number else []), _roff(" ".join(paragraph.split())))
    yield from _options(ctx.command, ctx)
    if isinstance(ctx.command, click.Group):
        for name, part in ctx.command.commands.items():
            inner = part.context_class(part, info_name=name, parent=ctx)
            usage = " ".join(part.collect_usage_pieces(inner))
            yield from (
                ".TP",
                rf"\fB{_roff(name)}\fR {_roff(usage)}",
                _roff(part.get_short_help_str(200)),
            )
    yield from (".PP", rf"Example: \fBportbook {_roff(example)}\fR")


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    for each in command.get_params(ctx):
        record = each.get_help_record(ctx)
        if record is not None and record[1] and record[0] != "-h, --help":
            yield from (".TP", rf"\fB{_roff(record[0])}\fR", _roff(record[1]))


EXIT_STATUSES = (
    ("0", "Nothing wrong."),
    ("1", "Findings: an error in the map, a stale file, a failed health check."),
    ("2", "The command or its input could not be understood."),
    ("3", "A fault of portbook's own, with a report ready to paste."),
    ("130", "Interrupted."),
)


def _roff(text: str) -> str:
    """Text for man(7): backslashes and hyphens are spelled out, a leading dot is no macro."""
    spelled = text.replace("\\", r"\(rs").replace("-", r"\-")
    return rf"\&{spelled}" if spelled.startswith((".", "'")) else spelled
