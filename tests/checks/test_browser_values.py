"""What must not reach a browser, and a secret that only Compose sees."""

from __future__ import annotations

import pytest

from portbook.checks import check
from portbook.derive.calls import wire
from portbook.language.load import read
from portbook.text.source import Source

MAP = """\
projects:
  shop:
    services:
      db: {{kind: postgres, image: postgres, secrets: {secrets}}}
      web: {{kind: vite, port: 3000, env: {{VITE_X: "{value}"}}}}
      api: {{image: acme/api, port: 8000, secrets: [PW], env: {{DB: "x://a:{{self.secret.PW}}@b"}}}}
"""


@pytest.mark.parametrize("value", ["{db.url}", "{db.origin}", "{db.secret.K}"])
@pytest.mark.parametrize(
    "secrets", ["[K]", "{K: {value: v, environments: [development], reason: local}}"]
)
def test_neither_secrets_nor_databases_reach_a_browser(value: str, secrets: str) -> None:
    assert found(value, secrets) == ["browser-address"]


def test_a_database_port_may() -> None:
    assert found("{db.port}", "[K]") == []


def found(value: str, secrets: str) -> list[str]:
    reading = read(Source("ports.yaml", MAP.format(value=value, secrets=secrets)))
    assert reading.portmap is not None
    assert not reading.problems
    return [problem.code for problem in check(wire(reading.portmap))]
