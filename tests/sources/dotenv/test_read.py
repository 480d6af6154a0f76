""".env files: which service a variable speaks of, and what it says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.sources.dotenv.entries import entries, values
from portbook.sources.dotenv.read import read_dotenv
from portbook.sources.found import Found, FoundRange, Unread
from portbook.text.source import Source
from tests.sources.facts import calls, lines_unread, ports


def read(text: str, name: str = ".env") -> Found:
    return read_dotenv(Source(name, text))


@pytest.mark.parametrize(
    ("line", "service", "port"),
    [
        ("API_PORT=8000", "api", 8000),
        ("export API_PORT='8000' # the API", "api", 8000),
        ("PORT=3000", "app", 3000),
        ("SERVER_PORT=8080", "app", 8080),
        ("APP_PORT=8080", "app", 8080),
        ("VITE_PORT=5173", "vite", 5173),
        ("VITE_DEV_PORT=5173", "dev", 5173),
        ("AUTH_SERVICE_PORT=4001", "auth-service", 4001),
        ("PORT_ADMIN=9000", "admin", 9000),
        ("FORWARD_DB_PORT=3307", "db", 3307),
        ("N8N_HOST_PORT=5678", "n8n", 5678),
        ("DOCKER_REDIS_EXTERNAL_PORT=6380", "docker-redis", 6380),
    ],
)
def test_variables_that_open_a_port(line: str, service: str, port: int) -> None:
    assert ports(read(f"\n{line}\n")) == [(service, port, None, 2)]


@pytest.mark.parametrize(
    ("line", "service", "port", "inner"),
    [
        ("DATABASE_URL=postgres://me:pw@localhost:5433/shop", "database", 5433, None),
        ("REDIS_URL=redis://127.0.0.1:6380/0", "redis", 6380, None),
        ("VITE_API_BASE_URL=http://localhost:8000/api", "api", 8000, None),
        ("NEXT_PUBLIC_WS_URL=ws://localhost:8001", "app", 8001, None),
        ("URL=postgresql+asyncpg://localhost:5432/x", "postgres", 5432, None),
        ("DATABASE_URL=postgres://me@db:5432/shop", "db", None, 5432),
        ("KAFKA_BROKER=kafka:9092", "kafka", None, 9092),
        ("ELASTIC_HOST=[::1]:9200", "elastic", 9200, None),
    ],
)
def test_variables_that_call_one(
    line: str, service: str, port: int | None, inner: int | None
) -> None:
    found = read(line)
    assert calls(found) == [(service, port, inner, 1)]
    assert ports(found) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("STRIPE=https://api.stripe.com:8443", "another machine"),
        ("MAX_BYTES=10000", "does not say"),
        ("API_PORT=70000", "1 to 65535"),
        ("CORS_ORIGINS=http://localhost:3000,http://localhost:5173", "who may call"),
        ("#API_PORT=8000", "commented out"),
        ("# the API is at 8000", "no variable"),
        ("garbage 8000", "no variable"),
        ("DB_HOST=db.example.org\nDB_PORT=5432", "another machine"),
    ],
)
def test_what_is_no_fact_is_told(text: str, reason: str) -> None:
    found = read(text)
    assert found.claims == []
    assert [reason in each.reason for each in found.of(Unread)] == [True]


def test_a_host_beside_the_port_says_whose_it_is() -> None:
    found = read(
        "DB_HOST=localhost\nDB_PORT=5433\nCACHE_HOST=redis\nCACHE_PORT=6379\nHOST=0.0.0.0\nPORT=80\n"
    )
    assert calls(found) == [("db", 5433, None, 2), ("redis", None, 6379, 4)]
    assert [(each.service, each.bind) for each in found.claims if not each.reference] == [
        ("app", "0.0.0.0")
    ]


def test_what_listens_on_every_address_is_not_called() -> None:
    found = read("API_HOST=0.0.0.0\nAPI_PORT=8000\nDB_HOST=127.0.0.1\nDB_PORT=5433\n")
    assert [(each.service, each.bind, each.reference) for each in found.claims] == [
        ("api", "0.0.0.0", False),
        ("db", None, True),
    ]


def test_endpoints_and_intervals_as_portbook_writes_them() -> None:
    found = read(
        "API_PORT=3000\nAPI_URL=http://localhost:3000\nAPI_WS_PORT=3001\nRTP_PORT=4000\nRTP_PORT_END=4010\n"
    )
    opened = [(c.service, c.endpoint, c.port, c.port_end) for c in found.claims if not c.reference]
    assert opened == [
        ("api", None, 3000, None),
        ("api", "ws", 3001, None),
        ("rtp", None, 4000, 4010),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PORT_RANGE_START=8300\nPORT_RANGE_END=9300\n", (None, 8300, 9300, 1)),
        ("export RTC_PORT_MAX='50100'\nRTC_PORT_MIN=50000\n", ("rtc", 50000, 50100, 2)),
        ("UDP_PORTS_RANGE_FROM=7000\nUDP_PORTS_RANGE_TO=7099\n", ("udp", 7000, 7099, 1)),
        ("SFU_MIN_PORT=7000\nSFU_MAX_PORT=7099\n", ("sfu", 7000, 7099, 1)),
        ("SHOP_PORT_LOWER=7000\nSHOP_PORT_UPPER=7099\n", ("shop", 7000, 7099, 1)),
        ("A=70\nPOOL_PORT_FIRST=${A}00\nPOOL_PORT_LAST=${A}99\n", ("pool", 7000, 7099, 2)),
    ],
)
def test_two_variables_that_hold_a_range(
    text: str, expected: tuple[str | None, int, int, int]
) -> None:
    found = read(f"{text}API_PORT=7000\n")
    assert [each.service for each in found.claims] == ["api"]
    ranges = found.of(FoundRange)
    assert [(each.purpose, each.start, each.end, each.line) for each in ranges] == [expected]
    assert lines_unread(found) == []


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("FROM_PORT=3000\nTO_PORT=8080\n", ["from", "to"]),
        ("JOB_PORT_MAX=3000\nJOB_PORT_MIN=8080\n", ["job-max", "job-min"]),
        ("#PORT_MIN=3000\nPORT_MAX=8080\n", ["max"]),
        ("A_PORT_MIN=3000\nB_PORT_MAX=8080\n", ["a-min", "b-max"]),
        ("PORT_RANGE_START=3000\n", []),
        ("APP_FIN_PORT=8001\nAPP_VAN_PORT=8000\n", ["app-fin", "app-van"]),
        ("PORT_RANGE_VON=3000\n", ["range-von"]),
    ],
)
def test_variables_that_hold_no_range(text: str, services: list[str]) -> None:
    found = read(text)
    assert [each.service for each in found.claims] == services
    assert found.of(FoundRange) == []


def test_an_url_beside_a_port_is_of_the_same_service() -> None:
    found = read("MY_PROXY_PORT=80\nMY_PROXY_URL=http://localhost:80\n")
    assert {each.service for each in found.claims} == {"my-proxy"}


def test_an_address_to_publish_at() -> None:
    claim = read("SQL_PORT=127.0.0.1:13306\n").claims[0]
    assert (claim.service, claim.bind, claim.port, claim.reference) == (
        "sql",
        "127.0.0.1",
        13306,
        False,
    )


@pytest.mark.parametrize("name", ["SHOP_BIND", "SHOP_LISTEN_ADDR", "SHOP_BIND_ADDRESS"])
def test_an_address_that_a_program_listens_at(name: str) -> None:
    claim = read(f"{name}=0.0.0.0:8001\n").claims[0]
    assert (claim.service, claim.port, claim.reference) == ("shop", 8001, False)


def test_container_ports() -> None:
    assert ports(read("WEB_CONTAINER_PORT=80\n")) == [("web", None, 80, 1)]


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        (".env", None),
        (".env.example", None),
        (".env.production", "production"),
        ("a/.env.staging.local", "staging"),
        ("prod.env", "production"),
    ],
)
def test_environments(name: str, environment: str | None) -> None:
    assert read("API_PORT=1\n", name).claims[0].environment == environment


def test_the_package_beside_names_what_port_belongs_to(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "@acme/shop-api"}')
    found = read_dotenv(Source(".env", "PORT=3000\n", tmp_path / ".env"))
    assert found.claims[0].service == "shop-api"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A=b", "b"),
        ("A = b # c", "b"),
        ("A=b#c", "b#c"),
        ("A='b # $X'", "b # $X"),
        ('A="b\\n\\"c\\""', 'b\n"c"'),
        ("A='b\nc'", "b\nc"),
        ("export A: b", "b"),
        ("X=1\nA=${X}2", "12"),
        ("A=", ""),
        ("A=#x", ""),
        ("A='never closed", "'never closed"),
        ("A=b\r\n", "b"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert values(Source(".env", text))["A"] == value


def test_lines_behind_a_value_of_several_lines() -> None:
    found = entries(Source(".env", 'KEY="-----BEGIN\nabc\n-----END"\nPORT=1\n'))
    assert [(each.key, each.line) for each in found] == [("KEY", 1), ("PORT", 4)]


def test_secrets_are_not_repeated() -> None:
    found = read("DATABASE_URL=postgres://me:hunter2@localhost:5432/x\nREDIS_PASSWORD=hunter2\n")
    assert "hunter2" not in repr(found.claims) + repr(found.services)
    assert lines_unread(found) == []
