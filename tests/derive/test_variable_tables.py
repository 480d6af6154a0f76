"""Every sort of variable: its name, its value, why it has none, and where the map says it."""

from __future__ import annotations

import json
import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.derive.calls import Wiring
from portbook.derive.variables import Variable, file_of, slots, variables
from portbook.language.load import read
from portbook.model.portmap import PortMap
from portbook.text.source import Source

Files = dict[str, dict[str, str | None]]


def portmap_of(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    assert not reading.problems
    return reading.portmap


def listed(text: str, environment: str | None = None) -> dict[str, list[Variable]]:
    """The files of the project `shop`, in its default environment by default."""
    portmap = portmap_of(text)
    project = portmap.projects["shop"]
    where = project.environments[environment] if environment else project.default
    return variables(Wiring(portmap), project, where)


def files(text: str, environment: str | None = None) -> Files:
    found = listed(text, environment)
    return {path: {each.name: each.value for each in rows} for path, rows in found.items()}


def one(service: str) -> Files:
    return files(f"projects: {{shop: {{services: {{api: {{{service}}}}}}}}}")


@pytest.mark.parametrize(
    ("service", "found"),
    [
        ("port: 80", {"API_PORT": "80", "API_URL": "http://127.0.0.1"}),
        (
            "port: '0.0.0.0:5433:5432', kind: postgres, database: {name: shop, user: me}",
            {"API_PORT": "5433", "API_URL": "postgresql://me@127.0.0.1:5433/shop"},
        ),
        ("port: '[::1]:8000'", {"API_PORT": "8000", "API_URL": "http://[::1]:8000"}),
        ("port: null, kind: redis", {}),
        ("port: {container: 5432}, image: postgres", {}),
        ("role: worker", {}),
        ("hosted: {url: 'https://api.example/v1/'}", {"API_URL": "https://api.example/v1"}),
        (
            "ports: {http: 8000, metrics-admin: {number: 9100, path: /metrics}}",
            {
                "API_PORT": "8000",
                "API_URL": "http://127.0.0.1:8000",
                "API_METRICS_ADMIN_PORT": "9100",
                "API_METRICS_ADMIN_URL": "http://127.0.0.1:9100/metrics",
            },
        ),
        # `default` is the primary endpoint wherever it stands.
        (
            "ports: {admin: 8001, default: 8000}",
            {
                "API_ADMIN_PORT": "8001",
                "API_ADMIN_URL": "http://127.0.0.1:8001",
                "API_PORT": "8000",
                "API_URL": "http://127.0.0.1:8000",
            },
        ),
    ],
)
def test_endpoints(service: str, found: dict[str, str]) -> None:
    assert one(service) == ({".env": found} if found else {})


@pytest.mark.parametrize("status", ["active", "deprecated", "planned", "reserved"])
def test_all_but_retired_services_stand_there(status: str) -> None:
    assert one(f"port: 8000, status: {status}") == one("port: 8000")
    assert one("port: 8000, status: retired") == {}


DIRECTORIES = """
projects:
  shop:
    environments: {development: localhost, production: localhost}
    services:
      web: {kind: vite, port: 5173, directory: apps/web, env: {VITE_API: "{api.url}"}}
      api:
        ports: {http: 8000}
        directory: ./apps/api/
        env_file: .env.local
        env: {PORT: "{self.port}"}
        environments: {production: {offset: 1000, env: {PORT: null, MODE: live}}}
      job: {directory: apps/api, env_file: .env.local, env: {QUEUE: jobs}}
      top: {env: {TOP: "1"}}
"""


def test_files_of_one_path_are_one_file() -> None:
    found = files(DIRECTORIES)
    assert found[".env"] == {
        "WEB_PORT": "5173",
        "WEB_URL": "http://127.0.0.1:5173",
        "API_PORT": "8000",
        "API_URL": "http://127.0.0.1:8000",
        "TOP": "1",
    }
    assert found["apps/web/.env"] == {"VITE_API": "http://localhost:8000"}
    assert found["apps/api/.env.local"] == {"PORT": "8000", "QUEUE": "jobs"}


def test_other_environments_have_files_of_their_own_and_their_overlays() -> None:
    found = files(DIRECTORIES, "production")
    # The second environment lives on the machine of the first: the browser there reaches it.
    assert found["apps/web/.env.production"] == {"VITE_API": "http://localhost:9000"}
    away = DIRECTORIES.replace("production: localhost", "production: web")
    found = files(f"hosts: {{localhost: {{}}, web: {{}}}}\n{away}", "production")
    # No browser reaches a loopback port of another machine: the variable is there, without value.
    assert found["apps/web/.env.production"] == {"VITE_API": None}
    assert found["apps/api/.env.local.production"] == {"MODE": "live", "QUEUE": "jobs"}
    assert found[".env.production"]["API_URL"] == "http://127.0.0.1:9000"
    assert len(found) == 3


@pytest.mark.parametrize(
    ("directory", "name", "path"),
    [
        (None, ".env", ".env"),
        (".", ".env", ".env"),
        ("web", ".env", "web/.env"),
        ("./web/", ".env", "web/.env"),
        ("apps/web", "app.env", "apps/web/app.env"),
    ],
)
def test_paths(directory: str | None, name: str, path: str) -> None:
    environments = portmap_of(DIRECTORIES).projects["shop"].environments
    assert file_of(environments["development"], directory, name) == path
    assert file_of(environments["production"], directory, name) == f"{path}.production"


def test_what_holds_a_secret_is_written_only_where_the_secret_is_admitted() -> None:
    text = """
projects:
  shop:
    environments: {development: localhost, production: localhost}
    services:
      db:
        kind: postgres
        port: 5432
        secrets:
          PASSWORD: {value: p w, environments: [development], reason: a laptop only}
          TOKEN:
      api: {env: {DSN: "{db.secret.PASSWORD}@{db.address}", COPY: "{db.secret.TOKEN}"}}
"""
    development = files(text)[".env"]
    assert development["DSN"] == "p w@127.0.0.1:5432"
    assert development["COPY"] is None
    rows = listed(text, "production")[".env.production"]
    assert {row.name: row.problem for row in rows if row.value is None} == {
        "DSN": "needs the secret PASSWORD",
        "COPY": "needs the secret TOKEN",
    }
    assert not {"PASSWORD", "TOKEN"} & {row.name for row in rows}


CALLED = """
projects:
  shop:
    services:
      web: {{kind: vite, port: 5173, directory: web, uses: [api]}}
      api: {{port: 8000, directory: api, {more}}}
"""
COMMA = "http://127.0.0.1:5173,http://localhost:5173"
JSON = '["http://127.0.0.1:5173","http://localhost:5173"]'


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("kind: fastapi", {"CORS_ORIGINS": JSON}),
        ("kind: express", {"CORS_ORIGINS": COMMA}),
        ("kind: django", {"CORS_ALLOWED_ORIGINS": COMMA}),
        ("kind: fastapi, cors: {format: comma}", {"CORS_ORIGINS": COMMA}),
        ("kind: express, cors: {format: json, variable: ALLOWED}", {"ALLOWED": JSON}),
        ("cors: {variable: ALLOWED}", {"ALLOWED": COMMA}),
        ("role: backend", None),
        ("kind: fastapi, cors: {off: true}", None),
        ("cors: {variable: ALLOWED, off: true}", None),
        ("kind: fastapi, status: planned", None),
        # What the map says itself stands in the place of the kind's.
        ("kind: fastapi, env: {CORS_ORIGINS: none}", {"CORS_ORIGINS": "none"}),
    ],
)
def test_the_list_of_origins(more: str, found: dict[str, str] | None) -> None:
    assert files(CALLED.format(more=more)).get("api/.env") == found


