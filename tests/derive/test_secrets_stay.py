"""An admitted secret is written only where it is admitted; a user name cannot become a password."""

from __future__ import annotations

import pytest

from portbook.derive.calls import wire
from portbook.derive.variables import variables
from portbook.language.load import read
from portbook.text.source import Source

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
    files = variables(wire(reading.portmap), project, project.environments[environment])
    [found] = [each for listed in files.values() for each in listed if each.name == name]
    return found.value
