"""Reads the facts of a compose file, with everything that it includes."""

from __future__ import annotations

from portbook.sources.compose.service import Reader
from portbook.sources.compose.stack import Stack
from portbook.sources.found import Found, Unread
from portbook.sources.naming import environment_of, names
from portbook.sources.numbers import unread_rest
from portbook.text.diagnostic import Diagnostic
from portbook.text.source import Source

_NO_PORT = names("target published test image version mem_limit memory user shm_size uid gid")


def read_compose(source: Source) -> Found:
    """What the stack publishes, each fact with the file and line it stands on.

    Where the source is a file, the override file, .env, env files, includes and extended files
    beside it are read too. Services of a profile are read like the others.
    """
    stack = Stack()
    stack.add(stack.with_override(source))
    project = stack.text(stack.name) if stack.name is not None else None
    environment = environment_of(source.name.replace("\\", "/").rpartition("/")[2])
    found = Reader(stack, project or None, environment).read_all()
    found.problems = [*problems_of(stack), *found.problems]
    found.facts += silent_lines(stack, found)
    if stopped := [each for each in found.problems if each.code in ("syntax", "too-deep")]:
        place = stopped[0].place
        if place.source is source:
            reason = "the file cannot be read from here on"
            found.facts += unread_rest(source, range(1, place.line), reason)
    return found


def silent_lines(stack: Stack, found: Found) -> list[Unread]:
    """Lines of the stack's files that mention a port and became no fact."""
    told = {(each.path, each.line) for each in found.claims}
    told |= {(each.path, each.line) for each in found.of(Unread)}
    silent = []
    for source in stack.sources:
        lines = {line for path, line in told if path == source.name}
        broken = [each.place.line for each in found.problems if each.place.source is source]
        silent += unread_rest(source, lines, _why, min(broken, default=None))
    return silent


def _why(line: str) -> str | None:
    line = line.lstrip(" -")
    key, colon, _ = line.partition(":")
    if colon and key in _NO_PORT:
        return None
    return "a comment" if line.startswith("#") else "no entry of ports, expose or a call"


def problems_of(stack: Stack) -> list[Diagnostic]:
    """What could not be read of its files and of the variables beside them."""
    problems = list(stack.problems)
    for variables in dict.fromkeys(stack.sources.values()):
        problems += variables.problems
    return problems
