"""Reads what the commands of Makefiles, justfiles, Taskfiles, Procfiles and shell scripts open.

`docker run -p` publishes, `--port` and its kin serve. Variables that the file itself, or the .env
file which it loads, gives a value are filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from portbook.model.catalogue import kind_of_image
from portbook.sources.commands import command_ports, simple_commands
from portbook.sources.compose.environment import interpolated
from portbook.sources.compose.ports import BadPort, parse_short
from portbook.sources.dotenv.entries import entries
from portbook.sources.files import load, path_beside
from portbook.sources.found import Fact, FoundClaim, FoundService
from portbook.sources.kinds import kind_of_name
from portbook.sources.naming import environment_of, names
from portbook.sources.numbers import reading, unread_lines, unread_rest
from portbook.sources.urls import without_password
from portbook.text.nodes import Mapping, Node, Scalar, Sequence, entries_at
from portbook.text.secrets import is_secret
from portbook.text.source import Source
from portbook.text.tree import parse_stream

MOST_COMMANDS = 50_000
LONGEST = 10_000
LARGEST_ENV = 256 * 1024
_PROMPTS = re.compile(r"(?:[$>%] |# \$ |[@+-]+(?=[\w$]))")
"""What stands before a command: a prompt, or make's and just's signs for quiet and for failing."""
_VALUED = names(
    "-p --publish --name -e --env -v --volume --network --net -w --workdir -u --user -h --hostname "
    "--env-file --restart -m --memory --cpus --gpus --entrypoint --platform --mount --add-host -l "
    "--label --link --log-driver --shm-size --pull --health-cmd --ip --dns --ulimit --cap-add"
)
"""Options of docker run that take the next word."""
_BEFORE = names("sudo if then do exec time env ! else")
_ENGINES = names("docker podman nerdctl")
_SET = re.compile(
    r"(?:export |local |readonly |override )*([A-Za-z_]\w*)(?: *(\?|:{0,2})= *|=)"
    r"(\"[^\"]*\"|'[^']*'|\S*|env\w*\(.*\))\s*(?:#.*)?"
)
_FALLBACK = re.compile(r"env\w*\(\s*[\"']\w+[\"']\s*,\s*[\"']([^\"']*)[\"']\s*\)")
_USED = re.compile(
    r"\$\$?\{(\w+)(?::?[-=]([^{}]*))?\}|\$\((\w+)\)|\{\{\s*\.?(\w+)\s*\}\}|\$\$?([A-Za-z_]\w*)"
)
_TARGET = re.compile(
    r"@?([A-Za-z][\w.-]*)((?:\s+[^:=\s]+(?:=(?:\"[^\"]*\"|'[^']*'|\S+?))?)*)\s*:(?!=)"
)
_PARAMETER = re.compile(r"(\w+)=[\"']?([^\"'\s:]+)")
_HERE = re.compile(r"^\$+(?:\{?PWD\}?|\(pwd\)|\(CURDIR\)|\(PWD\))(?=/|:)")
"""The folder in which a command is run, as shells and make call it."""
_HEREDOC = re.compile(r"<<-?\s*[\"']?([A-Za-z_]\w*)")
"""`docker run` in the help that a script prints starts nothing."""


class Run(NamedTuple):
    """A container that a command starts; `entries` as Compose's short form has ports."""

    name: str | None
    image: str
    entries: tuple[str, ...]
    volumes: tuple[str, ...] = ()
    env: tuple[str, ...] = ()


def container_runs(text: str) -> Iterator[Run]:
    """Each `docker run` of a command line that publishes something."""
    for command in simple_commands(text):
        at = next((at for at, word in enumerate(command) if word not in _BEFORE), len(command))
        engine, *rest = command[at:] or [""]
        rest = rest[1:] if rest[:1] == ["container"] else rest
        starts = engine.rpartition("/")[2] in _ENGINES and rest[:1] in (["run"], ["create"])
        if starts and (run := _run(rest[1:])).entries:
            yield run


