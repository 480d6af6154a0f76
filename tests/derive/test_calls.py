"""Who calls whom, and why."""

from __future__ import annotations

import pytest

from portbook.derive.calls import (
    FEW,
    Call,
    Wiring,
    asker_for,
    is_browser_variable,
)
from portbook.language.load import read
from portbook.model.portmap import PortMap, Project
from portbook.text.source import Source

MAP = """
hosts: {laptop: {}, cloud: {address: cloud.example}}
projects:
  shop:
    environments: {development: laptop, production: cloud}
    services:
      web:
        kind: vite
        port: 5173
        uses: [api]
        env:
          VITE_API_URL: "{api.url}"
          VITE_OWN: "{self.origin}"
          SECRET_API: "{api.ws.url} and {db.port}"
          NOTHING: plain
      api:
        bind: 0.0.0.0
        ports: {http: 8000, ws: 8001}
        uses: [db, auth/auth, auth/gone, nobody]
        env: {ITSELF: "{api.url}", AUTH: "{auth@testing/auth.url}", MAIL: "{mail.url}"}
      db: {kind: postgres, port: 5432, only: [development]}
      mail: {same_as: auth/auth.smtp}
      edge: {kind: nginx, port: 80}
    proxy:
      development:
        service: edge
        server_name: localhost
        listen: 80
        routes: {/: web, /api/: api, /ws/: api.ws}
  auth:
    environments: {development: laptop, testing: laptop}
    services:
      auth: {ports: {http: 9000, smtp: {number: 2525, scheme: smtp}}, bind: 0.0.0.0}
"""


