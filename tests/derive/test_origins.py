"""Who contributes which origin to a back end's list."""

from __future__ import annotations

import pytest

from portbook.derive.calls import Wiring
from portbook.derive.origins import origins_of
from portbook.language.load import read
from portbook.model.portmap import PortMap
from portbook.text.source import Source

HOSTS = """
hosts:
  laptop: {}
  cloud: {address: cloud.example}
  named: {address: named.example, domain: shop.example}
"""


def portmap_of(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    assert not reading.problems
    return reading.portmap


def origins(text: str, environment: str = "development", service: str = "api") -> list[str]:
    """The list of `shop/api`, or of another of its services."""
    portmap = portmap_of(text)
    where = portmap.projects["shop"].environments[environment]
    return list(origins_of(Wiring(portmap), where, where.services[service]))


def laptop(web: str, api: str = "port: 8000") -> str:
    """A shop with nothing but a default environment."""
    return f"projects: {{shop: {{services: {{web: {{{web}}}, api: {{{api}}}}}}}}}"


def both(*ports: int) -> list[str]:
    return [f"http://{host}:{port}" for host in ("127.0.0.1", "localhost") for port in ports]


@pytest.mark.parametrize(
    ("web", "found"),
    [
        ("kind: vite, port: 5173", []),
        ("kind: vite, port: 5173, uses: [api]", both(5173)),
        ("role: frontend, port: 5173, uses: [api]", both(5173)),
        ("port: 5173, uses: [api]", []),
        ("role: worker, port: 5173, uses: [api]", []),
        ('kind: vite, port: 5173, env: {VITE_API: "{api.url}"}', both(5173)),
        ('kind: vite, port: 5173, env: {VITE_API: "{api.port}"}', both(5173)),
        ('kind: vite, port: 5173, env: {API: "{api.url}"}', []),
        ('kind: vite, port: 5173, env: {VITE_OWN: "{self.url}"}', []),
        ('kind: nextjs, port: 3000, env: {NEXT_PUBLIC_API: "{api.url}"}', both(3000)),
        ('kind: nextjs, port: 3000, env: {VITE_API: "{api.url}"}', []),
        ('port: 3000, env: {API: {value: "{api.url}", viewpoint: browser}}', both(3000)),
        ('kind: vite, port: 5173, env: {VITE_API: {value: "{api.url}", viewpoint: process}}', []),
        ("kind: vite, port: 80, uses: [api]", ["http://127.0.0.1", "http://localhost"]),
        ("kind: vite, port: null, uses: [api]", []),
        ("role: frontend, port: {number: 5900, scheme: vnc}, uses: [api]", []),
        (
            "kind: vite, port: {number: 5173, scheme: https}, uses: [api]",
            ["https://127.0.0.1:5173", "https://localhost:5173"],
        ),
    ],
)
def test_callers(web: str, found: list[str]) -> None:
    assert origins(laptop(web)) == found


@pytest.mark.parametrize(
    ("status", "found"),
    [("active", True), ("deprecated", True), ("planned", False), ("reserved", False)],
)
def test_only_callers_that_run(status: str, found: bool) -> None:
    web = f"kind: vite, port: 5173, uses: [api], status: {status}"
    assert bool(origins(laptop(web))) is found


def test_a_retired_caller_contributes_none() -> None:
    web = "kind: vite, port: 5173, uses: [api], status: retired, reason: replaced"
    assert origins(laptop(web)) == []


@pytest.mark.parametrize(
    ("api", "found"),
    [
        ("port: 8000", both(5173)),
        ("port: 8000, cors: {off: true}", []),
        ("port: 8000, cors: {extra: ['https://a.example']}", [*both(5173), "https://a.example"]),
        ("port: 8000, cors: {off: true, extra: ['https://a.example']}", []),
        ("port: null", both(5173)),
        ("ports: {ws: 8001}", both(5173)),
        ("hosted: {by: Fly}", both(5173)),
        ("hosted: {url: 'https://api.example'}", both(5173)),
        ("kind: postgres, port: 5432", []),
        ("kind: redis, port: 6379", []),
        ("kind: redis, port: null", []),
        ("role: backend", []),
    ],
)
def test_the_back_end(api: str, found: list[str]) -> None:
    assert origins(laptop("kind: vite, port: 5173, uses: [api]", api)) == found


def test_extra_origins_need_no_caller() -> None:
    api = "port: 8000, cors: {extra: ['https://b.example', 'https://a.example']}"
    assert origins(laptop("port: 3000", api)) == ["https://a.example", "https://b.example"]


def test_alternatives_count_as_much_as_the_port() -> None:
    web = "kind: vite, port: 5173, alternatives: [5174, {port: 3000, when: busy}], uses: [api]"
    assert origins(laptop(web)) == both(3000, 5173, 5174)


def test_a_service_that_calls_itself_is_no_caller() -> None:
    web = 'kind: nextjs, port: 3000, alternatives: [3001], env: {NEXT_PUBLIC_URL: "{web.url}"}'
    assert origins(laptop(web), service="web") == []


def away(web: str, api: str, host: str, proxy: str = "") -> str:
    """A shop whose production runs on a host of HOSTS, with the default environment beside it."""
    return f"""{HOSTS}
projects:
  shop:
    environments: {{development: laptop, production: {host}}}
    services:
      web: {{{web}}}
      api: {{{api}}}
{proxy}"""


WEB = "kind: vite, port: 5173, bind: 0.0.0.0, uses: [api]"
API = "port: 8000, bind: 0.0.0.0"
HOSTED = "{production: {port: null, hosted: {by: Vercel, url: 'https://shop.example/start'}}}"
PUBLIC = "{web: {number: 5173, scheme: http, public: 'https://www.shop.example'}}"


@pytest.mark.parametrize(
    ("web", "host", "found"),
    [
        (WEB, "cloud", ["http://cloud.example:5173"]),
        (WEB, "named", ["http://shop.example:5173"]),
        # Only a machine of its own has a 127.0.0.1 beside it.
        (f"{WEB}, alternatives: [5174]", "cloud", [f"http://cloud.example:517{n}" for n in "34"]),
        ("kind: vite, port: 5173, uses: [api]", "cloud", []),
        (f"{WEB}, only: [development]", "cloud", []),
        (f"{WEB}, environments: {{production: {{port: 80}}}}", "cloud", ["http://cloud.example"]),
        (
            f"{WEB}, environments: {{production: {{port: null, hosted: {{by: Vercel}}}}}}",
            "cloud",
            [],
        ),
        (
            f"{WEB}, alternatives: [5174], environments: {HOSTED}",
            "cloud",
            ["https://shop.example"],
        ),
        (
            f"kind: vite, uses: [api], alternatives: [5174], ports: {PUBLIC}",
            "cloud",
            ["https://www.shop.example"],
        ),
    ],
)
def test_production(web: str, host: str, found: list[str]) -> None:
    assert origins(away(web, API, host), "production") == found


def test_the_default_environment_keeps_its_own_list() -> None:
    assert origins(away(WEB, API, "named")) == both(5173)


TLS = "tls: {certificate: /etc/c.pem, key: /etc/k.pem}"
BEHIND = f"{WEB}, alternatives: [5174]"


def proxy(environment: str, *routes: str, listen: str = "80", more: str = "") -> str:
    return f"""
    proxy:
      {environment}:
        server_name: www.shop.example
        listen: {listen}
        {more}
        routes: {{{", ".join(routes)}}}
"""


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        (proxy("production", "/: web"), ["http://www.shop.example"]),
        (proxy("production", "/: web", listen="8080"), ["http://www.shop.example:8080"]),
        (proxy("production", "/: web", listen="443", more=TLS), ["https://www.shop.example"]),
        # Through one proxy both are one origin.
        (proxy("production", "/: web", "/api/: api"), []),
        (proxy("production", "/: web", "/api/: {to: api, strip: true}"), []),
        (proxy("production", "/: web", "/api/: api", listen="443", more=TLS), []),
        # Only the back end behind it: the page stays where it is.
        (proxy("production", "/: api"), ["http://shop.example:5173", "http://shop.example:5174"]),
    ],
)
def test_production_through_a_proxy(behind: str, found: list[str]) -> None:
    assert origins(away(BEHIND, API, "named", behind), "production") == found


