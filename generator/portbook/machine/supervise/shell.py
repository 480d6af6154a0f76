"""A command line of the map, to one that leaves no shell between portbook and the program.

A shell that waits for a program dies of a signal before the program has heard it, and hides the
status with which that ends. `exec` takes the shell out of the way, where there is one program only.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping

__all__ = ["without_shell"]

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