def portmap_of(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    assert not reading.problems
    return reading.portmap


@pytest.fixture(scope="module")
def wiring() -> Wiring:
    return Wiring(portmap_of(MAP))


Row = tuple[str, str, str, bool]
"""How the call came about, the variable or path, the other side, whether a browser makes it."""


def called(call: Call) -> Row:
    where, service, endpoint = call.called
    name = f"{where.project}@{where.name}/{service.name}"
    suffix = f".{endpoint.name}" if endpoint else ""
    return call.via, call.name, f"{name}{suffix}", call.browser


def calls(wiring: Wiring, service: str, environment: str = "development") -> list[Row]:
    where = wiring.portmap.projects["shop"].environments[environment]
    return [called(call) for call in wiring.calls(where, where.services[service])]


def test_a_frontend_calls_from_the_browser_unless_its_own_process_reads_the_variable(
    wiring: Wiring,
) -> None:
    assert calls(wiring, "web") == [
        ("uses", "api", "shop@development/api.http", True),
        ("env", "VITE_API_URL", "shop@development/api.http", True),
        ("env", "SECRET_API", "shop@development/api.ws", False),
        ("env", "SECRET_API", "shop@development/db.default", False),
    ]


def test_what_is_not_in_the_environment_is_not_called(wiring: Wiring) -> None:
    assert calls(wiring, "web", "production") == [
        ("uses", "api", "shop@production/api.http", True),
        ("env", "VITE_API_URL", "shop@production/api.http", True),
        ("env", "SECRET_API", "shop@production/api.ws", False),
    ]


def test_a_back_end_calls_other_projects_and_what_a_name_stands_for(wiring: Wiring) -> None:
    assert calls(wiring, "api") == [
        ("uses", "db", "shop@development/db.default", False),
        ("uses", "auth/auth", "auth@development/auth.http", False),
        ("env", "ITSELF", "shop@development/api.http", False),
        ("env", "AUTH", "auth@testing/auth.http", False),
        ("env", "MAIL", "auth@development/auth.smtp", False),
    ]
    # The other project has no environment of the name.
    assert calls(wiring, "api", "production") == [
        ("env", "ITSELF", "shop@production/api.http", False),
        ("env", "AUTH", "auth@testing/auth.http", False),
    ]


def test_the_service_that_holds_a_proxy_calls_its_routes(wiring: Wiring) -> None:
    assert calls(wiring, "edge") == [
        ("route", "/", "shop@development/web.default", False),
        ("route", "/api/", "shop@development/api.http", False),
        ("route", "/ws/", "shop@development/api.ws", False),
    ]
    assert calls(wiring, "edge", "production") == []


def test_a_raw_proxy_calls_what_it_leads_to() -> None:
    text = """
projects:
  shop:
    services: {db: {kind: postgres, port: 5433}, edge: {kind: nginx, port: 5432}}
    proxy: {development: {service: edge, listen: 5432, to: db}}
"""
    assert calls(Wiring(portmap_of(text)), "edge") == [
        ("route", "", "shop@development/db.default", False)
    ]


def test_callers_are_the_calls_seen_from_the_other_end(wiring: Wiring) -> None:
    deployments = list(wiring.portmap.deployments())
    out = [call for each in deployments for call in wiring.calls(*each)]
    into = [call for each in deployments for call in wiring.callers(*each)]
    assert len(out) == len(into) == 4 + 5 + 3 + 3 + 2
    for call in out:
        environment, service, _ = call.called
        assert call in wiring.callers(environment, service)
        environment, service, _ = call.caller
        assert call in wiring.calls(environment, service)


def test_a_list_that_many_have_calls_as_one_of_their_own_does() -> None:
    named = ", ".join(f"t{at}.http" for at in range(FEW + 1))
    listed = "".join(f"      t{at}: {{ports: {{http: {2000 + at}}}}}\n" for at in range(FEW + 1))
    found = []
    for other in ("*u", f"[{named}]"):
        a, b = f"a: {{uses: &u [{named}]}}", f'b: {{uses: {other}, env: {{X: "{{t3.url}}"}}}}'
        text = f"projects:\n  shop:\n    services:\n      {a}\n      {b}\n{listed}"
        wiring = Wiring(portmap_of(text))
        found.append({name: calls(wiring, name) for name in ("a", "b")})
        (where,) = wiring.portmap.projects["shop"].environments.values()
        callers = wiring.callers(where, where.services["t3"])
        assert [(c.caller.service.name, c.via) for c in callers] == [
            *(("a", "uses"), ("b", "uses"), ("b", "env")),
        ]
    assert found[0] == found[1]
    assert len(found[0]["b"]) == FEW + 2


def test_callers_come_from_every_project(wiring: Wiring) -> None:
    testing = wiring.portmap.projects["auth"].environments["testing"]
    callers = wiring.callers(testing, testing.services["auth"])
    assert [call.caller.environment.name for call in callers] == ["development", "production"]
    assert {call.caller.who for call in callers} == {"shop/api"}


def test_a_service_needs_what_its_own_process_reaches_in_its_own_environment(
    wiring: Wiring,
) -> None:
    assert dependencies(wiring, wiring.portmap.projects["shop"]) == {
        "web": ["api", "db"],
        "api": ["db"],
        "db": [],
        "mail": [],
        "edge": [],
    }
    assert dependencies(wiring, wiring.portmap.projects["auth"]) == {"auth": []}


def test_a_browser_s_variable_alone_is_no_need() -> None:
    text = """
projects:
  shop:
    services:
      web: {kind: vite, port: 5173, env: {VITE_API: "{api.url}"}}
      api: 8000
"""
    portmap = portmap_of(text)
    assert dependencies(Wiring(portmap), portmap.projects["shop"]) == {"web": [], "api": []}


@pytest.mark.parametrize(
    ("value", "needed"),
    [
        ("{web.origin}", []),
        ("{web.scheme} in {web.environment}", []),
        ("{web.default.origin},{web.origin}", []),
        ("{web.url}", ["web"]),
        ("{web.port}", ["web"]),
        ("{web.host}", ["web"]),
        ("{web.address}", ["web"]),
        ("{web.container_port}", ["web"]),
        ("{web.origin} and {web.url}", ["web"]),
    ],
)
def test_the_name_of_a_page_is_no_need(value: str, needed: list[str]) -> None:
    """Yet it is a call: who holds the name has to follow when the page moves."""
    text = f"""
projects:
  shop:
    services:
      web: {{image: web, port: 3000, uses: [api]}}
      api: {{port: 8000, env: {{ALLOWED: "{value}"}}}}
"""
    portmap = portmap_of(text)
    wiring = Wiring(portmap)
    assert dependencies(wiring, portmap.projects["shop"]) == {"web": ["api"], "api": needed}
    assert {
        call.via
        for call in wiring.calls(
            portmap.projects["shop"].default, portmap.projects["shop"].default.services["api"]
        )
    } == {"env"}


@pytest.mark.parametrize(
    ("kind", "name", "viewpoint", "browser"),
    [
        ("vite", "VITE_API", None, True),
        ("vite", "API_VITE_", None, False),
        ("vite", "vite_api", None, False),
        ("vite", "NEXT_PUBLIC_API", None, False),
        ("vite", "VITE_API", "process", False),
        ("vite", "API", "browser", True),
        ("nextjs", "NEXT_PUBLIC_API", None, True),
        ("sveltekit", "PUBLIC_API", None, True),
        ("fastapi", "VITE_API", None, False),
        ("fastapi", "API", "browser", True),
        (None, "VITE_API", None, False),
        (None, "API", "browser", True),
    ],
)
def test_browser_variables(
    kind: str | None, name: str, viewpoint: str | None, browser: bool
) -> None:
    said = f", viewpoint: {viewpoint}" if viewpoint else ""
    start = f"kind: {kind}, " if kind else ""
    env = f"{{{name}: {{value: x{said}}}}}"
    text = f"projects: {{s: {{services: {{a: {{{start}port: 9, env: {env}}}}}}}}}"
    where = portmap_of(text).projects["s"].default
    service = where.services["a"]
    assert is_browser_variable(service, service.env[0]) is browser
    asker = asker_for(where, service, service.env[0])
    assert asker.viewpoint == ("browser" if browser else "process")
    assert asker_for(where, service, None).viewpoint == "process"


def dependencies(wiring: Wiring, project: Project) -> dict[str, list[str]]:
    """What each service of a project's default environment needs."""
    environment = project.default
    return {
        name: wiring.needs(environment, service) for name, service in environment.services.items()
    }
