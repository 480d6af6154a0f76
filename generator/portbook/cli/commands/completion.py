"""`portbook completion`: what a shell runs so that its tab key completes our words."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the code that completes commands, options and the map's names in SHELL.

    bash: into ~/.bashrc. zsh: into a file _portbook in a folder of your $fpath. fish: into
    ~/.config/fish/completions/portbook.fish.
    """
    from click.shell_completion import get_completion_class

    from portbook.cli.completion import VARIABLE

    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(ctx.find_root().command, {}, "portbook", VARIABLE).source())
    return 0
