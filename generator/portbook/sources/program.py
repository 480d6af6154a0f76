"""Reads from a program's entry point the port that its text opens: `app.listen(3000)`.

No language is parsed. A number counts where it is handed to a call that listens, as it stands, by
a constant of the same file or as what a variable of the environment falls back to. Every other
file is believed before it, so the number is `assumed`. What only shows or tests is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from portbook.sources.files import service_of_folder
from portbook.sources.found import Fact, FoundClaim, FoundService
from portbook.sources.numbers import port_number, reading
from portbook.text.source import Source

LARGEST = 256 * 1024
"""Characters of a text that somebody wrote by hand."""
_REACH = 600
"""Characters of a call's arguments."""
_ASIDE = re.compile(
    r"(?:^|[/._-])(?:tests?|specs?|e2e|examples?|samples?|demos?|bench(?:marks?)?|mocks?|fixtures?|"
    r"docs?|scripts?|tools?|templates?|stubs?|playgrounds?|legacy|archived?|old)(?:[/._-]|$)",
    re.IGNORECASE,
)
_MANIFESTS = (
    *("package.json", "pyproject.toml", "requirements.txt", "go.mod", "Cargo.toml", "Gemfile"),
    *("Dockerfile", "pom.xml", "build.gradle", "build.gradle.kts", "deno.json", "Pipfile"),
)
SOURCES = ("src", "app", "lib", "server", "bin", "cmd")
"""Folders between a program's manifest and its entry point."""
_COMMENT = re.compile(r"^[ \t]*(?:#|//|\*|--).*$", re.MULTILINE)

_CALLS = {
    "py": r"\b(?:uvicorn|hypercorn|app|application|server|socketio|mcp)\.run\(|\brun_app\(|"
    r"\bserve\(|\bHTTPServer\(|\.launch\(",
    "js": r"\.listen\(|\b(?:Bun|Deno)\.serve\(|\bserve\(\s*\{",
    "go": r"\bListenAndServe(?:TLS)?\(|\bnet\.Listen\(|\.(?:Run|Start|Listen)\(|\bAddr:",
    "rs": r"\.bind\(|\bbind\(|SocketAddr::from\(",
    "rb": r"\bset :port,",
    "kt": r"\bembeddedServer\(|\bInetSocketAddress\(",
    "cs": r"\bUseUrls\(|\bListen(?:AnyIP|Localhost)\(|\bapp\.Run\(",
}
_LANGUAGES = {**dict.fromkeys(("ts", "mjs", "cjs", "mts", "cts"), "js"), "java": "kt"}
_NUMBER = r"(?<![\w.])(\d{3,5}|80)(?![\w.])"
_ONE = r"((?:[^,(){}\n]|\([^()]*(?:\([^()]*\)[^()]*)*\))+)"
"""An argument, with the calls in it."""
_HANDED = {
    # A named argument, the second of an address, and in JavaScript the first one.
    "py": (rf"\b(?:server_)?port\s*=\s*{_ONE}", r"\(\s*\(\s*[^,()]*,\s*([^()]+)\)"),
    "js": (rf"\bport:\s*{_ONE}", rf"\(\s*{_ONE}"),
    "rs": (r",\s*(\d{2,5})\s*\)",),
    "kt": (r"\bport\s*=\s*(\d+)", r"\(\s*(\d+)\s*\)"),
}
_ADDRESS = re.compile(r"[\"'](?:https?://)?([\w.*+-]*):(\d{2,5})[\"'/]")
_HOST = re.compile(r"[\"'](0\.0\.0\.0|127\.0\.0\.1|localhost|::1?)[\"']")
_ENVIRONMENT = re.compile(r"(?:env|ENV)\w*\W{1,4}(?:get\W{1,3})?([A-Z][A-Z0-9_]*)")


@reading()
def read_program(source: Source) -> Iterator[Fact]:
    """The numbers that the text listens on; none of one that is no entry point of its own."""
    home = _home(source)
    language = source.name.rpartition(".")[2].lower()
    language = _LANGUAGES.get(language, language)
    if home is None or language not in _CALLS or len(source.text) > LARGEST:
        return
    name = service_of_folder(Source("", "", home / "package.json"))
    line = None
    for start, number, bind, variable in _opened(source.text, language):
        at = source.line_column(start)[0]
        line = line or at
        claim = FoundClaim(source.name, at, name, number, assumed=True)
        yield replace(claim, bind=bind, variable=variable)
    if line:
        inside = home.relative_to(source.root) if source.root else None
        directory = inside.as_posix() if inside is not None else None
        yield FoundService(source.name, line, name, directory=directory)


def _home(source: Source) -> Path | None:
    """The folder whose program this is: the nearest that has a manifest."""
    if source.path is None:
        return None
    root = source.root or source.path.parent
    try:
        inside = source.path.relative_to(root).as_posix()
    except ValueError:
        return None
    if _ASIDE.search(inside):
        return None
    folder = source.path.parent
    while folder != root and folder.name in SOURCES:
        if any((folder / each).is_file() for each in _MANIFESTS):
            return folder
        folder = folder.parent
    return folder


def _opened(text: str, language: str) -> Iterator[tuple[int, int, str | None, str | None]]:
    """Where a call opens which number, at what address, and by which variable."""
    text = _COMMENT.sub(lambda match: " " * len(match[0]), text)
    for call in re.finditer(_CALLS[language], text):
        given = _arguments(text, call.end() - call[0].endswith("("))
        if address := _ADDRESS.search(given):
            number, variable, bind = port_number(address[2]), None, address[1]
        else:
            number, variable = _value(text, given, language) or (None, None)
            host = _HOST.search(given)
            bind = host[1] if host else None
        if number is not None:
            yield call.start(), number, bind or None, variable


def _arguments(text: str, at: int) -> str:
    """From a bracket to its end, or the rest of the line."""
    depth = 0
    for index in range(at, min(len(text), at + _REACH)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth == 0 and text[index] in ")\n,":
            return text[at : index + 1]
    return text[at : at + _REACH]


def _value(text: str, given: str, language: str) -> tuple[int, str | None] | None:
    """The number of the arguments, with the variable of the environment that goes before it."""
    for pattern in _HANDED.get(language, (r"(.+)",)):
        if handed := re.search(pattern, given, re.DOTALL):
            return _number(handed[1]) or _constant(text, handed[1])
    return None


def _constant(text: str, given: str) -> tuple[int, str | None] | None:
    """What a name that speaks of a port is set to in the same file."""
    for name in re.findall(r"\b[A-Za-z_]*(?:port|addr)\w*\b", given, re.IGNORECASE)[:3]:
        set_ = rf"(?<![\w.]){re.escape(name)}\b[^\S\n]*(?::[^\S\n]*\w+[^\S\n]*)?:?=(?!=)([^;\n]+)"
        values = [_number(each) for each in re.findall(set_, text)[:5]]
        told = {each for each in values if each}
        if len(told) == 1:
            return told.pop()
    return None


def _number(given: str) -> tuple[int, str | None] | None:
    given = re.sub(r",\s*10\s*\)", ")", given)
    numbers = re.findall(_NUMBER, given)
    if len(numbers) != 1 or (port := port_number(numbers[0])) is None:
        return None
    variable = _ENVIRONMENT.search(given)
    plain = re.fullmatch(r"[\s(\"':+]*\d+[\s)\"',]*", given)
    return (port, variable[1] if variable else None) if plain or variable else None
