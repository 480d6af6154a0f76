"""One service of a stack: what it is, what it publishes and calls."""

from __future__ import annotations

import pytest

from portbook.sources.compose import read_compose
from portbook.sources.found import Found, FoundService
from portbook.text.source import Source
from tests.sources.facts import calls, lines_unread, ports


def read(text: str, name: str = "compose.yaml") -> Found:
    return read_compose(Source(name, text))


def service(text: str) -> FoundService:
    return read(
        "services:\n  api:\n" + "".join(f"    {line}\n" for line in text.splitlines())
    ).services[0]


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


def test_shared_lists_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portbook.sources.compose.service.MOST_OF_STACK", 1000)
    shared = ", ".join(f"'{number}:80'" for number in range(1, 200))
    services = "".join(f"  s{number}: {{image: a, ports: *p}}\n" for number in range(50))
    found = read(f"x: &p [{shared}]\nservices:\n{services}")
    assert 1000 <= len(found.claims) < 1300
    assert found.problems
