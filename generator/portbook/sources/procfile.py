"""Reads the services that Procfiles start, and the ports of these."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.sources.commands import command_ports
from portbook.sources.found import Fact, FoundClaim, FoundService
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import environment_of
from portbook.sources.numbers import reading, unread_lines, unread_rest
from portbook.text.source import Source

# https://devcenter.heroku.com/articles/procfile#procfile-format
_LINE = re.compile(r"([A-Za-z0-9_-]+):[ \t]*(\S.*)")
LONGEST = 10_000
MOST_LINES = 50_000


@reading()
def read_procfile(source: Source) -> Iterator[Fact]:
    """One service a line; a number that foreman would hand out as $PORT is not guessed."""
    environment = environment_of(source.name.replace("\\", "/").rpartition("/")[2])
    for number, text in enumerate(source.text.split("\n"), 1):
        if not text.strip():
            continue
        if number > MOST_LINES:
            reason = f"only the first {MOST_LINES} lines of a Procfile are read"
            yield from unread_rest(source, range(1, number), reason)
            break
        match = _LINE.fullmatch(text.strip()) if len(text) <= LONGEST else None
        if match is None:
            yield from unread_lines(source, [number], "the line starts no process")
            continue
        name, command = match.groups()
        ports = command_ports(command)
        kind = next((port.kind for port in ports if port.kind), None) or kind_of_name(name)
        service = FoundService(source.name, number, name, kind=kind, start=command)
        yield service
        known: set[int] = set()
        for port in ports:
            if port.number not in known:
                known.add(port.number)
                yield FoundClaim(
                    source.name,
                    number,
                    service=name,
                    port=port.number,
                    bind=port.bind,
                    environment=environment,
                    variable=port.variable,
                    assumed=port.assumed,
                )
        if all(port.assumed for port in ports):
            yield from unread_lines(source, [number], "no option here is known to set a port")
