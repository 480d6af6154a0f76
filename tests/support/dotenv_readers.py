"""The programs that read .env files in earnest, each as a function from a file to its variables."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from tests.support.compose import resolved
from tests.support.programs import need, need_npm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# What bash sets by itself in an empty environment.
_OF_BASH = {"_", "OLDPWD", "PWD", "SHLVL", "LC_ALL"}
_UTF8 = {"LC_ALL": "C.UTF-8"}


def _output(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str:
    """What it prints. Only `env` is passed on: a variable of ours would win over the file's."""
    done = subprocess.run(command, env=env or {}, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def _json(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> dict[str, str]:
    return cast("dict[str, str]", json.loads(_output(command, env)))


def _whole(paths: Sequence[Path]) -> list[Path]:
    return [path.resolve() for path in paths]


def bash(path: Path) -> dict[str, str]:
    script = 'set -ae; . "$1"; exec /usr/bin/env -0'
    command: list[str | Path] = [
        need("bash"),
        "--norc",
        "--noprofile",
        "-c",
        script,
        "bash",
        path.resolve(),
    ]
    pairs = [pair.split("=", 1) for pair in _output(command, _UTF8).split("\0") if pair]
    return {name: value for name, value in pairs if name not in _OF_BASH}


def python_dotenv(path: Path) -> dict[str, str]:
    from dotenv import dotenv_values

    return {key: str(value) for key, value in dotenv_values(path).items()}


def honcho(path: Path) -> dict[str, str]:
    from honcho.environ import parse

    return cast("dict[str, str]", parse(path.read_text(encoding="utf-8")))


def node(path: Path) -> dict[str, str]:
    script = "process.stdout.write(JSON.stringify(process.env))"
    return _json([need("node"), f"--env-file={path.resolve()}", "-e", script])


def npm_dotenv(*paths: Path) -> list[dict[str, str]]:
    script = (
        "const [package, ...files] = process.argv.slice(1);"
        "const read = file => require(package).parse(require('fs').readFileSync(file));"
        "process.stdout.write(JSON.stringify(files.map(read)))"
    )
    command: list[str | Path] = [need("node"), "-e", script, need_npm("dotenv")]
    return cast("list[dict[str, str]]", json.loads(_output([*command, *_whole(paths)])))


def direnv(path: Path) -> dict[str, str]:
    with TemporaryDirectory() as home:
        return _json([need("direnv"), "dotenv", "json", path.resolve()], {"HOME": home})


def ruby_dotenv(*paths: Path) -> list[dict[str, str]]:
    each = "Dotenv::Parser.call(File.read(it, encoding: 'utf-8'))"
    script = f"puts JSON.generate(ARGV.map {{ |it| {each} }})"
    command: list[str | Path] = [need("ruby-dotenv"), "-rjson", "-rdotenv", "-e", script]
    return cast("list[dict[str, str]]", json.loads(_output([*command, *_whole(paths)], _UTF8)))


def compose(*paths: Path, form: str | None = None) -> list[dict[str, str]]:
    """As a service for each file has them."""
    more = {"format": form} if form else {}
    services = {
        f"reader-{at}": {"image": "scratch", "env_file": [{"path": str(path), **more}]}
        for at, path in enumerate(_whole(paths))
    }
    with TemporaryDirectory() as folder:
        file = Path(folder, "compose.yaml")
        file.write_text(json.dumps({"services": services}), encoding="utf-8")
        printed = compose_config(file)["services"]
    read = [printed[name].get("environment", {}) for name in services]
    # What it prints is a compose file again, where a dollar is written twice.
    return [{key: value.replace("$$", "$") for key, value in each.items()} for each in read]


def compose_config(file: Path) -> dict[str, Any]:
    """A compose file as Docker Compose resolves it, without an engine or a variable of ours."""
    return resolved(file.parent, "-f", file, env={"HOME": str(file.parent)})


def compose_raw(path: Path) -> dict[str, str]:
    """Which reads as `docker run --env-file` does."""
    return compose(path, form="raw")[0]


def make(path: Path) -> dict[str, str]:
    """Every variable of the file, as a recipe's environment has it."""
    text = (
        f"include {path.resolve()}\nexport\nall:\n"
        "\t@$(PYTHON) -c 'import json, os; print(json.dumps(dict(os.environ)))'\n"
    )
    with TemporaryDirectory() as folder:
        file = Path(folder, "Makefile")
        file.write_text(text, encoding="utf-8")
        command: list[str | Path] = [need("make"), "-s", "-f", file, f"PYTHON={sys.executable}"]
        return _json(command, _UTF8)


RAW_READERS: dict[str, Callable[[Path], dict[str, str]]] = {
    "compose-raw": compose_raw,
    "make": make,
}
"""Those that take what stands behind `=` for the value, quotes and all."""

AT_ONCE: dict[str, Callable[..., list[dict[str, str]]]] = {
    "compose": compose,
    "npm-dotenv": npm_dotenv,
    "ruby-dotenv": ruby_dotenv,
}
"""Those that read any number of files in one process."""


def _alone(read: Callable[..., list[dict[str, str]]]) -> Callable[[Path], dict[str, str]]:
    return lambda path: read(path)[0]


READERS: dict[str, Callable[[Path], dict[str, str]]] = {
    "bash": bash,
    "direnv": direnv,
    "honcho": honcho,
    "node": node,
    "python-dotenv": python_dotenv,
    **{name: _alone(read) for name, read in AT_ONCE.items()},
}
