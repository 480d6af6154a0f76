"""Reads the ports that JavaScript configuration sets, without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from portbook.sources.files import service_of_folder
from portbook.sources.found import Found, FoundClaim, FoundRoute, FoundService
from portbook.sources.numbers import port_number, unread, unread_rest
from portbook.sources.urls import addresses, is_local
from portbook.text.source import Source

MOST_TOKENS = 400_000

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<number>0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d+)?)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<text>"(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?|`(?:[^`\\]++|\\.)*+`?)
    |(?P<slash>/)
    |(?P<mark>\?\?|\|\||&&|=>|\.\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(
    r"/(?:[^/\\\[\n]{1,200}+|\\.|\[(?:[^\]\\\n]{1,100}+|\\.){0,9}+\]){1,40}+/[a-z]*"
)


_VALUE_ENDS = ("x", ")", "]", "}")
"""Behind which a slash divides."""


@dataclass(frozen=True, slots=True)
class Token:
    """`sort` is name, number, text or mark; a text's value is without its quotes."""

    sort: str
    value: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    at, count, last = 0, 0, ""
    while at < len(text) and count < MOST_TOKENS:
        match = _TOKEN.match(text, at)
        if match is None:
            return
        sort = match.lastgroup or ""
        if sort == "slash":
            regex = None if last in _VALUE_ENDS else _REGEX.match(text, at)
            at = regex.end() if regex else match.end()
            last = ")" if regex else "/"
            continue
        at = match.end()
        if sort in ("space", "comment"):
            continue
        count += 1
        last = "x" if sort in ("name", "number", "text") else match[0]
        if match[0] in ("return", "case", "typeof", "of", "in"):
            last = "("
        value = match[0]
        if sort == "text":
            value = value[1:].removesuffix(value[0])
        yield Token(sort, value, match.start())


_KINDS = {
    "vite": "vite",
    "nuxt": "nuxt",
    "astro": "astro",
    "vue": "vue-cli",
    "webpack": "webpack-dev-server",
    "rsbuild": "rsbuild",
    "svelte": "sveltekit",
    "next": "nextjs",
}
"""First part of the file's name to the kind."""
_SERVERS = ("server", "devServer", "preview", "hmr")
_ENDPOINTS = {"preview": "preview", "hmr": "hmr"}
_OUTSIDE = {"true": "0.0.0.0", "0.0.0.0": "0.0.0.0", "::": "::"}


def read_vite_config(source: Source) -> Found:
    """`server.port`, `preview.port`, `server.hmr.port`, `devServer.port` and the proxy's targets.

    A number may stand in a constant or as the other choice beside a variable of the environment
    (`Number(env.PORT) || 3000`); what would have to be computed is left unread.
    """
    reader = _Reader(source)
    for setting in settings(source.text):
        reader.add_setting(setting)
    return reader.close()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Found()
        self.constants = constants(source.text)
        self.name = service_of_folder(source)
        self.binds: dict[str, str] = {}
        self.told: set[int] = set()

    def add_setting(self, setting: Setting) -> None:
        path = setting.path
        key, inside = path[-1], path[-2] if len(path) > 1 else ""
        if inside in _SERVERS and key == "port":
            self.port(setting, inside)
        elif inside == "hmr" and key == "clientPort":
            # What a browser dials, perhaps through a proxy: nothing listens there.
            self.told.add(self.source.line_column(setting.start)[0])
        elif inside in _SERVERS and key == "host":
            value = setting.value[0].value if setting.value else ""
            self.binds[inside] = _OUTSIDE.get(value, value)
        elif "proxy" in path[:-1]:
            self.proxied(setting)

    def port(self, setting: Setting, inside: str) -> None:
        line = self.source.line_column(setting.start)[0]
        self.told.add(line)
        number, variable = self.number(setting.value)
        if number is None:
            self.found.facts.append(unread(self.source, line, "the port would have to be computed"))
            return
        endpoint = _ENDPOINTS.get(inside)
        self.found.facts.append(
            FoundClaim(
                self.source.name,
                line,
                self.name,
                number,
                endpoint=endpoint,
                scheme="ws" if endpoint == "hmr" else None,
                variable=variable,
            )
        )

    def number(self, value: list[Token]) -> tuple[int | None, str | None]:
        """The one number in an expression, and the variable of the environment it gives way to."""
        if any(_computes(value, at) for at in range(len(value))):
            return None, None
        numbers = []
        for at, token in enumerate(value):
            before = value[at - 1].value if at else ""
            known = self.constants.get(token.value) if token.sort == "name" else None
            if before in (".", "["):
                continue
            each = known or token
            port = port_number(each.value.replace("_", "")) if each.sort != "name" else None
            if port is not None and before != ",":
                numbers.append(port)
        names = [
            value[at + 2].value
            for at, token in enumerate(value[:-2])
            if token.value == "env" and value[at + 1].value in (".", "[")
        ]
        number = numbers[0] if len(set(numbers)) == 1 else None
        return number, names[0] if names else None

    def proxied(self, setting: Setting) -> None:
        """`'/api': 'http://localhost:8000'`, or the same as `target` of an object."""
        text = next((each.value for each in setting.value if each.sort == "text"), "")
        at = setting.path.index("proxy")
        prefix = setting.path[at + 1]
        target = setting.path[-1] == "target" or len(setting.path) == at + 2
        found = [each for each in addresses(text) if each.port] if target else []
        if not found:
            return
        host, port = found[0].host, found[0].port
        line = self.source.line_column(setting.start)[0]
        self.told.add(line)
        self.found.facts.append(FoundRoute(self.source.name, line, prefix, host, port))
        named = next((part for part in prefix.strip("^/").split("/") if part.isalnum()), "api")
        if is_local(host):
            self.found.facts.append(
                FoundClaim(
                    self.source.name, line, named, port, scheme=found[0].scheme, reference=True
                )
            )
        elif "." not in host:
            self.found.facts.append(
                FoundClaim(self.source.name, line, host, None, container_port=port, reference=True)
            )

    def close(self) -> Found:
        claims = []
        for each in self.found.claims:
            bind = self.binds.get(each.endpoint or "server") or self.binds.get("devServer")
            claims.append(each if each.reference or not bind else replace(each, bind=bind))
        self.found.put(FoundClaim, claims)
        stem = self.source.name.replace("\\", "/").rpartition("/")[2].partition(".")[0]
        kind = _KINDS.get(stem)
        if kind and any(not each.reference for each in claims):
            line = next(each.line for each in claims if not each.reference)
            made = FoundService(self.source.name, line, self.name, kind=kind)
            self.found.facts.append(made)
        reason = "no setting of a server's port"
        self.found.facts += unread_rest(self.source, self.told, reason)
        return self.found


