"""Reads from Dockerfiles the ports that their containers listen at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from portbook.model.catalogue import kind_of_image
from portbook.sources.commands import command_ports
from portbook.sources.files import service_of_folder
from portbook.sources.found import Fact, FoundClaim, FoundService
from portbook.sources.numbers import port_span, reading, unread, unread_lines, unread_rest
from portbook.sources.template import BadTemplate, substitute
from portbook.text.source import Source

LONGEST = 20_000
STANDARD = ("Dockerfile", "Containerfile")
"""What is built in a folder where nobody names a file."""
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)=(\"[^\"]*\"|'[^']*'|\S*)")
_STARTING = ("CMD", "ENTRYPOINT")
# LABEL lines and the like that set what is no port are read, and give none.
_SILENT = ("LABEL", "MAINTAINER", "COPY", "ADD", "WORKDIR", "USER", "FROM")


@reading()
def read_dockerfile(source: Source) -> Iterator[Fact]:
    """EXPOSE, `ENV PORT` and the ports in CMD and ENTRYPOINT, all inside the container.

    Variables of ARG and ENV are filled in (https://docs.docker.com/reference/dockerfile/).
    """
    name = service_of_folder(source)
    known: dict[str, str] = {}
    image: str | None = None
    told: set[int] = set()
    opened: set[int | None] = set()
    for line, count, word, rest in _instructions(source):
        lines = range(line, line + count)
        told.update(lines)
        if word == "FROM":
            named = [each for each in _filled(rest, known).split() if not each.startswith("--")]
            image = named[0] if named else None
        for fact in _instruction(source, name, lines, word, rest, known):
            if isinstance(fact, FoundClaim):
                if word in _STARTING and fact.container_port in opened:
                    continue
                opened.add(fact.container_port)
            yield fact
    yield from unread_rest(source, told, "a comment")
    kind = kind_of_image(image) if image else None
    if opened or kind:
        base = source.name.replace("\\", "/").rpartition("/")[2]
        build = "." if base in STANDARD else base
        yield FoundService(source.name, 1, name, kind=kind, build=build)


def _instruction(
    source: Source, name: str, lines: range, word: str, rest: str, known: dict[str, str]
) -> Iterator[Fact]:
    """What one says of ports; `known` are the variables up to there, to which it adds its own."""
    if word in ("ARG", "ENV"):
        _assign(word, rest, known)
        number = port_span(known.get("PORT", "")) if "PORT" in rest else None
        if number and word == "ENV" and re.search(r"\bPORT[ =]", rest):
            yield _claim(source, name, lines.start, number, "tcp", "PORT")
        else:
            yield from unread_lines(source, lines, "a variable that is not called PORT")
    elif word == "EXPOSE":
        yield from _expose(source, name, lines.start, _filled(rest, known))
    elif word in _STARTING:
        yield from _command(source, name, lines.start, _filled(rest, known))
    elif word not in _SILENT:
        yield from unread_lines(source, lines, "the instruction opens no port")


def _instructions(source: Source) -> Iterator[tuple[int, int, str, str]]:
    """Each instruction with its line, how many lines it takes, its word and the rest."""
    lines = source.text.split("\n")
    at = 0
    while at < len(lines):
        start = at
        if not lines[at]:
            at += 1
            continue
        parts: list[str] = []
        while at < len(lines):
            line = lines[at].strip()
            at += 1
            if line.startswith("#") and (parts or not line.endswith("\\")):
                if not parts:
                    break
                continue
            parts.append(line.removesuffix("\\").strip())
            if not line.endswith("\\"):
                break
        text = " ".join(parts)
        word, _, rest = text.partition(" ")
        if word.isalpha() and len(text) <= LONGEST:
            yield start + 1, at - start, word.upper(), rest.strip()


def _assign(word: str, rest: str, known: dict[str, str]) -> None:
    pairs = _ASSIGNED.findall(rest)
    if not pairs and word == "ENV":
        name, _, value = rest.partition(" ")
        pairs = [(name, value)]
    for name, value in pairs:
        known[name] = _filled(value.strip("\"'"), known)


def _filled(text: str, known: dict[str, str]) -> str:
    try:
        return substitute(text, known.get).text
    except BadTemplate:
        return text


def _expose(source: Source, name: str, line: int, rest: str) -> Iterator[Fact]:
    # A snippet may say what it changed: `EXPOSE 8025  # was 8000`.
    for word in rest.partition(" #")[0].split():
        number, _, protocol = word.strip("\"'").partition("/")
        span = port_span(number)
        if span is None:
            reason = f"'{word[:40]}' is no port, or a variable without a default"
            yield unread(source, line, reason)
        else:
            yield _claim(source, name, line, span, protocol.lower() or "tcp", None)


def _command(source: Source, name: str, line: int, rest: str) -> Iterator[FoundClaim]:
    if rest.startswith("["):
        try:
            given = json.loads(rest)
            rest = " ".join(given) if all(isinstance(each, str) for each in given) else rest
        except (ValueError, TypeError, RecursionError):
            pass
    for port in command_ports(rest):
        if not port.assumed:
            span = (port.number, port.number)
            yield _claim(source, name, line, span, "tcp", port.variable)


def _claim(
    source: Source,
    name: str,
    line: int,
    span: tuple[int, int],
    transport: str,
    variable: str | None,
) -> FoundClaim:
    return FoundClaim(
        source.name,
        line,
        service=name,
        port=None,
        container_port=span[0],
        container_end=span[1] if span[1] > span[0] else None,
        transport=transport,
        variable=variable,
    )
