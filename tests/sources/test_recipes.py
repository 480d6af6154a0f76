"""Makefiles, justfiles, Taskfiles, scripts and package.json to what their commands start."""

from __future__ import annotations

from pathlib import Path

from portbook.sources.readers import import_file
from portbook.sources.recipes import read_makefile, read_shell
from portbook.sources.walking import walk
from portbook.text.source import Source
from tests.sources.facts import lines_unread, ports
from tests.support.files import make_files

MAKE = """\
PORT ?= 8181
DOCKER := docker
export ADMIN_PORT = 8182
# db: docker run -p 1:1 x
db:
\t@$(DOCKER) run --rm -dp 127.0.0.1:5433:5432 --name shop-db \\
\t\t-e POSTGRES_PASSWORD=x postgres:16
.PHONY: serve
serve: db
\t-docker run -it -p$(PORT):80 -p ${ADMIN_PORT}:81/tcp shop:latest --port 9
\tcurl localhost:9999
dev:
\tcd api && uvicorn app:app --port 8000 --host 0.0.0.0
test-e2e:
\tdocker run -p 5999:5432 postgres
"""
JUST = """\
port := env("PORT", "8281")
cache := "6390"
serve host="127.0.0.1" web="8282":
    @docker run -p {{host}}:{{ web }}:80 nginx
    podman run --publish={{cache}}:6379 redis:7
    uvicorn app:app --port {{port}}
"""
TASKS = """\
version: "3"
vars: {PORT: 8381, OTHER: '{{.OTHER | default "8382"}}'}
tasks:
  serve:
    vars: {INNER: "80"}
    cmds:
      - docker run -p {{.PORT}}:{{.INNER}} nginx
      - cmd: docker run -p {{.OTHER}}:80 caddy
  one: docker compose run -p 1:1 web
"""
SCRIPT = """\
#!/bin/sh
PORT=${PORT:-8481}
usage() { cat <<EOF
docker run -p 1:1 x
EOF
}
echo "docker run -p 2:2 x"
if ! docker container run -d --name=cache -p "$PORT:6379" redis; then exit 1; fi
ID=$(docker run -d -p [::1]:8482:80 -p 8483:53/udp nginx)
docker run -p "$UNKNOWN:80" nginx
uvicorn app:app --port 8484
"""
PACKAGE = """\
{"name": "web", "scripts": {"db": "docker run -p 5434:5432 postgres:16", "dev": "vite --port 3100"}}
"""
EXPECTED: dict[str, tuple[str, set[tuple[str, int, int | None, str | None]]]] = {
    "Makefile": (
        MAKE,
        {
            ("shop-db", 5433, 5432, "127.0.0.1"),
            ("shop", 8181, 80, "*"),
            ("shop", 8182, 81, "*"),
            ("fastapi", 8000, None, "0.0.0.0"),
        },
    ),
    "justfile": (
        JUST,
        {
            ("nginx", 8282, 80, "127.0.0.1"),
            ("redis", 6390, 6379, "*"),
            ("fastapi", 8281, None, None),
        },
    ),
    "Taskfile.yml": (TASKS, {("nginx", 8381, 80, "*"), ("caddy", 8382, 80, "*")}),
    "run.sh": (
        SCRIPT,
        {
            ("cache", 8481, 6379, "*"),
            ("nginx", 8482, 80, "::1"),
            ("nginx", 8483, 53, "*"),
            ("fastapi", 8484, None, None),
        },
    ),
    "package.json": (PACKAGE, {("postgres", 5434, 5432, "*"), ("web", 3100, None, None)}),
}


def test_each_file_gives_what_its_commands_open(tmp_path: Path) -> None:
    for name, (text, expected) in EXPECTED.items():
        found = import_file(make_files(tmp_path, {name: text}) / name)
        said = {(c.service, c.port, c.container_port, c.bind) for c in found.claims}
        assert said == expected, name


COMPOSE = (
    "services: {db: {image: postgres, ports: ['5432:5432']}, web: {build: ., ports: ['8000:80']}}"
)


def test_of_a_folder_recipes_repeat_nothing(tmp_path: Path) -> None:
    """What compose publishes, and another file claims, keeps its name; a script's servers may well
    run inside a container."""
    recipes = (
        "db:\n\tdocker run -p 5432:5432 postgres\nweb:\n\tuvicorn a:b --port 8000\n"
        "mail:\n\tdocker run -p 1025:1025 axllent/mailpit\n"
    )
    files = {
        "compose.yaml": COMPOSE,
        "Makefile": recipes,
        "run.sh": "docker run -p 1025:1025 mailhog/mailhog\nuvicorn a:b --port 8700\n",
        "scripts/entry.sh": SCRIPT,
        "scripts/e2e-db.sh": "docker run -p 5555:5432 postgres\n",
        "scripts/test.sh": "docker run -p 5556:5432 postgres\n",
    }
    found = walk(make_files(tmp_path / "shop", files))
    opened = {(c.service, c.port) for c in found.claims if c.port}
    assert opened == {
        ("db", 5432),
        ("web", 8000),
        ("mailpit", 1025),
        ("cache", 8481),
        ("nginx", 8482),
        ("nginx", 8483),
    }
    assert {each.name for each in found.services} == {"db", "web", "mailpit", "cache", "nginx"}


def test_shell_lines() -> None:
    text = (
        "$ docker run -d --name cache -e A=1 -p 127.0.0.1:6380:6379 \\\n"
        "    -p 8001:8001 redis:7 --port 9999\n"
        "lsof -i :3000\n# uvicorn --port 1\nuvicorn a:b --port 8000\nkill -9 $(lsof -t -i:8000)\n"
    )
    found = read_shell(Source("x.sh", text))
    assert ports(found) == [
        ("cache", 6380, 6379, 1),
        ("cache", 8001, 8001, 1),
        ("fastapi", 8000, None, 5),
    ]
    assert found.services[0].kind == "redis"
    assert lines_unread(found) == [3, 6]


def test_variables_of_whoever_starts_a_container() -> None:
    """make hands `$$` on as the shell's `$`."""
    options = "-e TZ -e LANG=$$APP_LANG -e MODE=$${MODE:-dev} -e TOKEN=$$TOKEN -e PLAIN=x"
    found = read_makefile(Source("Makefile", f"up:\n\tdocker run {options} -p 8001:80 nginx\n"))
    (service,) = found.services
    given = [("TZ", "TZ", ""), ("LANG", "APP_LANG", ""), ("MODE", "MODE", "dev")]
    assert list(service.interpolated) == given
    assert service.secrets == ("TOKEN",)
