"""Dockerfiles to the ports that their containers listen at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from portbook.model.catalogue import kind_of_image
from portbook.sources.commands import command_ports
from portbook.sources.files import service_of_folder
from portbook.sources.found import Found, FoundClaim, FoundService
from portbook.sources.numbers import port_span, unread, unread_lines, unread_rest
from portbook.sources.template import BadTemplate, substitute
from portbook.text.source import Source

LONGEST = 20_000
STANDARD = ("Dockerfile", "Containerfile")
"""What is built in a folder where nobody names a file."""
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)=(\"[^\"]*\"|'[^']*'|\S*)")
# ENV and LABEL lines that set what is no port are read, and give none.
_SILENT = ("LABEL", "MAINTAINER", "COPY", "ADD", "WORKDIR", "USER", "FROM")


def read_dockerfile(source: Source) -> Found:
    """EXPOSE, `ENV PORT` and the ports in CMD and ENTRYPOINT, all inside the container.

    Variables of ARG and ENV are filled in (https://docs.docker.com/reference/dockerfile/).
    """
    found, name = Found(), service_of_folder(source)
    known: dict[str, str] = {}
    image: str | None = None
    told: set[int] = set()
    for line, count, word, rest in _instructions(source):
        told.update(range(line, line + count))
        if word in ("ARG", "ENV"):
            _assign(word, rest, known)
            number = port_span(known.get("PORT", "")) if "PORT" in rest else None
            if number and word == "ENV" and re.search(r"\bPORT[ =]", rest):
                found.facts.append(_claim(source, name, line, number, "tcp", "PORT"))
            else:
                lines = range(line, line + count)
                found.facts += unread_lines(source, lines, "a variable that is not called PORT")
        elif word == "FROM":
            named = [each for each in _filled(rest, known).split() if not each.startswith("--")]
            image = named[0] if named else None
        elif word == "EXPOSE":
            _expose(source, name, line, _filled(rest, known), found)
        elif word in ("CMD", "ENTRYPOINT"):
            _command(source, name, line, _filled(rest, known), found)
        elif word not in _SILENT:
            reason = "the instruction opens no port"
            found.facts += unread_lines(source, range(line, line + count), reason)
    found.facts += unread_rest(source, told, "a comment")
    kind = kind_of_image(image) if image else None
    if found.claims or kind:
        base = source.name.replace("\\", "/").rpartition("/")[2]
        build = "." if base in STANDARD else base
        made = FoundService(source.name, 1, name, kind=kind, build=build)
        found.facts.append(made)
    return found


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


def _expose(source: Source, name: str, line: int, rest: str, found: Found) -> None:
    for word in rest.split():
        number, _, protocol = word.strip("\"'").partition("/")
        span = port_span(number)
        if span is None:
            reason = f"'{word[:40]}' is no port, or a variable without a default"
            found.facts.append(unread(source, line, reason))
        else:
            found.facts.append(_claim(source, name, line, span, protocol.lower() or "tcp", None))


def _command(source: Source, name: str, line: int, rest: str, found: Found) -> None:
    if rest.startswith("["):
        try:
            given = json.loads(rest)
            rest = " ".join(given) if all(isinstance(each, str) for each in given) else rest
        except (ValueError, TypeError, RecursionError):
            pass
    for port in command_ports(rest):
        if not port.assumed and port.number not in {each.container_port for each in found.claims}:
            span = (port.number, port.number)
            found.facts.append(_claim(source, name, line, span, "tcp", port.variable))


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
