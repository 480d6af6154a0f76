"""Values and names of .env files, spelled so that every reader sees the same.

The rule was found by feeding 743 values to 28 readers (shells, compose, systemd, node, ruby,
python, go, rust, php ...); what it refuses, at least one of them reads differently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from portbook.text.lazily import lazily

# Raw readers (docker run --env-file, make) keep quotes as part of the value, so bare comes first.
_BARE = re.compile(r"(?!.*:=)[A-Za-z0-9_./@%+,:-][A-Za-z0-9_./:@%+,=-]*")
_UNPRINTABLE = lazily("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

VARIABLE_NAME = "[A-Za-z_][A-Za-z0-9_]*"
"""What every reader takes; some drop the whole file over a dot or a dash in a name."""

RESERVED_VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("PATH", "HOME", "PWD", "OLDPWD", "SHELL", "IFS", "ENV", "_"), "the shell"),
        **dict.fromkeys(("CDPATH", "PS4", "PROMPT_COMMAND", "SHLVL", "OPTIND"), "the shell"),
        **dict.fromkeys(("USER", "LOGNAME"), "the login"),
        # Tried with bash 5.2: these are read-only there, or lose the value they are given.
        **dict.fromkeys(("UID", "EUID", "PPID", "SHELLOPTS", "BASHOPTS", "GROUPS"), "bash"),
        **dict.fromkeys(("RANDOM", "SRANDOM", "SECONDS", "LINENO", "HISTCMD"), "bash"),
        **dict.fromkeys(("FUNCNAME", "DIRSTACK", "BASHPID", "PIPESTATUS"), "bash"),
        **dict.fromkeys(("EPOCHSECONDS", "EPOCHREALTIME", "COMP_WORDBREAKS", "BASH_*"), "bash"),
        # zshparam(1): assigning one of these changes the user, or another variable.
        **dict.fromkeys(("GID", "EGID", "USERNAME", "TTY", "ZDOTDIR"), "zsh"),
        **dict.fromkeys(("path", "fpath", "cdpath", "argv", "status", "pipestatus"), "zsh"),
        **dict.fromkeys(("LD_*", "DYLD_*"), "the dynamic linker"),
        **dict.fromkeys(("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT"), "Windows"),
        **dict.fromkeys(("NODE_OPTIONS", "NODE_PATH", "NODE_EXTRA_CA_CERTS"), "Node"),
        **dict.fromkeys(("RUBYOPT", "RUBYLIB", "GEM_HOME", "GEM_PATH"), "Ruby"),
        **dict.fromkeys(("PERL5OPT", "PERL5LIB"), "Perl"),
        **dict.fromkeys(("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"), "Java"),
        **dict.fromkeys(("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG"), "Docker"),
        **dict.fromkeys(("DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"), "Docker"),
        "PYTHON*": "Python",
        "NPM_CONFIG_*": "npm",
        "COMPOSE_*": "Docker Compose",
        "DIRENV_*": "direnv",
        "GIT_*": "git",
    }
)
# None of the owners reads a name that ends so, and a service may be called git or compose.
_OURS = re.compile(".*_(PORT|PORT_END|URL)")


def dotenv_value(value: str, *, raw: bool = False) -> str | None:
    """The value's spelling after ``KEY=``, or None where no spelling is read alike everywhere.

    Text beyond ASCII is spelled; `dotenv_portable` tells what to warn of. `raw` is for those that
    keep quotes: `docker run --env-file`, Compose's `format: raw`, systemd's EnvironmentFile and
    GNU make's include.
    """
    if _BARE.fullmatch(value):
        return value
    if _raw_refusal(value) if raw else _refusal(value):
        return None
    if raw:
        return value
    if "'" in value:
        return f'"{value}"'
    return f"'{value}'"


def dotenv_portable(value: str, *, raw: bool = False) -> str | None:
    """Why some reader would not see this value, to follow the words "the value"; None if all do.

    With a spelling from `dotenv_value` the reason is a warning, without one an error.
    """
    if _BARE.fullmatch(value):
        return None
    refused = _raw_refusal(value) if raw else _refusal(value)
    if refused or value.isascii():
        return refused
    beyond = next(character for character in value if not character.isascii())
    return f"holds {beyond!r}, and some readers garble what is not ASCII"


def _refusal(value: str) -> str | None:
    if "\n" in value or "\r" in value:
        return "holds a line break, which .env readers end the value at or change"
    if found := _UNPRINTABLE.search(value):
        return f"holds a control character (U+{ord(found[0]):04X})"
    if "$" in value:
        return "holds $, which some readers expand even between single quotes"
    if "\\" in value:
        return "holds a backslash, which some readers take for an escape even between single quotes"
    return _quotes(value)


def _raw_refusal(value: str) -> str | None:
    """What one of the four reads as something else: make `$` and `#`, systemd a backslash and a
    quote at the beginning (systemd.exec(5), EnvironmentFile), all of them blanks at the ends."""
    if found := _UNPRINTABLE.search(value) or re.search(r"[\r\n]", value):
        return f"holds a control character (U+{ord(found[0]):04X})"
    for character, reader in (("$", "make"), ("#", "make"), ("\\", "systemd")):
        if character in value:
            return f"holds {character}, which {reader} does not take for itself"
    if value[:1] in ("'", '"'):
        return f"begins with {value[0]}, which systemd takes for a quote"
    if value != value.strip():
        return "begins or ends with a blank, which no reader of unquoted values keeps"
    return None


def _quotes(value: str) -> str | None:
    if "'" in value and '"' in value:
        return "holds both ' and \""
    if "'" in value and "`" in value:
        return "holds both ' and a backtick"
    for quote in "'\"":
        if value.startswith(quote) and value.endswith(quote):
            return f"begins and ends with {quote}, which some readers strip"
    return None


def reserved_variable(key: str) -> str | None:
    """Who else reads a variable of this name and would be misled by it, or None."""
    if owner := RESERVED_VARIABLES.get(key):
        return owner
    if _OURS.fullmatch(key):
        return None
    return next((owner for start, owner in _PREFIXES if key.startswith(start)), None)


_PREFIXES = tuple(
    (name.removesuffix("*"), owner) for name, owner in RESERVED_VARIABLES.items() if "*" in name
)
