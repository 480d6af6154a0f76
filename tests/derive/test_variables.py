"""Which variables stand in which .env file."""

from __future__ import annotations

import pytest

from portbook.derive.calls import Wiring
from portbook.derive.variables import variables
from portbook.language.load import read
from portbook.model.portmap import PortMap
from portbook.text.source import Source


def files(text: str, environment: str = "development") -> dict[str, dict[str, str | None]]:
    """Name and value of every variable by file, for the project shop."""
    portmap = _map(text)
    shop = portmap.projects["shop"]
    found = variables(Wiring(portmap), shop, shop.environments[environment])
    return {path: {each.name: each.value for each in listed} for path, listed in found.items()}


def _map(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert list(reading.problems) == []
    assert reading.portmap is not None
    return reading.portmap


def shop(services: str) -> str:
    return f"projects: {{shop: {{services: {{{services}}}}}}}"


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ("web: 3000", {"WEB_PORT": "3000", "WEB_URL": "http://127.0.0.1:3000"}),
        ("gpu-worker: {port: 1, role: cache}", {"GPU_WORKER_PORT": "1"}),
        ("web: {port: null}", {}),
        ("web: {port: 3000, status: retired}", {}),
        ('sfu: "50020-50030"', {"SFU_PORT": "50020", "SFU_PORT_END": "50030"}),
        ('dns: "53/udp"', {"DNS_PORT": "53"}),
        (
            "api: {ports: {default: 8000, ws: 8001}}",
            {
                "API_PORT": "8000",
                "API_URL": "http://127.0.0.1:8000",
                "API_WS_PORT": "8001",
                "API_WS_URL": "ws://127.0.0.1:8001",
            },
        ),
        ("db: {hosted: {by: Neon, url: 'https://db.example'}}", {"DB_URL": "https://db.example"}),
        ("db: {hosted: Neon}", {}),
        ("web: {port: 3000, variables: false}", {}),
        ("web: {port: 3000, variables: {url: false}}", {"WEB_PORT": "3000"}),
        (
            "web: {port: 3000, variables: {port: HOST_PORT}}",
            {"HOST_PORT": "3000", "WEB_URL": "http://127.0.0.1:3000"},
        ),
        (
            "api: {ports: {a: 8000, b: 8001}, variables: {a.url: API, b.port: B, b.url: false}}",
            {"API_PORT": "8000", "API": "http://127.0.0.1:8000", "B": "8001"},
        ),
    ],
)
def test_the_project_s_file_holds_every_endpoint(services: str, expected: dict[str, str]) -> None:
    assert files(shop(services)).get(".env", {}) == expected


def test_a_project_may_want_only_what_its_services_name() -> None:
    services = "{web: {port: 3000, variables: {port: HOST_PORT}}, db: {port: 5432, kind: postgres}}"
    found = files(f"projects: {{shop: {{variables: false, services: {services}}}}}")
    assert found == {".env": {"HOST_PORT": "3000"}}


def test_a_service_that_is_another_project_s_has_its_address() -> None:
    text = """
projects:
  shop: {services: {db: {same_as: core/postgres}}}
  core: {services: {postgres: {kind: postgres, port: 5433}}}
"""
    assert files(text) == {".env": {"DB_PORT": "5433", "DB_URL": "postgresql://127.0.0.1:5433"}}


def test_a_service_s_file_lies_in_its_directory_with_the_environment_behind() -> None:
    text = """
hosts: {a: {}, b: {}}
projects:
  shop:
    environments: {development: a, staging: b}
    services:
      web: {port: 3000, directory: ./apps/web/, env_file: .env.local, env: {PORT: "{self.port}"}}
"""
    assert files(text)["apps/web/.env.local"] == {"PORT": "3000"}
    assert files(text, "staging")["apps/web/.env.local.staging"] == {"PORT": "3000"}
    assert ".env.staging" in files(text, "staging")


