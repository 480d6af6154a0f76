"""Reads from Caddyfiles the numbers that Caddy listens at and those it hands requests on to.

The grammar: https://caddyserver.com/docs/caddyfile/concepts, what an address without a port means:
https://caddyserver.com/docs/automatic-https.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from portbook.sources.files import load, matching_files, path_beside
from portbook.sources.found import Found, FoundClaim, FoundRoute
from portbook.sources.nginx import Front, called, finished, named_by_path
from portbook.sources.nginx.tokens import Directive
from portbook.sources.numbers import port_number, unread
from portbook.text.source import Source

SERVICE = "caddy"
EVERY = "*"
MOST_TOKENS = 200_000
DEEPEST = 20
"""Blocks and imports in each other."""
LARGEST = 1024 * 1024
MOST_FILES = 200
"""Of one import."""

_TOKEN = re.compile(
    r'[ \t\r]+|\\\r?\n|(?P<end>\n)|(?P<comment>#[^\n]*)|"(?P<quoted>(?:[^"\\]++|\\.)*+)"|'
    r"`(?P<raw>[^`]*)`|(?P<word>[^\s]{1,4000}+)",
    re.DOTALL,
)
_VARIABLE = re.compile(r"\{\$(\w+)(?::([^{}]*))?\}")
_ADDRESS = re.compile(
    r"(?:(?P<scheme>https?|h2c)://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[\w.*-]*)(?::(?P<port>\d+))?(?:/.*)?"
)


def read_caddyfile(source: Source) -> Found:
    """Site addresses as claims of `caddy`, what `reverse_proxy` and `php_fastcgi` hand on to as
    routes and as calls of those ports."""
    reader = _Reader(source)
    sites = list(_sites(reader.expanded(directives(source), 0)))
    for names, block in sites:
        if not names and block.block is not None:
            reader.options(block)
    for names, block in sites:
        if names:
            reader.site(names, block)
    told = "no site address and no upstream on this line"
    return finished(reader.found, [source], SERVICE, told)


def directives(source: Source) -> list[Directive]:
    """The lines of a Caddyfile with their blocks; what is left open ends with the text."""
    top: list[Directive] = []
    blocks = [top]
    for line, words in _lines(source):
        if words == ["}"]:
            blocks = blocks[:-1] or [top]
            continue
        opens = words[-1] == "{"
        name, *rest = words[:-1] if opens and len(words) > 1 else [""] if opens else words
        made = Directive(name, rest, source, line, [] if opens else None)
        blocks[-1].append(made)
        if made.block is not None and len(blocks) < DEEPEST:
            blocks.append(made.block)
    return top


def _lines(source: Source) -> Iterator[tuple[int, list[str]]]:
    """The words of each line, variables filled in; a comma at its end joins the next one."""
    words: list[str] = []
    first = 0
    for count, match in enumerate(_TOKEN.finditer(source.text)):
        if count > MOST_TOKENS:
            return
        if match["end"] is not None:
            if words and not words[-1].endswith(","):
                yield first, words
                words = []
            continue
        texts = match["quoted"], match["raw"], match["word"]
        for word in (each for each in texts if each is not None):
            first = first if words else source.line_column(match.start())[0]
            words.append(_VARIABLE.sub(lambda found: found[2] or found[0], word))
    if words:
        yield first, words


def _sites(top: list[Directive]) -> Iterator[tuple[list[str], Directive]]:
    """Addresses and block of each site; no addresses for the global options. A file without
    braces around its site is one."""
    if top and top[0].name and top[0].block is None:
        names = [top[0].name, *top[0].words]
        if any(re.search(r"[.:]|^localhost$", each) for each in names):
            yield names, replace(top[0], block=top[1:])
        return
    for each in top:
        if each.block is not None and not each.name.startswith(("(", "&(")):
            yield [name for name in (each.name, *each.words) if name], each


def _matchers(lines: list[Directive]) -> Iterator[tuple[str, str]]:
    """The first path of each matcher such as `@api path /api/*`, on one line or in a block."""
    for each in lines:
        if each.name.startswith("@"):
            told = [each.words, *([line.name, *line.words] for line in each.block or ())]
            paths = (words[1] for words in told if words[:1] == ["path"] and words[1:])
            yield from ((each.name, path) for path in paths)


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Found()
        self.heard: set[tuple[int, str]] = set()
        self.snippets: dict[str, list[Directive]] = {}
        self.ports = {"http_port": 80, "https_port": 443}
        self.automatic, self.redirects = True, True

    def expanded(self, lines: list[Directive], depth: int) -> list[Directive]:
        """With what `import` draws in: a snippet, or a file of the same checkout."""
        made: list[Directive] = []
        for each in lines:
            if each.name.startswith("(") and each.block is not None:
                self.snippets[each.name.strip("()")] = each.block
            elif each.name == "import" and each.words and depth < DEEPEST:
                made += self.expanded(self.drawn_in(each), depth + 1)
            elif each.block is not None and depth < DEEPEST:
                made.append(replace(each, block=self.expanded(each.block, depth + 1)))
            else:
                made.append(each)
        return made

    def drawn_in(self, line: Directive) -> list[Directive]:
        """A snippet, or files: a pattern takes all that fit it, in their order."""
        if line.words[0] in self.snippets:
            return self.snippets[line.words[0]]
        where = path_beside(line.source, line.words[0])
        if where is None:
            return []
        path, name = where
        drawn = []
        for each in matching_files(line.source, path.parent, path.name)[:MOST_FILES]:
            source, _ = load(each, name.replace(path.name, each.name), LARGEST)
            drawn += directives(source) if source else []
        return drawn

    def options(self, block: Directive) -> None:
        for each in block.block or ():
            word = each.words[0] if each.words else ""
            if each.name in self.ports and (number := port_number(word)):
                self.ports[each.name] = number
            elif each.name == "auto_https":
                self.automatic = word != "off"
                self.redirects = word not in ("off", "disable_redirects")
            elif each.name == "admin" and (match := _ADDRESS.fullmatch(word)) and match["port"]:
                self.claim(each, int(match["port"]), "http", match["host"] or EVERY, "admin")

    def claim(
        self, at: Directive, port: int, scheme: str, bind: str, endpoint: str | None = None
    ) -> None:
        claim = FoundClaim(at.source.name, at.line, SERVICE, port, endpoint=endpoint)
        if port_number(str(port)) and (port, bind) not in self.heard:
            self.heard.add((port, bind))
            self.found.facts.append(replace(claim, bind=bind, scheme=scheme))

    def site(self, names: list[str], block: Directive) -> None:
        inside = block.block or []
        binds = [word for each in inside if each.name == "bind" for word in each.words]
        listen, hosts, secured = [], [], False
        for name in (part for each in names for part in each.split(",") if part):
            match = _ADDRESS.fullmatch(name)
            if match is None:
                reason = "the address is made of variables"
                self.found.facts.append(unread(block.source, block.line, reason))
                continue
            port, tls = self.listening(match, has_tls=any(each.name == "tls" for each in inside))
            listen.append(port)
            hosts += [match["host"]] if match["host"] else []
            secured = secured or tls
            for bind in binds or [EVERY]:
                self.claim(block, port, "https" if tls else "http", bind.strip("[]"))
                if tls and self.redirects and match["host"] and port == self.ports["https_port"]:
                    # Automatic HTTPS answers plain HTTP with a redirect.
                    self.claim(block, self.ports["http_port"], "http", bind.strip("[]"))
        front = Front(tuple(dict.fromkeys(listen)), tuple(hosts), secured)
        self.routes(inside, "", front, strip=False)

    def listening(self, address: re.Match[str], *, has_tls: bool) -> tuple[int, bool]:
        """The number of a site's address, and whether TLS is spoken there."""
        plain = address["scheme"] == "http"
        usual = self.ports["http_port" if plain else "https_port"]
        port = int(address["port"]) if address["port"] else usual
        named = bool(address["host"]) and self.automatic
        secured = port == self.ports["https_port"] or has_tls or address["scheme"] == "https"
        return port, secured or (named and not plain and port != self.ports["http_port"])

    def routes(self, lines: list[Directive], prefix: str, front: Front, *, strip: bool) -> None:
        matchers = dict(_matchers(lines))
        for each in lines:
            words = list(each.words)
            path = prefix
            if (words and words[0].startswith(("/", "@"))) or words[:1] == ["*"]:
                path = matchers.get(words[0], words[0]).rstrip("*")
                path = path if path.startswith("/") else prefix
                words = words[1:]
            if each.name in ("reverse_proxy", "php_fastcgi"):
                further = [w for line in each.block or () if line.name == "to" for w in line.words]
                self.upstreams(each, path, [*words, *further], front, strip=strip)
            elif each.name in ("handle", "handle_path", "route") and each.block is not None:
                stripped = strip or each.name == "handle_path"
                self.routes(each.block, path, front, strip=stripped)

    def upstreams(
        self, at: Directive, prefix: str, targets: list[str], front: Front, *, strip: bool
    ) -> None:
        for index, text in enumerate(targets):
            match = _ADDRESS.fullmatch(text)
            if match is None or not (match["host"] or match["port"]):
                if not text.startswith("unix/"):
                    reason = "the upstream is made of variables"
                    self.found.facts.append(unread(at.source, at.line, reason))
                continue
            host = match["host"] or "localhost"
            port = port_number(match["port"]) if match["port"] else None
            if match["port"]:
                called(self.found, at, named_by_path(prefix), host, port)
            if index == 0:
                port = port or (443 if match["scheme"] == "https" else 80)
                place = at.source.name, at.line, prefix or "/", host, port
                fronted = front.listen, front.names, front.tls, strip
                self.found.facts.append(FoundRoute(*place, *fronted))
