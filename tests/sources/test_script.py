"""vite.config and its relatives: tokens, settings, ports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.sources.found import Found, FoundRoute
from portbook.sources.script import read_vite_config, tokens
from portbook.text.source import Source
from tests.sources.facts import calls, lines_unread, ports


def read(text: str, name: str = "vite.config.ts") -> Found:
    return read_vite_config(Source(name, text))


@pytest.mark.parametrize(
    ("code", "port"),
    [
        ("export default { server: { port: 3000 } }", 3000),
        ("export default defineConfig({ server: { host: true, port: 3_001, }, })", 3001),
        ("export default defineConfig(({ mode }) => ({ server: { port: 3002 } }))", 3002),
        ("export default defineConfig(() => { return { server: { port: 3003 } } })", 3003),
        ("const PORT = 3004\nexport default { server: { port: PORT } }", 3004),
        ("export default { server: { port: Number(process.env.PORT) || 3005 } }", 3005),
        ("export default { server: { port: parseInt(env.VITE_PORT ?? '3006', 10) } }", 3006),
        ("module.exports = { 'server': { \"port\": 3007 } }", 3007),
        ("export default { server: { port: +process.env.PORT } }", None),
        ("export default { server: { port: mode === 'a' ? 3008 : 3009 } }", None),
        ("// server: { port: 1 }\n/* server: { port: 2 } */ export default {}", None),
        ("export default { x: 'server: { port: 3 }', y: `server: { port: 4 }` }", None),
        ("export default { x: /server: { port: 5 }/, }", None),
        ("export default { server: { port: 99999 } }", None),
        ("export default { other: { port: 3010 } }", None),
    ],
)
def test_the_server_s_port(code: str, port: int | None) -> None:
    assert [each.port for each in read(code).claims] == ([port] if port else [])


FULL = """\
import { defineConfig } from 'vite'
const url = 'https://x.test//not a comment' // real comment 1234
export default defineConfig({
  plugins: [react({ include: /[/]x\\/{2}/ })],
  server: {
    host: '0.0.0.0',
    port: 5180,
    hmr: { port: 24679 },
    proxy: {
      '/api': 'http://localhost:8000',
      '^/auth/.*': { target: 'http://127.0.0.1:8001', changeOrigin: true },
      '/ws': { target: 'ws://api:8002', ws: true },
    },
  },
  preview: { port: 4180 },
})
"""


def test_everything_at_once() -> None:
    found = read(FULL)
    assert [(c.port, c.endpoint, c.bind, c.line) for c in found.claims if not c.reference] == [
        (5180, None, "0.0.0.0", 7),
        (24679, "hmr", None, 8),
        (4180, "preview", None, 15),
    ]
    assert calls(found) == [
        ("api", 8000, None, 10),
        ("auth", 8001, None, 11),
        ("api", None, 8002, 12),
    ]
    assert [(each.prefix, each.port) for each in found.of(FoundRoute)] == [
        ("/api", 8000),
        ("^/auth/.*", 8001),
        ("/ws", 8002),
    ]
    assert found.services[0].kind == "vite"
    assert lines_unread(found) == [2]


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("nuxt.config.ts", "export default { devServer: { port: 3100 } }", "nuxt"),
        ("astro.config.mjs", "export default { server: { port: 3100 } }", "astro"),
        ("vue.config.js", "module.exports = { devServer: { port: 3100 } }", "vue-cli"),
    ],
)
def test_relatives(name: str, code: str, kind: str) -> None:
    found = read(code, name)
    assert ports(found) == [("app", 3100, None, 1)]
    assert found.services[0].kind == kind


def test_a_port_that_is_computed_is_told() -> None:
    found = read("export default {\n server: { port: 3000 + offset, strictPort: 4000 + 1 } }")
    assert (ports(found), lines_unread(found)) == ([], [2])


@given(st.text(alphabet="server:port{}[]()'\"`/\\*,;=> \n0123$", max_size=120))
def test_any_text_has_tokens_in_order(text: str) -> None:
    starts = [token.start for token in tokens(text)]
    assert starts == sorted(set(starts))
    read(text)
