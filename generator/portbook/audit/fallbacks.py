"""Ports in program text, tests, scripts and CI files: `process.env.PORT || 8000`, `PORT ?= 8000`.

No language is parsed. A number counts where it is what a named variable falls back to or is set to,
so that its name says whose it is; every other number of a program may be anything.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from portbook.audit.checkout import Checkout
from portbook.audit.mention import Mention
from portbook.audit.owners import may_read_port
from portbook.model.catalogue import kind_of_image
from portbook.model.portfacts import NODE_PORTS
from portbook.model.portmap import Project, Service
from portbook.sources.dotenv.prefixes import port_name, service_of_url
from portbook.sources.kinds import kind_of_scheme
from portbook.sources.urls import addresses, is_local
from portbook.text.source import Place, Source

LARGEST = 256 * 1024
"""Bytes of a file that is looked into; what is larger was made by a program."""

PROGRAMS = re.compile(
    r"\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|kts|scala|cs|fs|php|exs?|sh|bash|zsh|mk|lua|swift|dart)$"
    r"|(?:^|/)(?:gnu)?makefile$|(?:^|/)justfile$|(?:^|/)taskfile\.ya?ml$|(?:^|/)rakefile$",
    re.IGNORECASE,
)
CI = re.compile(
    r"^\.github/workflows/[^/]+\.ya?ml$|(?:^|/)\.gitlab-ci\.ya?ml$|^\.gitlab/ci/[^/]+\.ya?ml$"
    r"|^\.circleci/config\.yml$|(?:^|/)(?:azure|bitbucket)-pipelines\.yml$|^\.woodpecker[^/]*\.ya?ml$"
)

_NAME = r"(?P<name>[A-Z][A-Z0-9_]*|server\.port)"
_SCHEMES = r"(?:https?|wss?|postgres(?:ql)?|mysql|mariadb|rediss?|mongodb|amqp|nats)"
_VALUE = rf"[\"'`:]{{0,2}}(?P<value>\d{{2,5}}(?![\w.])|{_SCHEMES}://[^\s\"'`<>]+)"
_OR = r"(?:\|\||\?\?|\?:|\bor\b)"
_FALLBACKS = tuple(
    re.compile(pattern.replace("NAME", _NAME).replace("VALUE", _VALUE))
    for pattern in (
        # process.env.PORT || 8000, Number(import.meta.env.PORT) ?? 8000
        rf"\benv\.NAME\b\)?\s*{_OR}\s*VALUE",
        # os.environ.get("PORT", 8000), ENV.fetch("PORT", 3000), env('PORT', 8000)
        r"(?i:env|get|fetch|config|default)\w*\(\s*[\"']NAME[\"']\s*,\s*(?:\w+\s*[(=:]\s*)?VALUE",
        # ENV["PORT"] || 3000, getenv("PORT") ?: 8080, GetEnvironmentVariable("PORT") ?? "5000"
        rf"(?i:env|variable|get)\w*[\[(]\s*[\"']NAME[\"']\s*[\])]\)?\s*{_OR}\s*VALUE",
        # Go: if port == "" { port = "8080" }
        r"Getenv\(\s*\"NAME\"\s*\)[\s\S]{0,80}?==\s*\"\"\s*\{\s*\w+\s*=\s*VALUE",
        # Rust
        r"env::var\(\s*\"NAME\"\s*\)[^;\n]{0,80}?unwrap_or(?:_else)?\([^\"\d\n]{0,20}VALUE",
        # ${PORT:-8000} of shells, ${server.port:8080} of Spring
        r"\$\{NAME:-?VALUE",
    )
)
_GIVEN = re.compile(
    r"^[ \t]*(?:(?:export|const|let|var|static|final|public|private|int|pub|-)[ \t]+){0,4}"
    + _NAME
    + r"[ \t]*(?::[ \t]*\w+[ \t]*=|[?:]?=|:)[ \t]*"
    + _VALUE
    + r"[\"'`]?[ \t]*[;,]?[ \t]*(?:(?:#|//).*)?$",
    re.MULTILINE,
)
_COMMENT = re.compile(r"\s*(?:#|//|--|\*|/\*|;)")
_IMAGE = re.compile(r"^\s*(?:-\s*)?image:\s*[\"']?(\S+?)[\"']?\s*$")
_MAPPED = re.compile(r"^\s*-\s*[\"']?(?:[\d.]+:)?(\d{2,5}):(\d{2,5})(?:/tcp)?[\"']?\s*(?:#.*)?$")


_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d{2,5})(?!\d)")


class Fallback(NamedTuple):
    """`start` to `end` is the value. `given`: the file sets the variable, and does not only say
    what holds where nobody does."""

    name: str
    value: str
    start: int
    end: int
    given: bool


def fallbacks_in(source: Source) -> Iterator[Fallback]:
    """What variables fall back to or are set to, each value once, without comments."""
    text = source.text
    if "PORT" not in text and "_URL" not in text and "server.port" not in text:
        return
    seen = set()
    for pattern in (*_FALLBACKS, _GIVEN):
        for found in pattern.finditer(text):
            start, end = found.span("value")
            line = text[text.rfind("\n", 0, start) + 1 : start]
            if start in seen or len(line) > 1000 or _COMMENT.match(line):
                continue
            seen.add(start)
            name = "PORT" if found["name"] == "server.port" else found["name"]
            yield Fallback(name, found["value"], start, end, pattern is _GIVEN)


def _ci_ports_in(source: Source) -> Iterator[tuple[str, Place]]:
    """`ports` of service containers whose image says what they are: its kind, and the number."""
    offset, kind = 0, None
    for line in source.text.split("\n"):
        if image := _IMAGE.match(line):
            kind = kind_of_image(image[1])
        elif kind is not None and (mapped := _MAPPED.match(line)):
            start = offset + mapped.start(1)
            yield kind, source.place(start, start + len(mapped[1]))
        offset += len(line) + 1


_TESTS = re.compile(
    r"(?:^|[/._-])(?:tests?|specs?|e2e|examples?|benchmarks?|mocks?)(?:[/._-]|$)", re.IGNORECASE
)
_MAIN = re.compile(r"(?:(?:src|app|apps|lib|server|cmd|config|bin|internal|main)/.*)?[^/]+$")
"""Where the one program of a checkout stands: at its top, or in the usual folders."""


def fallback_mentions(checkout: Checkout, project: Project, path: str) -> Iterator[Mention]:
    """What a program, script or CI file says of services that its names or its folder tell."""
    try:
        if (checkout.folder / path).stat().st_size > LARGEST:
            return
    except OSError:
        return
    source = checkout.source(path)
    if source is None:
        return
    ci = CI.search(path) is not None
    tests = _TESTS.search(path) is not None
    stages = ("ci", "test") if ci else ("test",) if tests else ()
    environment = next((each for each in stages if each in project.environments), None)
    home = None if tests else _home(project, path)
    blank = Mention(
        source.place(0), path, environment=environment, fallback=True, lax=True, passing=True
    )
    given = list(fallbacks_in(source))
    # A job that sets a number and calls it has a machine of its own.
    own = {e.value for e in given if e.given} & set(_LOCAL.findall(source.text)) if ci else set()
    for each in given:
        place = source.place(each.start, each.end)
        told = _attributed(each, home, blank)
        if told is not None and not checkout.silenced(path, place.line):
            unset = not (each.given or ci)
            # A cluster's own numbers for what has others here.
            weak = told.number in NODE_PORTS or str(told.number) in own
            yield replace(told, place=place, variable=each.name, unset=unset, weak=weak)
    for kind, place in _ci_ports_in(source) if ci else ():
        if not checkout.silenced(path, place.line):
            port = int(source.text[place.start : place.end])
            yield replace(blank, place=place, port=port, kind=kind, fallback=False)


def _attributed(each: Fallback, home: str | None, blank: Mention) -> Mention | None:
    """The number with whose it is; None where nothing says that."""
    if not each.value.isdecimal():
        return _called(each, blank)
    named = port_name(each.name)
    if named is None or not 0 < int(each.value) < 65536 or named.end:
        return None
    if not named.service:
        return replace(blank, port=int(each.value), owner=home) if home else None
    told = replace(blank, names=(named.service,), endpoint=named.endpoint)
    if named.inner:
        return replace(told, inner=int(each.value))
    return replace(told, port=int(each.value))


def _called(each: Fallback, blank: Mention) -> Mention | None:
    """The service at an address of this machine, or of a container's name."""
    found = addresses(each.value)
    # Nobody answers at 1 or 9: tests call them for that.
    if len(found) != 1 or found[0].port is None or found[0].port < 10:
        return None
    address = found[0]
    told = replace(blank, kind=kind_of_scheme(address.scheme), call=True)
    name = service_of_url(each.name)
    if is_local(address.host):
        return replace(told, port=address.port, names=(name,)) if name else None
    return (
        replace(told, inner=address.port, names=(address.host,))
        if "." not in address.host
        else None
    )


def _home(project: Project, path: str) -> str | None:
    """The one service whose folder the file lies in, the nearest."""
    nearest: dict[str, list[str]] = {}
    for service in project.default.services.values():
        built = service.build.context if service.build else "."
        folder = posixpath.normpath(service.directory or built)
        inside = path.startswith(f"{folder}/") or (folder == "." and _MAIN.match(path))
        if inside and _is_own(service) and may_read_port(service):
            nearest.setdefault(folder, []).append(service.name)
    named = nearest.get(max(nearest, key=len, default=""), [])
    return named[0] if len(named) == 1 else None


def _is_own(service: Service) -> bool:
    """Whether its program may be in the checkout: no image of somebody else's."""
    return not (service.hosted or service.same_as or (service.image and not service.build))