def test_secrets_only_where_they_are_admitted() -> None:
    text = """
hosts: {a: {}, b: {}}
projects:
  shop:
    environments: {development: a, staging: b}
    services:
      api:
        port: 8000
        directory: api
        secrets:
          KEY: {value: made up, environments: [development], reason: Protects nothing}
          OTHER: {}
"""
    assert files(text)["api/.env"] == {"KEY": "made up"}
    assert "api/.env.staging" not in files(text, "staging")


CALLED = """
projects:
  shop:
    services:
      web: {kind: vite, port: 3000, uses: [api]}
      api: {port: 8000, directory: api, cors: {variable: ALLOWED, format: %s}%s}
"""


@pytest.mark.parametrize(
    ("spelling", "value"),
    [
        ("comma", "http://127.0.0.1:3000,http://localhost:3000"),
        ("json", '["http://127.0.0.1:3000","http://localhost:3000"]'),
    ],
)
def test_the_list_of_origins_in_the_format_asked_for(spelling: str, value: str) -> None:
    assert files(CALLED % (spelling, "")) == {
        ".env": files(CALLED % (spelling, ""))[".env"],
        "api/.env": {"ALLOWED": value},
    }


def test_only_running_services_keep_a_list() -> None:
    assert "api/.env" not in files(CALLED % ("comma", ", status: planned"))


def test_a_variable_of_the_map_stands_before_the_kind_s_list() -> None:
    text = shop(
        "web: {kind: vite, port: 3000, uses: [api]}, "
        "api: {kind: minio, port: 9000, directory: api, "
        "env: {MINIO_API_CORS_ALLOW_ORIGIN: '*'}}"
    )
    assert files(text)["api/.env"] == {"MINIO_API_CORS_ALLOW_ORIGIN": "*"}


def test_what_is_said_twice_stands_once_and_what_differs_twice() -> None:
    portmap = _map(shop('web: {port: 3000, env: {WEB_PORT: "{self.port}", API_PORT: 1}}, api: 80'))
    project = portmap.projects["shop"]
    listed = variables(Wiring(portmap), project, project.default)[".env"]
    assert [(each.name, each.value) for each in listed if each.name.endswith("PORT")] == [
        ("WEB_PORT", "3000"),
        ("API_PORT", "80"),
        ("API_PORT", "1"),
    ]


def test_what_cannot_be_written_says_why() -> None:
    portmap = _map(
        shop("api: {port: 80, directory: a, env: {X: '{api.secret.KEY}'}, secrets: [KEY]}")
    )
    project = portmap.projects["shop"]
    (variable,) = variables(Wiring(portmap), project, project.default)["a/.env"]
    assert (variable.value, variable.problem) == (None, "needs the secret KEY")
    assert (variable.service, variable.why) == ("api", "env")
    assert variable.place.source.text[variable.place.start :].startswith("X:")


MAP = """\
hosts: {{l: {{}}, s: {{address: s.example}}}}
projects:
  shop:
    environments: {{development: l, staging: s}}
    services:
      db:
        kind: postgres
        image: postgres
        bind: 0.0.0.0
        database: {{user: "u:x@evil", name: "n?x=1#"}}
        secrets: {{PW: {{value: hunter2, environments: [development], reason: local}}}}
      web:
        directory: web
        port: 3000
        env: {{COPY: "{{shop@development/db.secret.PW}}", URL: "{{db.url}}"}}
"""


@pytest.mark.parametrize(
    ("environment", "expected"), [("development", "hunter2"), ("staging", None)]
)
def test_where_a_secret_is_written(environment: str, expected: str | None) -> None:
    assert value(environment, "COPY") == expected


def test_a_user_name_is_no_place_for_a_password() -> None:
    assert value("development", "URL") == "postgresql://u%3Ax%40evil@127.0.0.1:5432/n%3Fx%3D1%23"


def value(environment: str, name: str) -> str | None:
    reading = read(Source("ports.yaml", MAP.format()))
    assert reading.portmap is not None
    project = reading.portmap.projects["shop"]
    files = variables(Wiring(reading.portmap), project, project.environments[environment])
    [found] = [each for listed in files.values() for each in listed if each.name == name]
    return found.value