def test_one_proxy_in_the_default_environment_is_one_origin_with_either_name() -> None:
    listed = "/: web", "/api/: api"
    behind = proxy("development", *listed, listen="8080").replace("www.shop.example", "localhost")
    assert origins(away(WEB, API, "named", behind)) == []
    assert origins(away(WEB, API, "named", behind), "production") == ["http://shop.example:5173"]


def test_only_the_default_environment_has_127_0_0_1_beside_localhost() -> None:
    behind = proxy("production", "/: web", listen="8080").replace("www.shop.example", "localhost")
    assert origins(away(WEB, API, "named", behind), "production") == ["http://localhost:8080"]


SOCKETS = "bind: 0.0.0.0, ports: {http: 8000, ws: 8001}"


@pytest.mark.parametrize(
    ("called", "found"),
    [
        ("{api.url}", []),
        ("{api.ws.url}", ["http://www.shop.example"]),
        ("{api.url} {api.ws.url}", ["http://www.shop.example"]),
    ],
)
def test_an_endpoint_beside_the_proxy_is_another_origin(called: str, found: list[str]) -> None:
    web = f'kind: vite, port: 5173, bind: 0.0.0.0, env: {{VITE_API: "{called}"}}'
    behind = proxy("production", "/: web", "/api/: api.http")
    assert origins(away(web, SOCKETS, "named", behind), "production") == found


