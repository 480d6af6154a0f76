"""Programs that serve: which options say at which port, and what they take when none does."""

from __future__ import annotations

from dataclasses import dataclass

from portbook.model.catalogue import CATALOGUE
from portbook.model.kinds import SHORT, Command, commands
from portbook.sources.naming import names

__all__ = ["BY_WORD", "CALLERS", "RUNNERS_BY_WORD", "Program"]


@dataclass(frozen=True, slots=True)
class Program:
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


BY_WORD: dict[str, list[Program]] = {}
for _program in _programs():
    BY_WORD.setdefault(_program.command.words[0], []).append(_program)

RUNNERS: tuple[tuple[str, ...], ...] = tuple(
    tuple(text.split())
    for text in (
        "npx",
        "bunx",
        "pnpm exec",
        "pnpm dlx",
        "pnpm",
        "yarn",
        "bun run",
        "bun x",
        "bun",
        "npm exec --",
        "npm exec",
        "uv run",
        "poetry run",
        "pipenv run",
        "pdm run",
        "hatch run",
        "bundle exec",
        "python -m",
        "python3 -m",
        "python",
        "python3",
        "bin/",
        "exec",
        "env",
        "cross-env",
        "cross-env-shell",
        "dotenv --",
        "dotenv -e .env --",
        "sudo",
        "nohup",
        "time",
        "nodemon --exec",
        "nodemon -x",
        "doppler run --",
        "infisical run --",
        "op run --",
    )
)
"""Words before the program itself."""

RUNNERS_BY_WORD: dict[str, tuple[tuple[str, ...], ...]] = {
    word: tuple(runner for runner in RUNNERS if runner[0] == word)
    for word in dict.fromkeys(runner[0] for runner in RUNNERS)
}

CALLERS = names(
    "curl wget lsof netstat ss nc ncat telnet kill fuser kill-port npx-kill-port wait-on ssh "
    "scp start-server-and-test psql redis-cli mysql mongosh open xdg-open echo grep ab hey "
    "wrk k6 playwright cypress ngrok cloudflared ping nmap docker kubectl export taskkill "
    "findstr"
)
"""Programs whose ports are somebody else's."""