def test_no_callers_no_list() -> None:
    assert "api/.env" not in files(CALLED.format(more="kind: fastapi").replace("uses: [api]", ""))


def test_same_as_gives_the_other_service_s_addresses_under_its_own_name() -> None:
    text = """
projects:
  shop:
    services:
      login: {same_as: auth/auth}
      mail-out: {same_as: auth/auth.smtp}
      gone: {same_as: auth/gone}
  auth:
    services:
      auth: {ports: {http: 9000, smtp: {number: 2525, scheme: smtp}}}
"""
    assert files(text) == {
        ".env": {
            "LOGIN_PORT": "9000",
            "LOGIN_URL": "http://127.0.0.1:9000",
            "LOGIN_SMTP_PORT": "2525",
            "LOGIN_SMTP_URL": "smtp://127.0.0.1:2525",
            "MAIL_OUT_PORT": "2525",
            "MAIL_OUT_URL": "smtp://127.0.0.1:2525",
        }
    }


def test_what_has_a_value_elsewhere_needs_no_reason() -> None:
    text = """
projects:
  shop:
    services:
      api: {port: 8000, env: {LATE: "{mail.url}"}}
      job: {env: {LATE: "http://mail.example"}}
      mail: {hosted: {by: a provider}}
"""
    rows = [(row.name, row.value, row.service, row.why) for row in listed(text)[".env"]]
    assert rows == [
        ("API_PORT", "8000", "api", "port"),
        ("API_URL", "http://127.0.0.1:8000", "api", "url"),
        ("LATE", "http://mail.example", "job", "env"),
    ]


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("{nobody.url}", "project 'shop' has no service 'nobody'"),
        ("{mail.url}", "'shop/mail' runs at a provider, at no known URL"),
        ("{late.port}", "the port of 'shop/late' in development is not known"),
        ("{span.url}", "'shop/span' is an interval of ports: it has no URL"),
        ("{inner.url}", "'shop/inner' publishes no port: only containers of its project reach it"),
    ],
)
def test_a_value_that_nobody_knows_says_why(reference: str, problem: str) -> None:
    text = f"""
projects:
  shop:
    services:
      api: {{env: {{FIRST: "a {reference} b"}}}}
      mail: {{hosted: {{by: a provider}}}}
      late: {{port: null}}
      span: {{port: 50020-50030}}
      inner: {{image: redis, port: {{container: 6379}}}}
"""
    (row,) = (row for row in listed(text)[".env"] if row.name == "FIRST")
    assert (row.value, row.problem) == (None, problem)


