"""The environments of a project, and their proxies."""

from __future__ import annotations

import pytest

from portbook.checks import check
from portbook.derive.calls import Wiring
from portbook.derive.variables import variables
from portbook.language.load import read
from portbook.model.portmap import PortMap, Service
from portbook.text.source import Source


def portmap_of(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert [problem.message for problem in reading.problems] == []
    assert reading.portmap is not None
    return reading.portmap


def numbers(service: Service) -> dict[str, int | None]:
    return {endpoint.name: endpoint.port for endpoint in service.endpoints}


def test_only_and_hosts() -> None:
    text = """
hosts: {one: , two: {address: two.example}}
projects:
  shop:
    environments: {development: , staging: two}
    services: {api: {port: 1, only: development}, db: {port: 2, host: [one, two]}}
"""
    environments = portmap_of(text).projects["shop"].environments
    assert list(environments["development"].services) == ["api", "db"]
    assert list(environments["staging"].services) == ["db"]
    assert [each.host for each in environments.values()] == ["one", "two"]
    staging = environments["staging"]
    assert staging.hosts_of(staging.services["db"]) == ("one", "two")


def test_an_environment_of_its_own_where_none_is_named() -> None:
    project = portmap_of("projects: {shop: {services: {api: 1}}}").projects["shop"]
    assert [(name, each.host) for name, each in project.environments.items()] == [
        ("development", "localhost")
    ]


PROXY = "projects: {{shop: {{services: {{web: 3000, nginx: {{kind: nginx, port: 80}}}}, {}}}}}"


@pytest.mark.parametrize(
    ("proxy", "holder", "listens"),
    [
        ("routes: {/: web}", "proxy", [(80, "http")]),
        ("tls: {certificate: /c, key: /k}", "proxy", [(443, "https")]),
        (
            "tls: {certificate: /c, key: /k}, listen: [80, 443]",
            "proxy",
            [(80, "http"), (443, "https")],
        ),
        ("listen: 8080", "proxy", [(8080, "http")]),
        ("listen: 80, service: nginx", "nginx", [(80, "http")]),
        ("listen: 8081, service: nginx", "nginx", [(8081, "http")]),
        ("listen: 5000, to: web", "proxy", [(5000, None)]),
    ],
)
def test_what_a_proxy_listens_on(
    proxy: str, holder: str, listens: list[tuple[int, str | None]]
) -> None:
    text = PROXY.format(f"proxy: {{development: {{{proxy}}}}}")
    environment = portmap_of(text).projects["shop"].default
    (built,) = environment.proxies
    assert built.service == holder
    assert [(each.port, each.scheme) for each in built.endpoints] == listens
    held = environment.services[holder]
    assert held.implicit is (holder == "proxy")
    assert set(built.endpoints) <= set(held.endpoints)


def test_several_proxies_of_one_environment() -> None:
    listed = "[{name: a, listen: 80, routes: {/: web}}, {name: b, listen: '127.0.0.1:81', to: web}]"
    text = PROXY.format(f"proxy: {{development: {listed}}}")
    environment = portmap_of(text).projects["shop"].default
    assert [each.name for each in environment.proxies] == ["a", "b"]
    assert numbers(environment.services["proxy"]) == {"a": 80, "b": 81}
    assert str(environment.proxies[1].to) == "web"
    place = environment.proxies[1].place("listen")
    assert text[place.start : place.end] == "'127.0.0.1:81'"


def test_routes() -> None:
    routes = "{/: web, /api/: {to: web, strip: true, event_stream: true}}"
    text = PROXY.format(f"proxy: {{development: {{routes: {routes}}}}}")
    (proxy,) = portmap_of(text).projects["shop"].default.proxies
    assert [(each.path, each.strip, each.event_stream) for each in proxy.routes] == [
        ("/", False, False),
        ("/api/", True, True),
    ]


def test_an_offset_once_for_an_environment_on_ones_own_laptop() -> None:
    """Everything is so much higher but what a service gives itself, and browsers reach it."""
    text = """\
projects:
  shop:
    environments: {development: laptop, e2e: {host: laptop, offset: 1000}}
    services:
      web: {kind: vite, port: 3000, env: {VITE_API_URL: "{api.url}"}}
      api: {kind: fastapi, port: 8000, alternatives: [8001], environments: {e2e: {port: 9999}}}
      db: {kind: postgres, port: "5432:5432", image: i, environments: {e2e: {offset: 5}}}
hosts: {laptop: {os: linux}}
"""
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    assert list(reading.problems) == []
    wiring = Wiring(reading.portmap)
    project = reading.portmap.projects["shop"]
    numbers = {
        name: [each.endpoints[0].port for each in environment.services.values()]
        for name, environment in project.environments.items()
    }
    assert numbers["e2e"] == [4000, 9999, 5437]
    assert numbers["development"] == [3000, 8000, 5432]
    assert not {each.code for each in check(wiring)} & {"browser-address", "port-conflict"}
    files = variables(wiring, project, project.environments["e2e"])
    found = {each.name: each.value for listed in files.values() for each in listed}
    assert found["VITE_API_URL"] == "http://localhost:9999"
    assert found["CORS_ORIGINS"] == '["http://127.0.0.1:4000","http://localhost:4000"]'
