"""`portbook explain NAME`: the manual page of a check, a target or a kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from portbook.model.kinds import Kind
    from portbook.model.targets import Target


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Print the manual page of a check, a target or a kind; without a name, the list of checks.

    Findings of `audit` have pages as well.
    """
    from portbook.audit import findings, hosts
    from portbook.checks import codes, explain
    from portbook.model.catalogue import ALIASES, CATALOGUE
    from portbook.model.targets import TARGETS

    if code is None:
        for name, severity, title in codes():
            click.echo(f"{name:22} {severity:8} {title}")
        return 0
    pages_of_audit = {**findings.PAGES, **hosts.PAGES}
    if code in pages_of_audit:
        click.echo(f"# {code}\n\n{pages_of_audit[code]}")
        return 0
    targets = {each.name: each for each in TARGETS}
    kind = CATALOGUE.get(ALIASES.get(code, code))
    pages = [_target(targets[code])] if code in targets else []
    pages += [_kind(kind)] if kind else []
    checks = [name for name, _, _ in codes()]
    if code in checks:
        click.echo(explain(code), nl=False)
    elif pages:
        click.echo("\n\n".join("\n".join(lines) for lines in pages))
    else:
        from portbook.text.wording import closest

        near = closest(code, [*checks, *targets, *CATALOGUE, *ALIASES])
        hint = f" Did you mean '{near}'?" if near else " 'portbook explain' lists the checks."
        raise click.UsageError(f"there is no check, target or kind '{code}'.{hint}") from None
    return 0


def _target(target: Target) -> Iterator[str]:
    yield f"# The target {target.name}"
    yield ""
    yield target.about
    yield ""
    for path, what in target.files.items():
        yield f"<project>/{path}: {what}"
    for path, what in target.map_files.items():
        yield f"{path}: {what}"
    yield ""
    if not target.asked:
        yield "Always generated, where there is something to say."
    else:
        where = (
            "`targets` of a project, or of `settings`" if target.files else "`settings: targets`"
        )
        yield f"Generated where {where} names it."
    if target.install is not None and target.files:
        how = "as a whole" if target.install == "whole" else "as a marked region"
        yield f"`install` puts it into the checkout {how}."


def _kind(kind: Kind) -> Iterator[str]:
    from portbook.model.catalogue.pages import pages_of

    yield f"# The kind {kind.name}"
    yield ""
    pages = pages_of(kind)
    for name, value in kind.facts():
        page = pages.get(name.replace(" ", "_"))
        yield f"{name}: {value}{f' ({page})' if page else ''}"