PLACES = """\
projects:
  shop:
    services:
      web: {kind: vite, port: 5173, uses: [api]}
      api:
        cors: {variable: ALLOWED}
        ports:
          http: 8000
          bulk: 9000-9010
        env:
          MODE: live
        secrets:
          WORD: {value: w, environments: [development], reason: x}
      mail: {hosted: {url: 'https://mail.example'}}
"""


def test_every_variable_knows_where_the_map_says_it() -> None:
    places = {row.name: row.place for row in listed(PLACES)[".env"]}
    assert {name: PLACES[place.start : place.end] for name, place in places.items()} == {
        "WEB_PORT": "5173",
        "WEB_URL": "5173",
        "API_PORT": "8000",
        "API_URL": "8000",
        "API_BULK_PORT": "9000-9010",
        "API_BULK_PORT_END": "9000-9010",
        "MAIL_URL": "{hosted: {url: 'https://mail.example'}}",
        "MODE": "MODE",
        "WORD": "WORD",
        "ALLOWED": "ALLOWED",
    }


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
SERVICES = st.fixed_dictionaries(
    {"port": st.integers(1024, 65535), "directory": st.sampled_from([None, "a", "b/c", "./a/"])},
    optional={
        "env": st.dictionaries(st.sampled_from(["A", "B", "X_URL", "API_PORT"]), TEXTS),
        "kind": st.sampled_from(["vite", "fastapi", "express"]),
        "uses": st.just(["api"]),
        "status": st.sampled_from(["active", "planned", "deprecated"]),
    },
)


@given(st.dictionaries(st.sampled_from(["api", "web", "x", "x-y"]), SERVICES, min_size=1))
def test_every_value_stands_in_its_file_once(services: dict[str, dict[str, object]]) -> None:
    written = {}
    for name, service in services.items():
        env = service.get("env", {})
        assert isinstance(env, dict)
        literal = {key: text.replace("{", "{{").replace("}", "}}") for key, text in env.items()}
        written[name] = {**service, "env": literal}
    text = json.dumps({"projects": {"shop": {"services": written}}}, ensure_ascii=False)
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    project = reading.portmap.projects["shop"]
    found = variables(Wiring(reading.portmap), project, project.default)
    every = list(slots(reading.portmap, project, project.default))
    values = {path: [(row.name, row.value) for row in rows] for path, rows in found.items()}
    for path, rows in values.items():
        assert posixpath.normpath(path) == path
        assert len(set(rows)) == len(rows)
        assert {name for name, _ in rows} <= {slot.name for slot in every if slot.path == path}
    for name, service in services.items():
        assert (f"{name.upper().replace('-', '_')}_PORT", str(service["port"])) in values[".env"]
        env = service.get("env", {})
        assert isinstance(env, dict)
        own = posixpath.normpath(posixpath.join(str(service["directory"] or ""), ".env"))
        assert all(pair in values[own] for pair in env.items())
