"""Finds the command, the folder and the variables that start a service here."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portbook.language.upstreams import LOCAL_NAME
from portbook.machine.here import Here
from portbook.model.portmap import PortMap, Service


class CannotStart(Exception):
    """Why a command could not be started, for the person; `hint` is the next step.

    `status` is the exit status that says so: 2, or as shells have it 126 and 127.
    """

    def __init__(self, message: str, hint: str = "", status: int = 2) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status


@dataclass(frozen=True, slots=True)
class Launch:
    """`command` is a text for the shell, as the map has it, or words that no shell sees.

    `variables` are laid over what this process was given.
    """

    command: str | tuple[str, ...]
    folder: Path
    variables: dict[str, str]


def folder_of(portmap: PortMap, here: Here, service: Service, *, needed: bool) -> Path:
    """The service's folder in the checkout. Where nobody says where that is and a command does
    not belong there (`needed` is False), the folder portbook was called from."""
    project = portmap.projects[service.project]
    folder = here.folder(project, service)
    if folder is None and not needed:
        return Path(os.path.abspath(os.curdir))  # noqa: PTH100 - a link stays a link
    if folder is None:
        message = f"nothing says where the checkout of {project.name} lies"
        hint = f"write its 'path' into the map, or 'paths: {{{project.name}: ...}}' in {LOCAL_NAME}"
        raise CannotStart(message, hint)
    if not folder.is_dir():
        what = f"the folder of {service.who}"
        checkout = here.checkout(project)
        if checkout is not None and checkout.is_dir():
            hint = f"'directory' in the map names it, from {checkout}"
        else:
            hint = f"'paths: {{{project.name}: ...}}' in {LOCAL_NAME} says where the checkout lies"
        raise CannotStart(f"{what} is not there: {folder}", hint)
    return folder


_ASSIGNED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9_@%+:,./-]*")
_PROGRAM = re.compile(r"[A-Za-z0-9_@%+:,./-]+")
_BUILTIN = """
. : alias bg break builtin case cd command continue do done echo elif else esac eval exec exit
export false fc fg fi for function getopts hash if in jobs kill let local printf pwd read
readonly return select set shift source test then time times trap true type ulimit umask
unalias unset until wait while
"""
"""What a shell does itself, or takes for more than a command (POSIX, 2.4, 2.14 and "sh")."""


def without_shell(command: str, variables: Mapping[str, str]) -> str:
    """The same command with `exec` before it; unchanged where that would mean something else."""
    words = _words(command)
    if not words:
        return command
    given = 0
    while given < len(words) and _ASSIGNED.fullmatch(words[given]):
        given += 1
    program = words[given] if given < len(words) else ""
    if not _PROGRAM.fullmatch(program) or program in _BUILTIN.split():
        return command
    if "/" not in program and shutil.which(program, path=variables.get("PATH")) is None:
        return command
    return f"exec env {command}" if given else f"exec {command}"


def _words(command: str) -> list[str]:
    """The words as written, quotes included; none where there is more than one command."""
    if "\n" in command or "`" in command:
        return []
    lexer = shlex.shlex(command, posix=False, punctuation_chars=True)
    lexer.commenters = ""
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:
        return []
    joins = any(set(word) <= set("();<>|&") and word[0] not in "<>" for word in words)
    return [] if joins else words
