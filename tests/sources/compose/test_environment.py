"""The variables that a container is given."""

from __future__ import annotations

from pathlib import Path

from portbook.sources.compose import read_compose
from portbook.sources.found import Found, FoundService
from portbook.text.source import Source
from tests.support.files import make_files


def read(text: str, name: str = "compose.yaml") -> Found:
    return read_compose(Source(name, text))


def service(text: str) -> FoundService:
    return read(
        "services:\n  api:\n" + "".join(f"    {line}\n" for line in text.splitlines())
    ).services[0]


def test_env_files_set_the_container_s_port(tmp_path: Path) -> None:
    files = {
        "api.env": "# mine\nPORT=3000\nTOKEN=abc\n",
        "compose.yaml": "services:\n  a:\n    env_file: api.env\n",
    }
    make_files(tmp_path, files)
    found = read_compose(Source("x/compose.yaml", files["compose.yaml"], tmp_path / "compose.yaml"))
    assert [(each.container_port, each.path, each.line) for each in found.claims] == [
        (3000, "x/api.env", 2)
    ]
    assert found.services[0].secrets == ("TOKEN",)


def test_a_variable_whose_value_is_one_of_whoever_starts_it() -> None:
    """`$$` is a dollar, and no variable (Compose, interpolation)."""
    env = "A: $B, C: '${D:-e}', F: 'x${G}', H: $$I, J: '${J}'"
    found = read_compose(Source("x", f"services: {{s: {{image: x, environment: {{{env}}}}}}}\n"))
    (service,) = found.services
    assert list(service.interpolated) == [("A", "B", ""), ("C", "D", "e"), ("J", "J", "")]
