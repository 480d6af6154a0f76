"""`portbook template new`: a template of one's own, from a shipped one or nearly empty."""

from __future__ import annotations

from pathlib import Path

import click

STARTER = """\
{# What a template sees is in the guide, "Templates of your own". -#}
# {{ notice }}
{% for claim in claims if claim.port %}
{{ claim.environment }} {{ claim.service }} {{ claim.port }}/{{ claim.transport }}
{% endfor %}
"""


@click.group("template")
def command() -> None:
    """Templates of your own, beside the map."""


@command.command("new")
@click.argument("name", default="ports.txt")
@click.pass_obj
def new(file: str | None, name: str) -> int:
    """Create a template in `templates/` beside the map.

    NAME is that of a shipped template, such as nginx.conf.j2, or of its target, and then it begins
    as a copy that stands in the place of the shipped one; any other name begins with a list of the
    project's ports.
    """
    from portbook.cli.loading import map_path
    from portbook.disk.apply import write_atomically

    text, called = _beginning(name)
    path = map_path(file).parent / "templates" / called
    if path.is_symlink() or path.exists():
        raise click.UsageError(f"{path} is there already")
    write_atomically(path, text.encode())
    click.echo(path)
    if text == STARTER:
        to = called.removesuffix(".j2")
        click.echo(f"Name it in a project: targets: [{{template: {called}, to: {to}}}]", err=True)
    else:
        click.echo("It replaces the shipped template of this name.", err=True)
    return 0


def _beginning(name: str) -> tuple[str, str]:
    """The text to begin with and the template's name; UsageError for a name that is no path."""
    from portbook.targets.templates import shipped_folder

    parts = Path(name).parts
    if Path(name).is_absolute() or not parts or ".." in parts or "\\" in name:
        raise click.UsageError(f"'{name}' is not a path below templates/")
    shipped = {
        path.relative_to(shipped_folder()).as_posix(): path
        for path in sorted(shipped_folder().rglob("*.j2"))
    }
    called = name if name.endswith(".j2") else f"{name}.j2"
    named = [each for each in shipped if name.lower() == each.lower().split(".")[0]]
    for each in (called, *named):
        if each in shipped:
            return shipped[each].read_text(encoding="utf-8"), each
    return STARTER, called
