"""What each check makes of a map beyond the two examples of its page."""

from __future__ import annotations

import pytest

from tests.checks.findings import findings, marked

HOSTS = "hosts: {laptop: {}, server: {address: s.example}, mac: {os: macos}, pc: {os: windows}}\n"
STAGES = "environments: {development: laptop, production: server}, "


def shop(services: str, project: str = "", top: str = "") -> str:
    return f"{HOSTS}{top}projects: {{shop: {{{project}services: {{{services}}}}}}}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # References
        (shop("web: {port: 3000, kind: vit}"), [("unknown-reference", "vit")]),
        (shop("web: {port: 3000, kind: pg}"), []),
        (shop("web: {port: 3000, host: sever}"), [("unknown-reference", "sever")]),
        (shop("web: {port: 3000, range: api}"), [("unknown-reference", "api")]),
        (shop("web: {port: 3000, only: [prod]}"), [("unknown-reference", "prod")]),
        (shop("web: {port: 3000, environments: {prod: {}}}"), [("unknown-reference", "prod")]),
        (shop("web: {port: 3000, uses: [api.ws]}, api: 8000"), [("unknown-reference", "api.ws")]),
        (shop("web: {same_as: blog/site}"), [("unknown-reference", "blog/site")]),
        (
            shop("web: {same_as: blog/site}, api: {port: 8000, uses: [web]}"),
            [("unknown-reference", "blog/site")],
        ),
        (shop("web: {port: 3000, env: {A: 'x {ap.url} y'}}"), [("unknown-reference", "{ap.url}")]),
        (
            shop("web: {port: 3000, env: {A: '{self.secret.KEY}'}}"),
            [("unknown-reference", "{self.secret.KEY}")],
        ),
        (
            shop("web: {port: 3000, history: [{to: 3000, endpoint: ws}]}"),
            [("unknown-reference", "ws")],
        ),
        (shop("web: {port: 3000, health: {endpoint: ws}}"), [("unknown-reference", "ws")]),
        (shop("web: 3000", "proxy: {prod: {}}, "), [("unknown-reference", "prod")]),
        (
            shop("web: 3000", "proxy: {development: {listen: 8080, routes: {/: wb}}}, "),
            [("unknown-reference", "wb")],
        ),
        (shop("web: 3000", "environments: {development: lap}, "), [("unknown-reference", "lap")]),
        (
            shop("web: 3000", top="exclusive: [{members: [shop@prod, shop/api], reason: x}]\n"),
            [("unknown-reference", "shop@prod"), ("unknown-reference", "shop/api")],
        ),
        (shop("web: 3000", top="ranges: {r: {ports: 4000-4001, host: lap}}\n"),
         [("unknown-reference", "lap")]),
        (shop("a: {port: 1024, uses: [a]}"), [("reference-cycle", "a")]),
        (
            shop("a: {same_as: shop/b}, b: {same_as: shop/a}"),
            [("reference-cycle", "shop/b"), ("reference-cycle", "shop/a")],
        ),
        (shop("a: {port: 1024, env: {B: '{b.url}'}}, b: {port: 1025, env: {A: '{a.url}'}}"), []),
        # Addresses
        (
            shop("a: {port: 1024, image: i, env: {B: '{b.url}'}}, b: {port: 1025}"),
            [("unreachable-address", "{b.url}")],
        ),
        (
            shop("a: {port: 1024, image: i, env: {B: '{b.address}'}},"
                 " b: {kind: postgres, image: p, port: {container: 5432}}"),
            [],
        ),
        (
            shop("a: {port: 1024, env: {B: '{b.address}'}},"
                 " b: {kind: postgres, image: p, port: {container: 5432}}"),
            [("unreachable-address", "{b.address}")],
        ),
        (shop("a: {port: 1024, env: {B: '{b.url}'}}, b: {port: 1025, role: cache}"),
         [("unknown-address", "{b.url}")]),
        (shop("a: {port: 1024, env: {B: '{b.url}'}}, b: '5000-5001'"),
         [("unknown-address", "{b.url}")]),
        (shop("a: {port: 1024, env: {P: '{a.port} {b.port}'}}, b: {port: null}"),
         [("unknown-address", "{b.port}")]),
        (
            shop("a: 1024, b: {port: null}",
                 "proxy: {development: {listen: 8080, routes: {/: a, /b/: b}}}, "),
            [("unknown-address", "b")],
        ),
        # Systems
        (shop("a: {port: 80, bind: 0.0.0.0, host: mac}"), []),
        (shop("a: {port: 80, host: mac}"), [("privileged-port", "80")]),
        (shop("a: {port: 80, host: pc}"), []),
        (shop("a: {port: 80, only: [production]}", STAGES), []),
        (shop("a: '50020-50030'"), [("ephemeral-port", "'50020-50030'")]),
        (shop("a: {port: 40000, host: mac}"), []),
        (shop("a: {port: 5000, host: pc}, b: {port: 5040, host: pc}"),
         [("os-reserved-port", "5040")]),
        # Ranges
        (shop("a: {port: 80, range: r, host: pc}", top="ranges: {r: {ports: 90-99, host: mac}}\n"),
         []),
        (shop("a: {port: '3098-3101', range: r}", top="ranges: {r: 3090-3099}\n"),
         [("out-of-range", "'3098-3101'")]),
        (shop("a: 3000", "ranges: {x: 4000-4009, y: 4005}, "), [("range-overlap", "4005")]),
        (shop("a: 3000", "ranges: {x: 4000-4009}, ", "ranges: {y: 4005}\n"), []),
        # Exposure, origins, secrets
        (shop("a: {kind: redis, port: 6379, bind: '::'}"), [("exposed-database", "6379")]),
        (shop("a: {port: 8000, cors: {extra: ['https://elsewhere.example']}}"), []),
        (shop("a: {port: 8000, cors: {extra: ['http://s.example:1']}}"),
         [("cors-stale", "'http://s.example:1'")]),
        (shop("a: {port: 8000, secrets: {K: abc}}"), [("plain-secret", "abc")]),
        (shop("a: {port: 8000, secrets: {K: {value: abc, environments: [development]}}}"),
         [("plain-secret", "abc")]),
        (shop("a: {port: 8000, env: {API_KEY: abc, TOKEN_URL: x, SECRET: ''}}"),
         [("plain-secret", "abc")]),
        (shop("a: {port: 8000, env: {U: 'redis://:pw@h:1'}}"),
         [("plain-secret", "'redis://:pw@h:1'")]),
        (shop("a: {port: 8000, secrets: [P], env: {U: 'redis://u:{self.secret.P}@h:1'}}"), []),
        # Files
        (shop("api: 8000, web: {port: 3000, env: {API_PORT: 9}}"), [("env-collision", "API_PORT")]),
        (shop("api: {ports: {default: 8000, ws: 8001}}, api-ws: 8002"),
         [("env-collision", "8002")]),
        (shop("a: {port: 8000, directory: Api, env: {X: 1}}, b: {port: 8001, directory: api,"
              " env: {X: 1}}"), [("output-collision", "api")]),
        (shop("a: {port: 8000, directory: x, env_file: .env.production, env: {X: 1}},"
              " b: {port: 8001, directory: x, env: {Y: 1}}", STAGES),
         [("output-collision", "x")]),
        (shop("a: 8000", "targets: [{template: t.j2, to: a/b}, {template: t.j2, to: a}], "),
         [("output-collision", "a")]),
        (shop("a: {port: 8000, env: {N: 'Café'}}"), [("unportable-value", "'Café'")]),
        # History
        (shop("a: {port: 2, host: pc, history: [{to: 2, date: 2025}, {to: 1, date: 2024}]}"), []),
        (shop("a: {port: null, history: [{to: 2}]}"), []),
        (shop("a: {port: 3000, history: [{to: 3000}, {to: 3, environment: production}]}",
              STAGES), [("dangling-history", "3")]),
        (shop("a: {port: 3000, status: retired}, b: {port: 3001, env: {A: '{a.port}'}}"),
         [("deprecated-in-use", "'{a.port}'")]),
        (shop("a: {port: 3000, status: deprecated}, b: {port: 3001, status: retired, uses: [a]}"),
         []),
        (shop("a: 3000", top="exclusive: [[shop/a, shop@development]]\n"),
         [("missing-reason", "[shop/a, shop@development]")]),
    ],
)  # fmt: skip
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.code, marked(each)) for each in findings(text)] == expected


def test_text_beyond_ascii_is_only_a_warning() -> None:
    text = "settings: {checks: {%s}}\n" + shop("a: {port: 8000, env: {N: 'Café'}}")
    assert [each.severity for each in findings(text % "")] == ["warning"]
    assert [each.severity for each in findings(text % "unportable-value: error")] == ["error"]


@pytest.mark.parametrize(
    ("services", "hint"),
    [
        ("web: {port: 3000, uses: [apii]}, api: 8000", "did you mean 'api'?"),
        ("web: {port: 3000, uses: [shpo/api]}, api: 8000", "did you mean 'shop'?"),
        ("web: {port: 3000, kind: postgers}", "did you mean 'postgres'?"),
        ("web: {port: 3000, host: nowhere}", "there is: laptop, server, mac, pc"),
    ],
)
def test_the_nearest_name_is_suggested(services: str, hint: str) -> None:
    assert [each.hint for each in findings(shop(services))] == [hint]
