"""vite.config and its relatives to the ports that they set and call."""

from __future__ import annotations

from portbook.sources.folders import service_of_folder
from portbook.sources.found import Found, FoundClaim, FoundRoute, FoundService
from portbook.sources.numbers import port_number, unread, unread_rest
from portbook.sources.script.settings import Setting, constants, settings
from portbook.sources.script.tokens import Token
from portbook.sources.urls import addresses, is_local
from portbook.text.source import Source

__all__ = ["read_vite_config"]

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
        reader.take(setting)
    return reader.close()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Found()
        self.constants = constants(source.text)
        self.name = service_of_folder(source)
        self.binds: dict[str, str] = {}
        self.told: set[int] = set()

    def take(self, setting: Setting) -> None:
        path = setting.path
        key, inside = path[-1], path[-2] if len(path) > 1 else ""
        if inside in _SERVERS and key in ("port", "clientPort"):
            self.port(setting, inside)
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
            self.found.unread.append(
                unread(self.source, line, "the port would have to be computed")
            )
            return
        endpoint = _ENDPOINTS.get(inside)
        self.found.claims.append(
            FoundClaim(
                self.name,
                number,
                self.source.name,
                line,
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
        self.found.routes.append(FoundRoute(self.source.name, line, prefix, host, port))
        named = next((part for part in prefix.strip("^/").split("/") if part.isalnum()), "api")
        if is_local(host):
            self.found.claims.append(
                FoundClaim(
                    named, port, self.source.name, line, scheme=found[0].scheme, reference=True
                )
            )
        elif "." not in host:
            self.found.claims.append(
                FoundClaim(host, None, self.source.name, line, container_port=port, reference=True)
            )

    def close(self) -> Found:
        from dataclasses import replace

        claims = []
        for each in self.found.claims:
            bind = self.binds.get(each.endpoint or "server") or self.binds.get("devServer")
            claims.append(each if each.reference or not bind else replace(each, bind=bind))
        self.found.claims = claims
        stem = self.source.name.replace("\\", "/").rpartition("/")[2].partition(".")[0]
        kind = _KINDS.get(stem)
        if kind and any(not each.reference for each in claims):
            line = next(each.line for each in claims if not each.reference)
            made = FoundService(self.name, self.source.name, line, kind=kind)
            self.found.services.append(made)
        reason = "no setting of a server's port"
        self.found.unread += unread_rest(self.source, self.told, reason)
        return self.found


def _computes(value: list[Token], at: int) -> bool:
    """Whether an arithmetic sign stands there; a plus before a variable only makes it a number."""
    if value[at].sort != "mark" or value[at].value not in ("+", "-", "*", "%"):
        return False
    before = value[at - 1].value if at else "("
    return value[at].value != "+" or before not in ("(", "||", "??", ":", "?")