def _run(words: list[str]) -> Run:
    name: str | None = None
    published: list[str] = []
    volumes: list[str] = []
    env: list[str] = []
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=")
        if not option.startswith("-"):
            return Run(name, word, tuple(published), tuple(volumes), tuple(env))
        flags = re.fullmatch(r"-[dit]*p(\d[\d.:\[\]a-z/-]*)?", option)
        if flags:
            published.append(flags[1] or value or next(rest, ""))
        elif option in _VALUED and not equals:
            value = next(rest, "")
        if option == "--publish":
            published.append(value)
        elif option in ("-v", "--volume"):
            volumes.append(_HERE.sub(".", value))
        elif option in ("-e", "--env"):
            env.append(value)
        elif option == "--name":
            name = value
    return Run(name, "", ())


def container_facts(
    source: Source, line: int, text: str, unset: str | None = None
) -> Iterator[Fact]:
    """Claims and services of what the command line starts in containers.

    `unset` is the text with what whoever runs it may set still in it: so is its environment read.
    """
    runs = list(container_runs(text))
    written = list(container_runs(unset)) if runs and unset else runs
    for run, same in zip(runs, written if len(written) == len(runs) else runs, strict=True):
        image = run.image if set(run.image).isdisjoint("${[]<>") else None
        service = run.name or (run.image if image else "app").rpartition("/")[2].partition(":")[0]
        claims = []
        for entry in run.entries:
            try:
                published = parse_short(entry)
            except BadPort:
                continue
            claims.append(
                FoundClaim(
                    source.name,
                    line,
                    service,
                    published.port,
                    port_end=published.port_end,
                    container_port=published.container,
                    container_end=published.container_end,
                    bind=published.bind or "*",
                    transport=published.transport,
                )
            )
        yield from claims
        if claims:
            kind = kind_of_image(image) if image else None
            made = FoundService(source.name, line, service, kind=kind, image=image)
            pairs = [each.partition("=")[::2] for each in run.env]
            # make hands `$$` on as the shell's own `$`; a name alone is the caller's variable.
            told = (each.replace("$$", "$").partition("=") for each in same.env)
            given = (interpolated(name, value if eq else f"${name}") for name, eq, value in told)
            yield replace(
                made,
                container=run.name,
                env=tuple((n, without_password(v)) for n, v in pairs if not is_secret(n)),
                interpolated=tuple(e for e in given if e and not is_secret(e.name)),
                secrets=tuple(name for name, _ in pairs if is_secret(name)),
                volumes=run.volumes,
            )


class _Line(NamedTuple):
    """A command, or several joined by backslashes; `target` is what `make` calls it."""

    number: int
    text: str
    target: str | None = None


@reading()
def read_shell(source: Source) -> Iterator[Fact]:
    """Commands that serve; those that only ask about a port, or end what holds one, give none."""
    return _facts(source, _shell_lines(source))


@reading()
def read_makefile(source: Source) -> Iterator[Fact]:
    """The recipes of a Makefile or a justfile; what is for another environment, tests among them,
    gives nothing."""
    return _facts(source, _recipe_lines(source))


@reading()
def read_taskfile(source: Source) -> Iterator[Fact]:
    """`cmds` of the tasks of https://taskfile.dev, their `vars` filled in."""
    return _facts(source, _task_lines(source))


def _facts(source: Source, lines: Iterator[_Line]) -> Iterator[Fact]:
    values = _loaded(source)
    for count, (number, text, target) in enumerate(lines):
        if count >= MOST_COMMANDS:
            reason = f"only the first {MOST_COMMANDS} commands of a text are read"
            yield from unread_rest(source, range(1, number), reason)
            break
        if given := _SET.fullmatch(text):
            _assign(values, given)
            continue
        here = target is None or environment_of(target) in (None, "development")
        filled = _filled(text, values)
        unset = _filled(text, values, defaults=False) if ":-" in text else filled
        opened = list(_of_command(source, number, filled, unset)) if here else []
        yield from opened
        if not opened:
            last = number + text.count("\n")
            reason = "the command opens no port that is known"
            yield from unread_lines(source, range(number, last + 1), reason)


def _of_command(source: Source, line: int, text: str, unset: str) -> Iterator[Fact]:
    yield from container_facts(source, line, text, unset)
    for port in command_ports(text):
        if not port.assumed:
            name = port.kind or (port.program or "app").split()[0]
            yield FoundClaim(source.name, line, name, port.number, bind=port.bind)


