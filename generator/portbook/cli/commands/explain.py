"""`portbook explain CODE`: the manual page of a check."""

from __future__ import annotations

import click

__all__ = ["command"]


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Print the manual page of a check, or the list of all checks.

    What only `audit` finds has a page as well.
    """
    from portbook.audit.findings import PAGES
    from portbook.checks import codes, explain

    if code is None:
        for name, severity, title in codes():
            click.echo(f"{name:22} {severity:8} {title}")
        return 0
    if code in PAGES:
        click.echo(f"# {code}\n\n{PAGES[code]}")
        return 0
    try:
        click.echo(explain(code), nl=False)
    except KeyError:
        from portbook.text.wording import closest

        near = closest(code, [name for name, _, _ in codes()])
        hint = f" Did you mean '{near}'?" if near else " 'portbook explain' lists them all."
        raise click.UsageError(f"there is no check '{code}'.{hint}") from None
    return 0
