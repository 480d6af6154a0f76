"""Reads fenced blocks: known formats by their own readers, drawings by their pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, zip_longest

from portbook.sources.documents.blocks import Fence, Item
from portbook.sources.documents.commands import read_containers, read_remarks, read_runs
from portbook.sources.documents.drawings import read_drawing
from portbook.sources.documents.environments import stage_named
from portbook.sources.documents.evidence import Evidence, Gathered
from portbook.sources.documents.formats import SHELL, format_of, is_list
from portbook.sources.documents.known_blocks import COMMENT, note_block, read_known, stages_in
from portbook.sources.documents.lines import Lines
from portbook.sources.documents.listened import read_addresses
from portbook.sources.documents.mermaid import read_mermaid
from portbook.sources.documents.notes import lead, lead_addresses
from portbook.sources.documents.reshaped import ARROWS
from portbook.sources.documents.scope import Scope
from portbook.sources.documents.text import (
    about,
    alike,
    strip_words,
)
from portbook.sources.documents.tokens import scan
from portbook.sources.documents.unclaimed import DRAWING
from portbook.sources.found import FoundClaim
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import names

_PROGRAMS = names(
    "python py javascript js typescript ts tsx jsx go rust java kotlin ruby php c cpp csharp "
    "elixir ex sql html css xml makefile make hcl terraform lua perl swift scala diff http "
    "graphql ini conf"
)
_KNOWN = names(
    "yaml yml json jsonc toml nginx env dotenv compose docker-compose properties dockerfile"
)
_ASSIGNMENT = re.compile(r"^\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*=[^\s;|&]*\s*(?:#.*)?$")
_FRAGMENT = re.compile(r"\s*ports:\s*(?:#.*)?")
_PUBLISHED = re.compile(r"\s*-\s+[\"']?(?P<ports>[\d.:/a-z\[\]-]+)[\"']?\s*(?:#.*)?")
_OF = re.compile(r"^(?:of|the|for|de|del|la|el|du|des|le|der|die|das|von|для)\s+", re.IGNORECASE)


def _fragment(fence: Fence, scope: Scope, gathered: Gathered) -> bool:
    """`ports:` without a service, below a heading that names a container."""
    lines = [line for line in fence.text.split("\n") if line.strip()]
    name = _container_named(scope, gathered)
    if not name or not _FRAGMENT.fullmatch(lines[0] if lines else ""):
        return False
    if not any(map(_PUBLISHED.fullmatch, lines)):
        return False  # `ports:` over names, each with its number: a list of ports.
    for at, line in enumerate(fence.text.split("\n"), fence.line):
        published = _PUBLISHED.fullmatch(line[:200])
        for number in scan(published["ports"]) if published else ():
            claim = FoundClaim(gathered.path, at, name, number.start, project=scope.project)
            claim = replace(
                claim,
                container_port=number.container,
                bind=number.bind,
                transport=number.transport,
                host=scope.host,
                environment=scope.environment,
            )
            gathered.claims.append(Evidence(claim, block=True))
    return True


def _container_named(scope: Scope, gathered: Gathered) -> str | None:
    """What the nearest heading names that is no environment, where it can only be a service."""
    for label in scope.headings():
        name = strip_words(label, "port", "container", "service", "overview")
        while name != (name := _OF.sub("", name)):
            pass
        name = re.sub(r"\s*[(（].*", "", name)
        if not name or stage_named(label) != label:
            continue
        told = any(alike(name, each.claim.service) for each in gathered.claims[-200:])
        known = about("container", label) or about("service", label) or told or kind_of_name(name)
        return name if known and len(name.split()) < 4 else None
    return None


_COMPOSE = re.compile(r"^services:\s*\n\s+[\w-]+:\s*\n", re.MULTILINE)


def read_fence(fence: Fence, lines: Lines, scope: Scope, gathered: Gathered) -> None:
    """Add the facts of one block; its lines of example commands become none."""
    language = "".join(fence.info.split()[:1]).strip("{.}").lower()
    language = language or format_of(fence.text)
    language = "yaml" if language in SHELL and _COMPOSE.search(fence.text[:500]) else language
    language = "" if language in SHELL and is_list(fence.text) else language
    shell = language in SHELL
    if read_addresses(fence, lines, scope):
        return
    if _only_shows(fence, language, scope.mode):
        note_block(fence, gathered, "a block that only shows how")
    elif (shell or not language) and _is_assignments(fence.text):
        for column in _in_columns(fence):
            read_known(column, "env", scope, gathered)
    elif shell:
        read_runs(fence, stages_in(fence), scope, gathered)
        read_containers(fence, scope, gathered)
        read_remarks(fence, lines)
        note_block(fence, gathered, "an example command")
    elif language == "mermaid":
        read_mermaid(fence, lines)
        note_block(fence, gathered, DRAWING)
    elif language in _PROGRAMS:
        _sections(fence, lines)
        note_block(fence, gathered, "a line of program text")
    elif language not in _KNOWN:
        read_containers(fence, scope, gathered)
        read_drawing(_without_notes(fence, lines), lines, gathered)
        note_block(fence, gathered, DRAWING)
    elif not _fragment(fence, scope, gathered):
        read_known(fence, language, scope, gathered, lines)


def _without_notes(fence: Fence, lines: Lines) -> Fence:
    """A block without what reads as plain notes, which is added: `http://oak:9001   planner`."""
    told = fence.text.split("\n")
    led = [*told]
    drawn = any(arrow in fence.text for arrow in ARROWS)
    (lead_addresses if drawn else lead)(led)
    for at, (written, item) in enumerate(zip(told, led, strict=True)):
        if item != written:
            lines.item(Item(item.strip().removeprefix("- "), fence.line + at, 0))
            told[at] = ""
    lines.leave_list()
    return replace(fence, text="\n".join(told))


def _only_shows(fence: Fence, language: str, mode: str | None) -> bool:
    """Whether a block is an example, or what to write for a change."""
    if language in SHELL and len(set(stages_in(fence).values())) > 1:
        # What is run in each stage is how it is, whoever calls it an example.
        return False
    if mode in ("changed", "warned", "advice"):
        # A drawing or a plain list: what a section of changes draws is how it is now.
        plain = language in ("", "text", "txt", "plaintext", "ascii")
        return not plain or _is_assignments(fence.text)
    return mode in ("example", "figures", "outgoing") or (
        mode in ("free", "avoid") and language in SHELL | _KNOWN
    )


def _is_assignments(text: str) -> bool:
    told = [line for line in text.split("\n") if line.strip() and not COMMENT.match(line)]
    names = (line.strip().removeprefix("export ").partition("=")[0] for line in told)
    spoken = any(name.isupper() for name in names)  # `web=3000` is a list
    return spoken and all(map(_ASSIGNMENT.match, chain(*map(_BETWEEN.split, told))))


_BETWEEN = re.compile(r"(?<!\bexport)\s+(?=[A-Z][A-Z0-9_]+=)")
"""Between `API_PORT=3000  WEB_PORT=3001`."""


def _in_columns(fence: Fence) -> Iterator[Fence]:
    """A block of the first assignment of each line, and others of further ones, below all
    comments."""
    lines = fence.text.split("\n")
    told = [[] if COMMENT.match(line) else _BETWEEN.split(line) for line in lines]
    for column in zip_longest(*told, fillvalue=""):
        both = (
            set_ or ("" if each else line)
            for set_, each, line in zip(column, told, lines, strict=True)
        )
        yield replace(fence, text="\n".join(both))


_SECTION = re.compile(r"\s*\[(?:[\w-]+\.)*(?P<name>[\w-]+)\]\s*(?:#.*)?")
_SET = re.compile(r"\s*(?:https?_|listen_)?port\s*=\s*[\"']?(?P<port>\d{2,5})[\"']?\s*(?:[#;].*)?")


def _sections(fence: Fence, lines: Lines) -> None:
    """Two or more sections with a port each, `[web]` over `port = 3000`."""
    name, told = "", {}
    for number, line in enumerate(fence.text.split("\n"), fence.line):
        if section := _SECTION.fullmatch(line[:200]):
            name = section["name"]
        elif name and (port := _SET.fullmatch(line[:200])):
            told[number] = f"{name}: {port['port']}"
    for number, text in told.items() if len(told) > 1 else ():
        lines.weak(text, number)
