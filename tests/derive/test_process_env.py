"""The variables that a service is started with."""

from __future__ import annotations

from portbook.derive.calls import Wiring
from portbook.derive.process_env import Given, variables_for
from portbook.derive.variables import variables
from portbook.language.load import read
from portbook.text.source import Source

TEXT = """
projects:
  shop:
    environments: {development: laptop, production: server}
    services:
      web: {port: 3000, kind: vite, uses: [api], env: {VITE_API: "{api.url}", PORT: "{self.port}1"}}
      api:
        ports: {http: 8000, ws: {number: 8001, scheme: ws}}
        secrets: [TOKEN]
        env: {DB: "{db.secret.PASSWORD}@{db.address}", CACHE: "{cache.url}"}
        cors: {variable: ORIGINS}
      db:
        kind: postgres
        port: 5432
        secrets: {PASSWORD: {value: dev, environments: [development], reason: local}}
      cache: {port: null}
      jobs: {port: 8002, env: {TZ: {from: TZ}, LOG: {from: APP_LOG, value: info}}}
hosts: {laptop: {}, server: {address: shop.example}}
"""


def given(name: str, environment: str = "development", **inherited: str) -> Given:
    portmap = read(Source("ports.yaml", TEXT)).portmap
    assert portmap is not None
    where = portmap.projects["shop"].environments[environment]
    return variables_for(Wiring(portmap), where, where.services[name], inherited)


def test_every_number_of_the_project_is_there() -> None:
    shared = given("web").shared
    assert shared["API_PORT"] == "8000"
    assert shared["API_WS_URL"] == "ws://127.0.0.1:8001"
    assert shared["DB_PORT"] == "5432"
    assert "TOKEN" not in shared


def test_own_variables_and_nobody_elses() -> None:
    assert given("web").own == {"PORT": "30001", "VITE_API": "http://localhost:8000"}
    assert given("db").own == {"PORT": "5432", "PASSWORD": "dev"}
    assert given("cache").own == {}


def test_origins_are_among_them() -> None:
    own = given("api", TOKEN="t").own
    assert own["ORIGINS"] == "http://127.0.0.1:3000,http://localhost:3000"
    assert own["PORT"] == "8000"
    assert own["DB"] == "dev@127.0.0.1:5432"
    assert "TOKEN" not in own  # it is inherited anyway


def test_what_is_inherited_goes_before_what_the_map_admits() -> None:
    assert given("api", PASSWORD="mine").own["DB"] == "mine@127.0.0.1:5432"
    assert given("db", PASSWORD="mine").own["PASSWORD"] == "mine"


def test_what_the_map_says_goes_before_what_is_inherited() -> None:
    assert given("web", PORT="1", VITE_API="2").values["PORT"] == "30001"
    assert given("web", VITE_API="2").values["VITE_API"] == "http://localhost:8000"


def test_whoever_starts_a_service_may_set_what_is_taken_from_a_variable() -> None:
    assert given("jobs").own == {"PORT": "8002", "LOG": "info"}
    started = given("jobs", TZ="UTC", APP_LOG="debug").own
    assert started == {"PORT": "8002", "TZ": "UTC", "LOG": "debug"}
    portmap = read(Source("ports.yaml", TEXT)).portmap
    assert portmap is not None
    project = portmap.projects["shop"]
    listed = variables(Wiring(portmap), project, project.default)
    assert {"TZ", "LOG"}.isdisjoint(each.name for file in listed.values() for each in file)


def test_what_is_missing_is_named() -> None:
    assert given("api", "production").missing == (
        "DB is not set: needs the secret PASSWORD",
        "CACHE is not set: the port of 'shop/cache' in production is not known",
        "expects the secret TOKEN in its environment",
    )
    assert given("api", "production", PASSWORD="p").own["DB"] == "p@127.0.0.1:5432"
