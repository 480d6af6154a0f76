"""What a person calls a thing of the map on the command line: any thing that bears a name."""

from __future__ import annotations

import click

from portbook.cli.naming import unknown
from portbook.edit.entities import SORTS, Thing, called, shown_thing

__all__ = ["thing_meant"]


def thing_meant(known: list[Thing], text: str, what: str | None) -> list[Thing]:
    """The thing of a name; an environment's alone means that of every project.

    UsageError where no thing, or more than one, is called so. `what` is the sort of all that are
    known; None: there are several.
    """
    found = [each for each in known if text in called(each)]
    if not found:
        names = dict.fromkeys(name for each in known for name in called(each))
        unknown(what or " or ".join((", ".join(SORTS[:-1]), SORTS[-1])), text, names)
    sorts = list(dict.fromkeys(each[0] for each in found))
    if len(sorts) > 1:
        listed = " or ".join(f"the {each[0]} {shown_thing(each)}" for each in found)
        hint = "write it in full" if what else "say which with --what"
        raise click.UsageError(f"several things are called '{text}': {listed}; {hint}.")
    if len(found) > 1 and sorts != ["environment"]:
        listed = " or ".join(shown_thing(each) for each in found)
        raise click.UsageError(f"several {sorts[0]}s are called '{text}': say {listed}.")
    return found