def _computes(value: list[Token], at: int) -> bool:
    """Whether an arithmetic sign stands there; a plus before a variable only makes it a number."""
    if value[at].sort != "mark" or value[at].value not in ("+", "-", "*", "%"):
        return False
    before = value[at - 1].value if at else "("
    return value[at].value != "+" or before not in ("(", "||", "??", ":", "?")


LONGEST_VALUE = 60
DEEPEST = 200


@dataclass(slots=True)
class Setting:
    """`path` are the keys from the outermost object literal inwards; `value` the first tokens of
    what stands behind the colon, as far as they are no object."""

    path: tuple[str, ...]
    start: int
    value: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """An open bracket; `key` is what it is the value of, `setting` the one being read in it."""

    bracket: str
    key: str | None
    setting: Setting | None = None


def settings(text: str) -> Iterator[Setting]:
    """Every `key: value` of every object literal, when its value has ended."""
    levels = [_Level("", None)]
    before: Token | None = None
    for token in tokens(text):
        level = levels[-1]
        mark = token.value if token.sort == "mark" else ""
        if mark in ("{", "[", "("):
            if len(levels) > DEEPEST:
                return
            _open(levels, token)
        elif mark in ("}", "]", ")"):
            if level.setting:
                yield level.setting
            if len(levels) > 1:
                inner = levels.pop()
                _carry(inner, levels[-1], token)
        elif mark in (",", ";") and level.bracket != "(":
            if level.setting:
                yield level.setting
            level.setting = None
        elif mark == ":" and level.bracket == "{" and level.setting is None:
            level.setting = _begin(levels, before)
        else:
            _push(levels, token)
        before = token


def _begin(levels: list[_Level], key: Token | None) -> Setting | None:
    if key is None or key.sort == "mark":
        return None
    path = (level.key for level in levels if level.key is not None)
    return Setting((*path, key.value), key.start)


def _open(levels: list[_Level], token: Token) -> None:
    setting = levels[-1].setting
    if token.value == "(" and setting:
        setting.value.append(token)
    levels.append(_Level(token.value, setting.path[-1] if setting else None))


def _push(levels: list[_Level], token: Token) -> None:
    """Tokens inside round brackets belong to the value around them: `Number(env.PORT ?? 3000)`."""
    for level in reversed(levels):
        if level.setting is not None:
            if len(level.setting.value) < LONGEST_VALUE:
                level.setting.value.append(token)
            return
        if level.bracket != "(":
            return


def _carry(inner: _Level, outer: _Level, token: Token) -> None:
    if inner.bracket == "(" and outer.setting and len(outer.setting.value) < LONGEST_VALUE:
        outer.setting.value.append(token)


def constants(text: str) -> dict[str, Token]:
    """`const PORT = 3000` and the like: names to the number or text that they are given."""
    found: dict[str, Token] = {}
    recent: list[Token] = []
    for token in tokens(text):
        recent = [*recent[-2:], token]
        assigned = len(recent) == 3 and recent[1].value == "=" and recent[0].sort == "name"
        if assigned and token.sort in ("number", "text"):
            found.setdefault(recent[0].value, token)
    return found
