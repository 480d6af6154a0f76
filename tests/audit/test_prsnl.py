"""What one team's document has wrong in itself, as its checkout would have it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import CHECKOUT, portbook
from tests.support.files import make_files

COMPOSE = """\
services:
  frontend:
    build: ./frontend
    ports:
      - "127.0.0.1:3003:3003"
  backend:
    build: ./backend
    ports:
      - "127.0.0.1:8000:8000"
  db:
    image: postgres:16
    ports:
      - "127.0.0.1:5432:5432"
  redis:
    image: docker.dragonflydb.io/dragonflydb/dragonfly
    ports:
      - "127.0.0.1:6379:6379"
"""
CONFIG = """\
from os import environ

PORT = int(environ.get("PORT", "8000"))
DATABASE_URL = environ.get("DATABASE_URL", "postgresql://prsnl@localhost:5433/prsnl")
CORS_ORIGINS = ["http://localhost:3003", "http://localhost:3004"]
"""
DOCUMENT = f"""\
# Ports

| Service | Port |
|---|---|
| PostgreSQL ARM64 | 5433 |
| DragonflyDB | 6379 |

## Compose

```yaml
{COMPOSE}```

## CORS

```python
CORS_ORIGINS = ["http://localhost:3003", "http://localhost:3002"]
```
"""
VITE = "export default { server: { port: 3004, strictPort: true } };\n"
FILES = {
    "PRSNL/docker-compose.yml": COMPOSE,
    "PRSNL/backend/app/config.py": CONFIG,
    "PRSNL/frontend/vite.config.ts": VITE,
    "PRSNL/PORTS.md": DOCUMENT,
    "ports.local.yaml": "paths: {prsnl: PRSNL}\n",
}


@pytest.fixture
def street(tmp_path: Path) -> Path:
    """The checkout beside this repository's own map, which has the facts put right."""
    text = (CHECKOUT / "ports.yaml").read_text()
    return make_files(tmp_path, {**FILES, "ports.yaml": text})


def test_both_contradictions_are_found(street: Path) -> None:
    ran = portbook(street, "audit", "prsnl", "--json")
    found = json.loads(ran.out)["diagnostics"]
    document = DOCUMENT.splitlines()
    assert [(each["path"], each["line"], each["column"], each["code"]) for each in found] == [
        ("PRSNL/PORTS.md", document.index('      - "127.0.0.1:5432:5432"') + 1, 20, "disagrees"),
        ("PRSNL/PORTS.md", len(document) - 1, 1, "cors-differs"),
        ("PRSNL/backend/app/config.py", 5, 1, "cors-differs"),
        ("PRSNL/docker-compose.yml", 13, 20, "disagrees"),
    ]
    assert ran.status == 1
    compose = found[3]
    assert compose["message"] == "prsnl/postgres is 5432 here, 5433 in the map"
    related = compose["related"][0]
    line = (street / "ports.yaml").read_text().splitlines()[related["line"] - 1]
    assert (related["path"], line.strip()) == ("ports.yaml", 'port: "5433:5432"')
    for origin in ("http://localhost:3002", "http://localhost:5173"):
        assert origin in found[2]["message"]
    assert "http://localhost:3004" in found[1]["message"]


def test_put_right_nothing_is_left(street: Path) -> None:
    origins = ", ".join(f'"http://localhost:{port}"' for port in (3002, 3003, 3004, 5173))
    for name in ("docker-compose.yml", "PORTS.md", "backend/app/config.py"):
        path = street / "PRSNL" / name
        lines = path.read_text().replace(':5432:5432"', ':5433:5432"').splitlines()
        listed = [f"CORS_ORIGINS = [{origins}]" if "CORS_ORIGINS" in x else x for x in lines]
        path.write_text("\n".join(listed) + "\n")
    ran = portbook(street, "audit", "prsnl")
    assert (ran.status, ran.out) == (0, "")
    assert "nothing to report" in ran.err
