"""A number or a list in a settings file, as a mention or a list of origins."""

from __future__ import annotations

from collections.abc import Iterator

from portbook.audit.checkout import Checkout
from portbook.audit.lists import lists_in
from portbook.audit.mention import Mention, OriginList
from portbook.audit.settings import Setting
from portbook.sources.found import Found
from portbook.sources.kinds import kind_of_name, kind_of_scheme
from portbook.sources.sorts import sort_of_name
from portbook.sources.urls import is_local
from portbook.text.source import Source

__all__ = ["lists_of", "mention_of"]


def mention_of(
    source: Source,
    path: str,
    setting: Setting,
    environment: str | None,
    project: str,
    owners: tuple[str, ...],
) -> Mention:
    """A number of a settings file; where nothing names it, it is of one of `owners`.

    The name of the project says nothing within its own files.
    """
    names = tuple(each for each in setting.context if each != project)
    kind = kind_of_scheme(setting.scheme) or next(filter(None, map(kind_of_name, names)), None)
    unnamed = not setting.call and not names
    inner = setting.host is not None and not is_local(setting.host)
    return Mention(
        place=source.place(setting.start, setting.end),
        path=path,
        port=None if inner else setting.number,
        inner=setting.number if inner else None,
        names=(setting.host, *names) if inner and setting.host else names,
        among=owners if unnamed else (),
        kind=kind,
        environment=environment,
        call=setting.call,
        lax=unnamed,
    )


def lists_of(
    checkout: Checkout, path: str, found: Found, environment: str | None
) -> Iterator[tuple[OriginList, range]]:
    """The lists of origins of a file, each with the lines that it takes.

    In a compose file a list is of the service that it stands in; in a document only blocks count.
    """
    source = checkout.source(path)
    if source is None:
        return
    fenced = _fenced(source.text) if sort_of_name(path) == "markdown" else None
    starts = sorted((each.line, each.name) for each in found.services if each.compose)
    for each in lists_in(source):
        place = source.place(each.start, each.end)
        line = place.line
        if (fenced is not None and line not in fenced) or checkout.silenced(path, line):
            continue
        owner = None
        if fenced is None:
            owner = next((name for start, name in reversed(starts) if start <= line), None)
        made = OriginList(place, path, each.name, each.origins, each.every, environment, owner)
        yield made, range(line, line + each.lines + 1)


def _fenced(text: str) -> set[int]:
    """The lines of a document that stand in fenced blocks."""
    found, mark = set(), None
    for number, line in enumerate(text.split("\n"), 1):
        fence = line.lstrip(" >")[:3]
        if fence in ("```", "~~~"):
            mark = None if mark == fence else mark or fence
        elif mark is not None:
            found.add(number)
    return found
