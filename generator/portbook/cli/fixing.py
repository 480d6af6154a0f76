"""What `check --fix` writes and says, before the map is checked as it then is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from portbook.text.diagnostic import Diagnostic

__all__ = ["fix_map"]


def fix_map(file: str | None, *, dry_run: bool) -> None:
    """Apply the fixes of the map's findings; what generate writes is left to generate.

    A map that could not be read to its end is left alone: `check` says why.
    """
    from portbook.cli.edits import editing
    from portbook.cli.map_files import print_texts, write_texts
    from portbook.edit.fix import fix
    from portbook.project import judged

    with editing(file, "fixed", dry_run=dry_run) as (path, reading):
        fixed = fix(reading, lambda each: judged(path, each).problems)
        if dry_run:
            print_texts(fixed.edit.files)
        else:
            write_texts(fixed.edit.files)
        for finding in fixed.done:
            done = "would be fixed" if dry_run else "fixed"
            click.echo(f"{done}: {_shown(finding)}", err=True)
        for finding, worse in fixed.left:
            brings = f"it would bring up {worse.code}: {worse.message}"
            click.echo(f"not fixed: {_shown(finding)}; {brings}", err=True)


def _shown(finding: Diagnostic) -> str:
    start, end = finding.fix[0].start, finding.fix[0].end
    source = finding.place.source
    was, now = source.text[start:end], finding.fix[0].text
    return f"{finding.place}: {finding.code}: {was} -> {now}"