def test_a_socket_through_the_page_s_own_proxy_is_no_other_origin() -> None:
    web = 'kind: vite, port: 5173, bind: 0.0.0.0, env: {VITE_WS: "{api.ws.url}"}'
    behind = proxy("production", "/: web", "/ws/: api.ws", listen="443", more=TLS)
    assert origins(away(web, SOCKETS, "named", behind), "production") == []


OTHERS = f"""{HOSTS}
projects:
  shop:
    environments: {{development: laptop, staging: cloud}}
    services: {{api: {{port: 8000, bind: 0.0.0.0}}}}
  till:
    environments: {{development: laptop, staging: named}}
    services: {{screen: {{kind: vite, port: 5180, bind: 0.0.0.0, uses: [shop/api]}}}}
  demo:
    environments: {{stand: laptop}}
    services: {{page: {{kind: vite, port: 5190, uses: [shop@staging/api]}}}}
"""


def test_callers_of_other_projects_come_from_the_environment_of_the_same_name() -> None:
    assert origins(OTHERS) == both(5180)


def test_a_caller_of_another_environment_contributes_its_own_origin() -> None:
    assert origins(OTHERS, "staging") == [*both(5190), "http://shop.example:5180"]


def test_what_stands_for_another_project_s_service_counts_for_that() -> None:
    text = """
projects:
  shop: {services: {api: 8000}}
  till:
    services:
      api: {same_as: shop/api}
      screen: {kind: vite, port: 5180, uses: [api]}
"""
    assert origins(text) == both(5180)


def test_a_page_has_an_origin_under_every_name_of_its_proxy() -> None:
    text = """
hosts: {laptop: {}, web: {domain: a.example}}
projects:
  shop:
    environments: {development: laptop, production: web}
    services:
      web: {kind: vite, port: 3000, env: {VITE_API: "{api.url}"}}
      api: {kind: fastapi, port: 8000}
    proxy:
      production:
        server_name: [a.example, www.a.example, "*.a.example"]
        routes: {/: web, /api/: {to: api, strip: true}}
"""
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    production = reading.portmap.projects["shop"].environments["production"]
    found = origins_of(Wiring(reading.portmap), production, production.services["api"])
    assert found == ("http://www.a.example",)