def _loaded(source: Source) -> dict[str, str]:
    """The variables of the .env file beside it, where the text speaks of one."""
    where = path_beside(source, ".env") if "env" in source.text else None
    dotenv = load(*where, LARGEST_ENV)[0] if where and where[0].is_file() else None
    return {e.key: e.value for e in entries(dotenv) if not e.commented} if dotenv else {}


def _assign(values: dict[str, str], given: re.Match[str]) -> None:
    text = given[3]
    fallback = _FALLBACK.fullmatch(text)
    value = fallback[1] if fallback else _filled(text.strip("\"'"), values)
    if given[2] == "?":
        values.setdefault(given[1], value)
    else:
        values[given[1]] = value[:LONGEST]


def _filled(text: str, values: dict[str, str], *, defaults: bool = True) -> str:
    """With the variables that are known, else what stands behind `:-` where `defaults`; shells,
    make, just and Task each have a spelling."""

    def value(used: re.Match[str]) -> str:
        name = used[1] or used[3] or used[4] or used[5]
        return values.get(name) or (used[2] if defaults else None) or used[0]

    return _USED.sub(value, text[:LONGEST])[:LONGEST]


def _joined(source: Source) -> Iterator[tuple[int, str]]:
    """Lines with what a backslash joins to them."""
    parts: list[str] = []
    start = 1
    for number, line in enumerate(source.text.split("\n"), 1):
        start = start if parts else number
        parts.append(line.rstrip("\r"))
        if not parts[-1].endswith("\\") or len(parts) > 200:
            yield start, "\n".join(parts)
            parts = []
    if parts:
        yield start, "\n".join(parts)


def _shell_lines(source: Source) -> Iterator[_Line]:
    ends = None
    for number, text in _joined(source):
        line = text.strip()
        if ends is not None:
            ends = None if line == ends else ends
            continue
        if document := _HEREDOC.search(line):
            ends = document[1]
        line = _PROMPTS.sub("", line, count=1) if _PROMPTS.match(line) else line
        if line and not line.startswith("#"):
            yield _Line(number, line)


def _recipe_lines(source: Source) -> Iterator[_Line]:
    target = None
    for number, text in _joined(source):
        line = text.strip()
        if not line or line.startswith("#"):
            continue
        if text[0] not in " \t":
            head = _TARGET.match(line[:500])
            target = head[1] if head else target
            for name, value in _PARAMETER.findall(head[2]) if head else ():
                yield _Line(number, f"{name}={value}")
            if not head:
                yield _Line(number, line)
        else:
            line = _PROMPTS.sub("", line, count=1) if _PROMPTS.match(line) else line
            yield _Line(number, line, target)


def _task_lines(source: Source) -> Iterator[_Line]:
    for document in parse_stream(source).documents:
        yield from _vars(document)
        for name, task in entries_at(document, "tasks"):
            yield from _vars(task)
            for command in _commands(task):
                for at, line in enumerate(command.text.split("\n")):
                    yield _Line(command.place.line + at, line.strip(), name.text)


def _vars(node: Node) -> Iterator[_Line]:
    for key, value in entries_at(node, "vars"):
        if isinstance(value, Scalar):
            default = re.search(r"default\s+[\"']?(\w+)", value.text)
            said = default[1] if default else value.text
            yield _Line(key.place.line, f'{key.text}="{said}"')


def _commands(task: Node) -> Iterator[Scalar]:
    """A task is a command, a list of them, or a mapping with `cmd` or `cmds`."""
    if isinstance(task, Mapping):
        for key in ("cmd", "cmds"):
            if (inner := task.get(key)) is not None:
                yield from _commands(inner)
    elif isinstance(task, Sequence):
        for each in task.items[:1000]:
            yield from _commands(each)
    elif isinstance(task, Scalar):
        yield task


# https://devcenter.heroku.com/articles/procfile#procfile-format
_LINE = re.compile(r"([A-Za-z0-9_-]+):[ \t]*(\S.*)")


@reading()
def read_procfile(source: Source) -> Iterator[Fact]:
    """One service a line; a number that foreman would hand out as $PORT is not guessed."""
    environment = environment_of(source.name.replace("\\", "/").rpartition("/")[2])
    for number, text in enumerate(source.text.split("\n"), 1):
        if not text.strip():
            continue
        if number > MOST_COMMANDS:
            reason = f"only the first {MOST_COMMANDS} lines of a Procfile are read"
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
