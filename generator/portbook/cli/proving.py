"""Has Docker Compose verify an adoption: what stacks resolve to before and after it.

All happens in a copy of what Compose reads of a checkout: nothing is started, and the checkout
stays as it is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from portbook.cli.loading import FINDINGS
from portbook.cli.this_machine import checkout_of, here_of
from portbook.disk.apply import apply, write_atomically
from portbook.draft.unchanged import Comparison
from portbook.model.portmap import Project, Stack
from portbook.project import Loaded, install, load
from portbook.sources.compose.reads import compose_reads, files_below
from portbook.targets.compose.overlay import overlay_name
from portbook.text.source import as_typed

MISSING = (
    "not proven: neither 'docker compose' nor 'docker-compose' is on the PATH "
    "(https://docs.docker.com/compose/install/)"
)
SECONDS = 60
TRIES = 100
"""Files and variables of one stack that may turn out to be missing."""
_KEPT = (
    *("PATH", "HOME", "DOCKER_CONFIG", "TMPDIR"),
    *("SYSTEMROOT", "USERPROFILE", "APPDATA", "PROGRAMFILES", "TEMP", "TMP"),
)
"""Variables of this process that Compose needs itself; others could fill in a file's."""
_REMOTE = {"COMPOSE_EXPERIMENTAL_GIT_REMOTE": "false", "COMPOSE_EXPERIMENTAL_OCI_REMOTE": "false"}
"""Nothing is fetched (https://docs.docker.com/reference/compose-file/include/)."""
Config = dict[str, Any]


def prove(path: Path) -> int:
    """Compare every stack of the map without and with what `generate` and `install` bring; the
    last line says the result. The exit status."""
    program = _compose()
    if program is None:
        click.echo(MISSING, err=True)
        return FINDINGS
    loaded = load(path)
    here = here_of(loaded.portmap, path)
    made = Comparison()
    for project in loaded.portmap.projects.values():
        if not project.stacks:
            continue
        if loaded.in_error is None or project.name in loaded.in_error:
            made.differing.append(f"{project.name}: nothing is generated because of its errors")
            continue
        folder = checkout_of(here, project)
        if folder is not None:
            with tempfile.TemporaryDirectory() as scratch:
                copy = Path(scratch).resolve() / folder.resolve().name
                _copy(folder, copy)
                _compare(program, loaded, project, copy, made)
    for line in made.differing:
        click.echo(line, err=True)
    click.echo(f"{made}, says Docker Compose", err=True)
    return FINDINGS if made.differing else 0


def _compose() -> list[str] | None:
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) and "ompose" in _run([*command, "version"], Path.cwd())[0]:
            return command
    return None


def _run(command: list[str], folder: Path, more: dict[str, str] | None = None) -> tuple[str, str]:
    """Standard output and the last line of standard error."""
    given = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=given | _REMOTE | (more or {}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        return "", str(failure)
    return done.stdout, (done.stderr.strip().splitlines() or ["no word of why"])[-1]


def _copy(folder: Path, copy: Path) -> None:
    """The YAML files, the .env files and what these hand to containers, where links do
    not lead out of it."""
    names = ((each, each.rpartition("/")[2].lower()) for each in files_below(folder))
    wanted = {
        each for each, name in names if name.endswith((".yml", ".yaml")) or "env" in name.split(".")
    }
    for path in sorted(wanted | set(compose_reads(folder).env_files)):
        source = folder / path
        if source.is_file() and source.resolve().is_relative_to(folder.resolve()):
            write_atomically(copy / path, source.read_bytes())


def _compare(
    program: list[str], loaded: Loaded, project: Project, copy: Path, made: Comparison
) -> None:
    before = {stack.name: _resolve(program, copy, stack.files) for stack in project.stacks}
    apply(install(loaded, project, copy).plan)
    for stack in project.stacks:
        config, refusal = before[stack.name]
        if config is None:
            click.echo(f"{_name(project, stack)}: refused as it is: {refusal}", err=True)
            continue
        made.stacks += 1
        made.ports += len(_facts(config)[0])
        overlay = overlay_name(project, stack)
        for more in ((), (overlay,)) if (copy / overlay).is_file() else ((),):
            after, why = _resolve(program, copy, (*stack.files, *more))
            said = " + ".join((_name(project, stack), *more))
            if after is None:
                made.differing.append(f"{said}: refused: {why}")
            else:
                made.differing += [f"{said}: {line}" for line in _differences(config, after)]


def _name(project: Project, stack: Stack) -> str:
    return f"{project.name}, {' + '.join(stack.files)}"


def _resolve(program: list[str], folder: Path, files: tuple[str, ...]) -> tuple[Config | None, str]:
    """All profiles of a stack, else those of its own; missing env files are empty, and variables
    that it insists on are `x`. None with what Compose said, where it refuses the stack."""
    named = [word for file in files for word in ("-f", file)]
    given: dict[str, str] = {}
    said = ""
    for profile in ("*", ""):
        for _ in range(TRIES):
            command = [*program, *named, "--profile", profile, "config", "--format", "json"]
            out, said = _run(command, folder, given)
            # One build of Compose ends with 0 in any case: what it prints is what counts.
            if out.strip().startswith("{"):
                return json.loads(out.replace(json.dumps(str(folder))[1:-1], ".")), ""
            if missing := re.search(r"env file (.+) not found", said):
                path = Path(missing[1])
                if not path.resolve().is_relative_to(folder):
                    break
                write_atomically(path, b"")
            elif needed := re.search(r"required variable (\w+) is missing", said):
                given[needed[1]] = "x"
            else:
                break
    return None, said.replace(str(folder), as_typed(Path(folder.name)))


def _facts(config: Config) -> tuple[set[tuple[str, str]], dict[tuple[str, str], str | None]]:
    """Each service's ports, in Compose's five facts and what else it says, and its variables."""
    ports, variables = set(), {}
    for name, service in config.get("services", {}).items():
        for port in service.get("ports") or ():
            address, published = port.get("host_ip", "*"), port.get("published", "any")
            said = f"{address}:{published}:{port['target']}/{port.get('protocol', 'tcp')}"
            more = [port[key] for key in ("mode", "name", "app_protocol") if port.get(key)]
            ports.add((name, " ".join([said, *more])))
        for variable, value in (service.get("environment") or {}).items():
            variables[name, variable] = value
    return ports, variables


def _differences(before: Config, after: Config) -> Iterator[str]:
    """No value is shown: it may be a secret."""
    (ports, variables), (now, others) = _facts(before), _facts(after)
    for name, port in sorted(ports - now):
        yield f"{name} no longer publishes {port}"
    for name, port in sorted(now - ports):
        yield f"{name} newly publishes {port}"
    for name, variable in sorted(variables.keys() | others.keys()):
        if variables.get((name, variable), ...) != others.get((name, variable), ...):
            yield f"{name} is told another {variable}"
