"""Compose files: what beside the numbers is read, and where each fact stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.sources.compose import read_compose
from portbook.sources.found import Found, FoundService
from portbook.text.source import Source
from tests.sources.facts import calls, lines_unread, ports
from tests.support.files import make_files


def read(text: str, name: str = "compose.yaml") -> Found:
    return read_compose(Source(name, text))


def service(text: str) -> FoundService:
    return read(
        "services:\n  api:\n" + "".join(f"    {line}\n" for line in text.splitlines())
    ).services[0]


def test_each_port_stands_on_its_own_line() -> None:
    found = read(
        "services:\n  api:\n    ports:\n      - 1:1\n\n      - target: 2\n        published: 3\n"
    )
    assert ports(found) == [("api", 1, 1, 4), ("api", 3, 2, 7)]


def test_facts_of_other_files_name_these(tmp_path: Path) -> None:
    make_files(
        tmp_path,
        {
            "compose.yaml": "services:\n  a: {image: x}\n  b:\n"
            "    extends: {file: c/d.yml, service: e}\n",
            "compose.override.yaml": "services:\n\n  a:\n    ports: ['1:1']\n",
            "c/d.yml": "services:\n  e:\n    ports:\n    - 2:2\n",
        },
    )
    found = read_compose(
        Source(
            "shop/compose.yaml", (tmp_path / "compose.yaml").read_text(), tmp_path / "compose.yaml"
        )
    )
    assert [(each.path, each.line) for each in found.claims] == [
        ("shop/compose.override.yaml", 4),
        ("shop/c/d.yml", 4),
    ]


def test_a_text_without_a_file_reads_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_files(tmp_path, {".env": "P=1\n", "o.yaml": "services: {b: {ports: ['2:2']}}\n"})
    monkeypatch.chdir(tmp_path)
    found = read("include: [o.yaml]\nservices:\n  a:\n    ports: ['${P}:1']\n")
    assert [(each.port, each.random, each.variable) for each in found.claims] == [(None, True, "P")]


@pytest.mark.parametrize(
    "name", [".env.example", ".env.sample", "env.template", "docker.env.dist", ".env.example.txt"]
)
def test_an_example_stands_in_for_a_missing_env(tmp_path: Path, name: str) -> None:
    make_files(tmp_path, {name: "P=81\n", "compose.yaml": "services: {a: {ports: ['${P}:1']}}\n"})
    path = tmp_path / "compose.yaml"
    found = read_compose(Source.load(path))
    assert [(each.port, each.variable) for each in found.claims] == [(81, "P")]


def test_a_default_wins_over_an_example(tmp_path: Path) -> None:
    compose = "services:\n  a:\n    ports: ['${A:-1001}:1', '${B}:2', '${C:?set it}:3']\n"
    make_files(tmp_path, {"compose.yaml": compose, ".env.example": "A=9\nB=1002\nC=1003\n"})
    found = read_compose(Source("compose.yaml", compose, tmp_path / "compose.yaml"))
    assert [each.port for each in found.claims] == [1001, 1002, 1003]


def test_the_env_wins_over_its_example(tmp_path: Path) -> None:
    files = {
        ".env": "P=1\n",
        ".env.example": "P=2\nQ=3\n",
        "compose.yaml": "services: {a: {ports: ['${P}:1', '${Q}:1']}}\n",
    }
    found = read_compose(Source.load(make_files(tmp_path, files) / "compose.yaml"))
    assert [each.port for each in found.claims] == [1, 3]


@pytest.mark.parametrize(
    ("test", "health"),
    [
        ("[CMD, curl, -f, 'http://localhost:8000/health']", "/health"),
        ("[CMD-SHELL, 'wget -qO- http://127.0.0.1/ || exit 1']", "/"),
        ("curl -fsS http://localhost:3000/api/health?full=1 || exit 1", "/api/health?full=1"),
        ("[CMD-SHELL, 'pg_isready -U $$POSTGRES_USER']", "pg_isready -U $POSTGRES_USER"),
        ("[CMD, redis-cli, ping]", "redis-cli ping"),
        ("[NONE]", None),
        ("curl http://other:80/x", "curl http://other:80/x"),
    ],
)
def test_health_checks(test: str, health: str | None) -> None:
    assert (
        service(
            f"healthcheck: {{test: {test}}}"
            if test[0] == "["
            else f'healthcheck:\n  test: "{test}"'
        ).health
        == health
    )


def test_a_health_check_that_is_turned_off() -> None:
    assert service("healthcheck: {test: [CMD, x], disable: true}").health is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("image: postgres:16", "postgres"),
        ("image: ghcr.io/acme/postgres-thing", None),
        ("image: bitnami/redis:7", "redis"),
        ("build: .", None),
    ],
)
def test_kinds(text: str, kind: str | None) -> None:
    assert service(text).kind == kind


def test_a_service_as_a_whole() -> None:
    found = service(
        "build: {context: ./services/api}\n"
        "container_name: shop-api\n"
        "profiles: [debug]\n"
        "depends_on: {db: {condition: service_healthy}}\n"
        "links: [cache:redis]\n"
        "environment:\n"
        "  - PORT=3002\n"
        "  - DB_PASSWORD=hunter2\n"
        "  - DATABASE_URL=postgres://me:hunter2@db:5432/shop\n"
        "  - FROM_THE_SHELL\n"
    )
    assert (found.build, found.directory) == ("./services/api", "services/api")
    assert (found.container, found.compose, found.profiles) == ("shop-api", "api", ("debug",))
    assert found.uses == ("db", "cache")
    assert found.env == (("PORT", "3002"), ("DATABASE_URL", "postgres://me@db:5432/shop"))
    assert found.secrets == ("DB_PASSWORD",)


def test_host_network_publishes_what_is_inside() -> None:
    found = read(
        "services:\n  a:\n    network_mode: host\n    ports: ['80:8080']\n    expose: [9000]\n"
    )
    assert [(each.port, each.container_port, each.bind) for each in found.claims] == [
        (8080, None, "0.0.0.0"),
        (9000, None, None),
    ]
    assert found.services[0].host_network


def test_ports_inside_and_calls() -> None:
    found = read(
        "services:\n"
        "  api:\n"
        "    expose: ['3000', '3001/udp']\n"
        "    environment:\n"
        "      PORT: 3002\n"
        "      CACHE: redis://cache:6379/0\n"
        "      HOOK: http://localhost:9999\n"
        "  cache: {image: 'redis:7'}\n"
    )
    assert ports(found) == [("api", None, 3000, 3), ("api", None, 3001, 3), ("api", None, 3002, 5)]
    assert calls(found) == [("cache", None, 6379, 6)]
    assert lines_unread(found) == [7]


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


def test_the_name_of_a_file_may_say_the_environment() -> None:
    found = read("services: {a: {ports: ['1:1']}}", "docker-compose.prod.yml")
    assert found.claims[0].environment == "production"


def test_the_name_of_the_project() -> None:
    found = read("name: shop\nservices: {a: {ports: ['1:1']}}")
    assert {each.project for each in (found.claims[0], found.services[0])} == {"shop"}


def test_services_at_the_top_as_in_the_first_version() -> None:
    assert ports(read("web:\n  image: x\n  ports: ['80:80']\n")) == [("web", 80, 80, 3)]


def test_comments_and_labels_with_ports_are_told() -> None:
    found = read(
        "services:\n  a:\n    # - '9999:80'\n"
        "    labels: ['traefik.port=9090']\n    image: postgres:15\n"
    )
    assert lines_unread(found) == [3, 4]


def test_what_stands_before_a_syntax_error_is_read() -> None:
    found = read("services:\n  a:\n    ports: ['1:1']\n  b:\n    ports: ['2:2'\n  c: 8080:80\n")
    assert ("a", 1, 1, 3) in ports(found)
    assert [each.severity for each in found.problems] == ["error"]


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yaml": "services: {a: {extends: b}, b: {extends: a}}"},
        {"compose.yaml": "services: {a: {extends: a, ports: ['1:1']}}"},
        {"compose.yaml": "services: {a: {extends: nobody}}"},
        {"compose.yaml": "services: {a: {extends: {file: nowhere.yml, service: b}}}"},
        {"compose.yaml": "include: [compose.yaml]\nservices: {a: {image: x}}"},
        {"compose.yaml": "include: [b.yaml]", "b.yaml": "include: [compose.yaml]"},
        {"compose.yaml": "include: [nowhere.yaml]"},
        {"compose.yaml": "include: ['https://example.org/compose.yaml']"},
        {
            "compose.yaml": "services: {a: {extends: {file: b.yml, service: a}}}",
            "b.yml": "services: {a: {extends: {file: compose.yaml, service: a}}}",
        },
    ],
)
def test_circles_and_files_that_are_not_there_are_told(
    files: dict[str, str], tmp_path: Path
) -> None:
    found = read_compose(Source.load(make_files(tmp_path, files) / "compose.yaml"))
    assert found.problems
    assert all(each.message for each in found.problems)


@pytest.mark.parametrize(
    "text",
    [
        "services: 3",
        "services: [a]",
        "services: {a: 3, b: [1], c: null, d: {ports: x, environment: 4, build: []}}",
        "services: {a: {ports: [[1], {a: b}, null, {target: [1]}], expose: {a: 1}}}",
        "services: {a: {ports: ['$', '${', '${}', '${A', '$-', '${1}']}}",
        "services: {a: {healthcheck: 3, build: 3, extends: 3, env_file: [[]], profiles: 3}}",
        "include: 3\nname: [x]\nservices: !reset null",
        "a: &a [*a]\nservices: *a",
        "[]",
        "",
    ],
)
def test_odd_shapes_give_no_traceback(text: str) -> None:
    assert ports(read(text)) == []


def test_shared_lists_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portbook.sources.compose.service.MOST_OF_STACK", 1000)
    shared = ", ".join(f"'{number}:80'" for number in range(1, 200))
    services = "".join(f"  s{number}: {{image: a, ports: *p}}\n" for number in range(50))
    found = read(f"x: &p [{shared}]\nservices:\n{services}")
    assert 1000 <= len(found.claims) < 1300
    assert found.problems


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_extends_grows_with_its_length(backwards: bool) -> None:
    links = [f"  s0: {{image: a, ports: ['{4000}:80']}}\n"]
    links += [
        f"  s{n}: {{extends: {{service: s{n - 1}}}, ports: ['{4000 + n}:80']}}\n"
        for n in range(1, 60)
    ]
    text = "services:\n" + "".join(reversed(links) if backwards else links)
    found = read_compose(Source("compose.yaml", text))
    of_last = {claim.port for claim in found.claims if claim.service == "s59"}
    assert of_last == set(range(4000, 4060))
    assert len(found.claims) == 60 * 61 // 2


def test_a_variable_whose_value_is_one_of_whoever_starts_it() -> None:
    """`$$` is a dollar, and no variable (Compose, interpolation)."""
    env = "A: $B, C: '${D:-e}', F: 'x${G}', H: $$I, J: '${J}'"
    found = read_compose(Source("x", f"services: {{s: {{image: x, environment: {{{env}}}}}}}\n"))
    (service,) = found.services
    assert list(service.interpolated) == [("A", "B", ""), ("C", "D", "e"), ("J", "J", "")]
