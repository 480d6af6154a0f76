"""Reads from a command line the ports that what it starts will open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from portbook.model.catalogue import CATALOGUE
from portbook.model.kinds import SHORT, Command, commands
from portbook.sources.naming import names
from portbook.sources.numbers import port_number
from portbook.sources.template import BadTemplate, substitute
from portbook.text.grouping import grouped


class Program(NamedTuple):
    """What begins with the words of `command`; `kind` is the catalogue's, where it is one."""

    command: Command
    kind: str | None = None


OTHERS: tuple[Command, ...] = (
    *commands("vite build", "vite optimize", "parcel build", flags=(), only_asked=True),
    *commands("http-server", flags=SHORT, default=8080),
    *commands("json-server", flags=SHORT, default=3000),
    *commands("serve", flags=("-l", "--listen", *SHORT), default=3000),
    *commands("gunicorn", flags=(), binds=("-b", "--bind"), default=8000),
    *commands("http.server", flags=(), argument=True, default=8000),
    *commands("rackup", flags=SHORT, default=9292),
    *commands("dotnet run", "dotnet watch", flags=(), binds=("--urls",), only_asked=True),
)
"""Commands that start, or do not start, what is of no kind."""


def _programs() -> list[Program]:
    """Longer beginnings stand before shorter ones of the same program."""
    found = [Program(each) for each in OTHERS]
    found += [Program(each, kind.name) for kind in CATALOGUE.values() for each in kind.commands]
    return sorted(found, key=lambda each: -len(each.command.words))


BY_WORD = grouped((_each.command.words[0], _each) for _each in _programs())

_RUNNERS = (
    "npx, bunx, pnpm exec, pnpm dlx, pnpm, yarn, bun run, bun x, bun, npm exec --, npm exec, "
    "uv run, poetry run, pipenv run, pdm run, hatch run, bundle exec, python -m, python3 -m, "
    "python, python3, bin/, exec, env, cross-env, cross-env-shell, dotenv --, dotenv -e .env --, "
    "sudo, nohup, time, nodemon --exec, nodemon -x, doppler run --, infisical run --, op run --"
)
"""Words before the program itself."""
RUNNERS_BY_WORD = grouped((_each.split()[0], _each.split()) for _each in _RUNNERS.split(", "))

CALLERS = names(
    "curl wget lsof netstat ss nc ncat telnet kill fuser kill-port npx-kill-port wait-on ssh "
    "scp start-server-and-test psql redis-cli mysql mongosh open xdg-open echo grep ab hey "
    "wrk k6 playwright cypress ngrok cloudflared ping nmap docker kubectl export taskkill "
    "findstr"
)
"""Programs whose ports are somebody else's."""


LONGEST = 10_000

_WORD = re.compile(r"""(?:[^\s"'\\;&|()]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+|&&|\|\||[;&|()]|\n""")
_ENDS = frozenset(("&&", "||", ";", "&", "|", "(", ")", "\n"))
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_PROPERTY = re.compile(r"(?:-D|--)server\.port=(\d+)")
_ADDRESS = re.compile(r"(?:(?:\w+://)?(\[[0-9A-Fa-f:.]+\]|[\w.*-]*):)?(\d{1,5})")
_BIND_OPTIONS = ("--host", "--hostname", "-H", "-h", "--ip", "--bind-host", "-b", "--binding")
_PLAIN_OPTIONS = ("--port", "-port", "--http-port", "--listen-port")


class CommandPort(NamedTuple):
    """`assumed` numbers are the program's default; `variable` is the one that gave the number."""

    number: int
    kind: str | None = None
    bind: str | None = None
    variable: str | None = None
    assumed: bool = False
    program: str | None = None


def command_ports(text: str) -> list[CommandPort]:
    """The ports of every command in a line; those of programs that only call are left out."""
    return [port for words in simple_commands(text) if (port := _port(words)) is not None]


def kind_of_command(text: str) -> str | None:
    """The kind of the first server that a command line starts."""
    return next((each.kind for each in command_ports(text) if each.kind), None)


