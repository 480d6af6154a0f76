"""Every program reads every generated .env file to the same values: those of the map."""

from __future__ import annotations

import json
import string
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from portbook.derive.calls import Wiring
from portbook.derive.variables import variables
from portbook.language.load import read
from portbook.model.portmap import PortMap
from portbook.targets.context import Context
from portbook.targets.dotenv import emit
from portbook.targets.templates import Templates
from portbook.text.dotenv import dotenv_value
from portbook.text.source import Source
from tests.support.dotenv_readers import AT_ONCE, READERS
from tests.support.files import make_files
from tests.support.programs import CHECKOUT

Values = dict[str, dict[str, str]]
"""Variables by name, by the path of their file."""

AWKWARD = (
    *("", " ", "  both ends  ", "\tTAB\t", "it's", 'say "so"', "`id`", "# no comment", "a #b"),
    *("KEY=value", "export A=b", "true", "null", "~/x", "!x", "%PATH%", "[a, b]", "<b>&amp;</b>"),
    *('{"origins": ["http://localhost:1"]}', "pa:ss@word/&?#;", "Zürich 日本 👩‍💻", "\u00a0"),
)
# Each sign of ASCII alone, first, last and in the middle.
SIGNS = tuple(
    value
    for sign in string.punctuation
    for value in (sign, f"{sign}a", f"a{sign}", f"a {sign} b", f"a{sign}b{sign}c")
)
# No spelling of these is read alike everywhere: a comment tells.
UNWRITABLE = ("two\nINJECTED=1", "cost $HOME", "C:\\dir", 'it\'s "so"', "it's `id`", "'' ''")

VARIED: dict[str, Any] = {
    "title": "Sets\nINJECTED=1",
    "hosts": {"laptop": {}, "away": {"address": "away.example", "domain": "shop.example"}},
    "projects": {
        "shop": {
            "title": 'The "shop" $HOME `id`\nINJECTED=1 \\',
            "environments": {"development": "laptop", "production": "away"},
            "services": {
                "web-app": {
                    "kind": "vite",
                    "directory": "web app",
                    "env_file": ".env.local",
                    "port": 5173,
                    "bind": "0.0.0.0",
                    "alternatives": [5174],
                    "env": {"VITE_API": "{api.url}", "VITE_WS": "{api.ws.url}?a=1&b=it's"},
                },
                "api": {
                    "kind": "fastapi",
                    "directory": "web app",
                    "bind": "0.0.0.0",
                    "ports": {"http": 8000, "ws": {"number": 8001, "scheme": "ws"}},
                    "env": {
                        "DATABASE_URL": "{db.url}?sslmode=disable",
                        "AUTH": "{db.secret.DB_PASSWORD}:{db.secret.HIDDEN}",
                    },
                },
                "db": {
                    "kind": "postgres",
                    "port": "[::1]:5433:5432",
                    "database": {"name": "shop", "user": "shop"},
                    "secrets": {
                        "DB_PASSWORD": {
                            "value": "p@ss word#1",
                            "environments": ["development"],
                            "reason": "only for a laptop",
                        },
                        "HIDDEN": None,
                    },
                },
                "media": {"ports": {"default": "50020-50030", "admin": "53/udp"}},
                "mail": {"hosted": {"by": "a provider", "url": "https://mail.example/v1"}},
            },
        }
    },
}


def literal(value: str) -> str:
    return value.replace("{", "{{").replace("}", "}}")


def env_map(values: tuple[str, ...]) -> dict[str, Any]:
    env = {f"V_{at}": literal(value) for at, value in enumerate(values)}
    return {"projects": {"shop": {"services": {"api": {"port": 8000, "env": env}}}}}


MAPS = {
    "varied": VARIED,
    "awkward": env_map(AWKWARD),
    "signs": env_map(SIGNS),
    "unwritable": env_map(UNWRITABLE),
}


def portmap_of(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert reading.portmap is not None
    assert not [problem for problem in reading.problems if problem.severity == "error"]
    return reading.portmap


@cache
def maps() -> dict[str, PortMap]:
    # JSON is YAML, and spells any string.
    own = {name: portmap_of(json.dumps(each, ensure_ascii=False)) for name, each in MAPS.items()}
    text = (CHECKOUT / "ports.yaml").read_text(encoding="utf-8")
    return {"this-repository": portmap_of(text), **own}


def expected() -> Values:
    """What the files of all maps hold, by the map alone."""
    found: Values = {}
    for name, portmap in maps().items():
        wiring = Wiring(portmap)
        for project, environment in portmap.environments():
            for path, listed in variables(wiring, project, environment).items():
                held = {
                    variable.name: variable.value
                    for variable in listed
                    if variable.value is not None and dotenv_value(variable.value) is not None
                }
                found[f"{name}/{project.name}/{path}"] = held
    return found


def written(folder: Path) -> list[str]:
    """Writes the files of all maps; their paths, which are those of `expected`."""
    outputs: dict[str, str] = {}
    for name, portmap in maps().items():
        context = Context(portmap, Wiring(portmap), "ports.yaml", Templates())
        for project in portmap.projects.values():
            outputs.update({f"{name}/{file.path}": file.text for file in emit(context, project)})
    make_files(folder, outputs)
    return sorted(outputs)


@pytest.mark.parametrize("reader", READERS)
def test_every_program_reads_what_the_map_says(reader: str, tmp_path: Path) -> None:
    paths = written(tmp_path)
    files = [tmp_path / path for path in paths]
    if reader in AT_ONCE:
        values = AT_ONCE[reader](*files)
    else:
        # Most are processes: the wait is theirs, not this program's.
        with ThreadPoolExecutor(4) as pool:
            values = list(pool.map(READERS[reader], files))
    assert dict(zip(paths, values, strict=True)) == expected()


def test_the_files_hold_what_they_are_meant_to() -> None:
    held = expected()
    assert set(held["awkward/shop/.env"].values()) >= set(AWKWARD)
    shop = held["varied/shop/web app/.env.local"]
    assert shop == {
        "VITE_API": "http://localhost:8000",
        "VITE_WS": "ws://localhost:8001?a=1&b=it's",
    }
    assert held["varied/shop/.env"]["MEDIA_PORT_END"] == "50030"
    assert held["varied/shop/.env"]["DB_PASSWORD"] == "p@ss word#1"
    assert "DB_PASSWORD" not in held["varied/shop/.env.production"]
    assert set(held["unwritable/shop/.env"]) == {"API_PORT", "API_URL"}
    assert len(held) > 20