def simple_commands(text: str) -> Iterator[list[str]]:
    """The words of each command between `&&`, `;`, pipes and line ends, quotes taken off.

    `concurrently` and its kin, and `sh -c`, get whole commands as quoted words: these are split
    too.
    """
    words: list[str] = []
    for match in _WORD.finditer(text[:LONGEST].replace("\\\n", " ")):
        word = match[0]
        if word[0] in "\"'" and words[-1:] == ["-c"]:
            yield from simple_commands(_unquoted(word))
        elif word in _ENDS:
            if words:
                yield words
            words = []
        else:
            words.append(_unquoted(word))
    if words:
        yield words
    if "concurrently" in text or "npm-run-all" in text or "run-p" in text:
        for word in _WORD.findall(text[:LONGEST]):
            if word[:1] in "\"'" and " " in word:
                yield from simple_commands(_unquoted(word))


def _unquoted(word: str) -> str:
    return re.sub(
        r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|\\(.)",
        lambda found: found[1] or found[2] or found[3] or "",
        word,
        flags=re.DOTALL,
    )


def _port(words: list[str]) -> CommandPort | None:
    given: dict[str, str] = {}
    words = _stripped(words, given)
    if not words or words[0].rpartition("/")[2] in CALLERS:
        return None
    program, rest = _program(words)
    puma = program is not None and program.command.words[0] == "puma"
    bind = None if puma else _option(rest, _BIND_OPTIONS)
    bind = bind if bind and port_number(bind) is None and ":" not in bind.strip("[]") else None
    kind = program.kind if program else None
    name = " ".join(program.command.words) if program else None
    text, variable = _asked(program, rest), None
    if text is None and (named := port_number(given.get("PORT", ""))):
        text, variable = str(named), "PORT"
    if text is not None:
        filled, used = _filled(text, given)
        match = _ADDRESS.fullmatch(filled)
        number = port_number(match[2]) if match else None
        if number is None or match is None:
            return None
        host = match[1].strip("[]") if match[1] else bind
        return CommandPort(number, kind, host or None, variable or used, program=name)
    return _default(program, name, kind, bind)


def _default(
    program: Program | None, name: str | None, kind: str | None, bind: str | None
) -> CommandPort | None:
    if program is None or program.command.only_asked:
        return None
    number = program.command.default or (CATALOGUE[kind].port if kind else None)
    return CommandPort(number, kind, bind, assumed=True, program=name) if number else None


def _stripped(words: list[str], given: dict[str, str]) -> list[str]:
    """The command without the assignments and runners before the program."""
    at = 0
    while at < len(words):
        match = _ASSIGNMENT.fullmatch(words[at])
        if match:
            given[match[1]] = match[2]
            at += 1
            continue
        runners = RUNNERS_BY_WORD.get(words[at], ())
        runner = next((r for r in runners if words[at : at + len(r)] == r), None)
        if runner is None or (len(words) > at + 1 and words[at : at + 2] == ["yarn", "run"]):
            break
        at += len(runner)
        while at < len(words) and words[at] in ("-y", "--yes", "--bun", "--silent"):
            at += 1
    return words[at:]


def _program(words: list[str]) -> tuple[Program | None, list[str]]:
    first = words[0].rpartition("/")[2]
    plain = [first, *words[1:]]
    for program in BY_WORD.get(first, ()):
        count = len(program.command.words)
        if tuple(plain[:count]) == program.command.words:
            return program, plain[count:]
    return None, words[1:]


def _asked(program: Program | None, rest: list[str]) -> str | None:
    """The port as the command line gives it."""
    command = program.command if program else None
    options = (*(command.flags if command else ()), *_PLAIN_OPTIONS)
    if (text := _option(rest, options)) is not None:
        return text
    if command and (text := _option(rest, command.binds)) is not None:
        return text.partition(";")[0]
    for word in rest:
        if match := _PROPERTY.fullmatch(word):
            return match[1]
    if command and command.argument:
        return next((word for word in rest if re.fullmatch(r"(?:[\w.\[\]:]+:)?\d+", word)), None)
    return None


def _option(words: list[str], options: tuple[str, ...]) -> str | None:
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options and (equals or at + 1 < len(words)):
            return value if equals else words[at + 1]
        for option in options:
            if len(option) == 2 and word.startswith(option) and word[2:].isdecimal():
                return word[2:]
    return None


def _filled(text: str, given: dict[str, str]) -> tuple[str, str | None]:
    try:
        done = substitute(text, given.get)
    except BadTemplate:
        return text, None
    return done.text, done.used[0][0] if done.used else None
