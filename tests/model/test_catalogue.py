"""The shipped kinds: sound as data, and found by name, by alias and by image."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from portbook.model import catalogue
from portbook.model.catalogue import ALIASES, CATALOGUE, KINDS, kind_of_image, starts_as
from portbook.model.catalogue.pages import _PAGES, FACTS, pages_of
from portbook.model.kinds import Kind
from portbook.model.portfacts import IANA_NAMES
from portbook.model.reference import ATTRIBUTES, parse_value
from portbook.sources.kinds import kind_of_packages

ROLES = {
    "frontend",
    "backend",
    "database",
    "cache",
    "queue",
    "search",
    "ai",
    "worker",
    "proxy",
    "monitoring",
    "sync",
    "tool",
    "blockchain",
    "other",
}
NAME = re.compile(r"[a-z][a-z0-9-]*")
IMAGE = re.compile(r"[a-z0-9./_-]+")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
WORD = re.compile(r"[A-Za-z_.]+( or [A-Z_]+)*( with [A-Z_]+)?")
PAGE = re.compile(r"https://[a-z0-9.-]+\.[a-z]+/\S*")
FIELDS = {field.name for field in fields(Kind)}


def test_no_name_stands_for_two_kinds() -> None:
    """Neither a name or title, nor what leads to a kind from outside."""
    assert len(CATALOGUE) == len(KINDS) >= 90
    for key in ("title", "aliases", "images", "started_alike", "packages", "url_schemes"):
        values = [getattr(kind, key) for kind in KINDS]
        flat = [each for value in values for each in ([value] if key == "title" else value)]
        assert [each for each, times in Counter(flat).items() if times > 1] == []
    assert all(NAME.fullmatch(alias) for alias in ALIASES)
    assert set(ALIASES) & set(CATALOGUE) == set()


def test_every_theme_is_in_the_catalogue() -> None:
    """A module of kinds that nobody listed would be a module nobody can use."""
    folder = Path(catalogue.__file__).parent
    call = re.compile(r'(?:Kind|_dev|_api|_pydantic|_cors_allowed)\(\s*"([a-z0-9-]+)"')
    written = {name for module in folder.glob("*.py") for name in call.findall(module.read_text())}
    assert written == set(CATALOGUE)


def faults_of_ports(kind: Kind) -> Iterator[str]:
    inside = [(kind.container_port, kind.transport)]
    inside += [(port.container_port, port.transport) for port in kind.ports.values()]
    if len(set(inside)) != len(inside):
        yield "two ports of one number"
    for number in (kind.port, *(number for number, _ in inside)):
        if not isinstance(number, int) or not 1 <= number <= 65535:
            yield f"the port {number}"
    for transport in (kind.transport, *(transport for _, transport in inside)):
        if transport not in {"tcp", "udp"}:
            yield f"the transport {transport}"
    for name in kind.ports:
        if not NAME.fullmatch(name) or name in {*ATTRIBUTES, "default", "self", "secret"}:
            yield f"the endpoint {name}"
    if kind.metrics_endpoint and kind.metrics_endpoint not in kind.ports:
        yield f"metrics at no port of its own: {kind.metrics_endpoint}"
    if kind.metrics and not kind.metrics.startswith("/"):
        yield f"the path {kind.metrics}"


def faults_of_health(kind: Kind) -> Iterator[str]:
    """A path, tcp or a command about itself; one in a container runs beside the program, so
    loopback is the address, and `$` would be Compose's own."""
    health, inside = kind.health or "", kind.container_health or ""
    if health.startswith("/"):
        if kind.scheme not in {"http", "https"} or re.search(r"\s", health):
            yield f"the health {health}"
    elif health != "tcp":
        references = {str(reference) for reference in parse_value(health).references}
        if references != {"{self.host}", "{self.port}"}:
            yield f"the health {health}"
    references = {str(reference) for reference in parse_value(inside).references}
    if references - {"{self.port}"} or "$" in inside or "\n" in inside:
        yield f"the container's health {inside}"
    if kind.image and kind.container_health is None and not health.startswith("/"):
        yield "an image that does not say how it is asked"


def faults_of_names(kind: Kind) -> Iterator[str]:
    if not kind.title or kind.role not in ROLES or not set(kind.sources) <= FIELDS:
        yield "its title, its role or the field of a source"
    variables = (*kind.database_variables.values(), kind.cors_variable, *kind.port_variables)
    spelled = (
        (NAME, (kind.name,)),
        (PAGE, (kind.source, *kind.sources.values())),
        (IMAGE, (kind.image, *kind.images, *kind.started_alike)),
        (VARIABLE, (*variables, kind.browser_prefix)),
        (WORD, (*kind.needs, *kind.image_env)),
    )
    for pattern, words in spelled:
        yield from (
            f"{word!r}" for word in words if word is not None and not pattern.fullmatch(word)
        )
    if (kind.command or kind.needs or kind.image_env) and not kind.image:
        yield "settings of no image"
    if kind.port_dotenv and not kind.port_variables:
        yield "an .env file that it takes nothing from"
    if kind.browser_prefix and not (kind.role == "frontend" and kind.browser_prefix.endswith("_")):
        yield f"the prefix {kind.browser_prefix}"


def test_every_fact_has_its_page() -> None:
    """And every page that is named stands behind a fact."""
    for kind in KINDS:
        pages = pages_of(kind)
        known = {name for name in FACTS if getattr(kind, name) not in (None, (), {}, False)}
        assert known - pages.keys() == set(), kind.name
        denied = {"websocket"} if kind.websocket is False else set()
        assert {name for name in pages if not getattr(kind, name)} <= denied, kind.name
        assert all(PAGE.fullmatch(page) for page in pages.values()), kind.name
    lines = [line.split()[:2] for line in _PAGES.strip().splitlines()]
    named = Counter(f"{k} {f}" for ks, fs in lines for k in ks.split(",") for f in fs.split(","))
    assert [each for each, times in named.items() if times > 1] == []
    assert {each.partition(" ")[0] for each in named} <= CATALOGUE.keys()
    own = {f"{kind.name} {name}" for kind in KINDS for name in kind.sources}
    assert own & named.keys() == set()


def test_every_kind_is_sound() -> None:
    for faults in (faults_of_ports, faults_of_health, faults_of_names):
        assert [f"{kind.name}: {fault}" for kind in KINDS for fault in faults(kind)] == []


@pytest.mark.parametrize(
    ("image", "kind", "alike"),
    [
        ("postgres:17", "postgres", True),
        ("docker.io/library/postgres", "postgres", True),
        ("mirror.example:5000/postgres@sha256:0123", "postgres", True),
        ("timescale/timescaledb-ha:pg17", "postgres", True),
        ("bitnami/postgresql", "postgres", False),
        ("supabase/postgres", "postgres", False),
        ("acme/postgres", "postgres", False),
        ("pgvector/pgvector", "mysql", False),
        ("docker.elastic.co/elasticsearch/elasticsearch:8.15.0", "elasticsearch", True),
        ("quay.io/minio/minio", "minio", True),
        ("bitnami/minio", "minio", False),
        ("anything", "fastapi", True),
    ],
)
def test_which_images_start_as_the_kind_says(image: str, kind: str, alike: bool) -> None:
    assert starts_as(image, CATALOGUE[kind]) is alike


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("postgres", {"role": "database", "scheme": "postgresql", "port": 5432}),
        ("redis", {"role": "cache", "scheme": "redis", "port": 6379}),
        ("vite", {"role": "frontend", "port": 5173, "browser_prefix": "VITE_"}),
        ("nextjs", {"port": 3000, "browser_prefix": "NEXT_PUBLIC_"}),
        ("fastapi", {"port": 8000, "cors_variable": "CORS_ORIGINS", "cors_format": "json"}),
        ("express", {"port": 3000, "cors_variable": "CORS_ORIGINS", "cors_format": "comma"}),
        ("django", {"port": 8000, "cors_variable": "CORS_ALLOWED_ORIGINS"}),
        ("electric", {"role": "sync", "container_port": 3000, "health": "/v1/health"}),
        ("open-webui", {"role": "ai", "port": 3000, "container_port": 8080}),
        ("pgadmin", {"port": 5050, "container_port": 80}),
        ("loki", {"container_health": ""}),
        ("solana-validator", {"role": "blockchain", "port": 8899}),
    ],
)
def test_facts_people_rely_on(name: str, expected: dict[str, object]) -> None:
    assert set(expected) <= {field.name for field in fields(Kind)}
    assert {key: getattr(CATALOGUE[name], key) for key in expected} == expected


@pytest.mark.parametrize("name", ["qdrant", "chroma", "ollama", "typesense", "keycloak", "litellm"])
def test_images_known_to_lack_wget_and_curl_are_asked_otherwise(name: str) -> None:
    command = CATALOGUE[name].container_health
    assert command
    assert not re.search(r"\b(?:curl|wget)\b", command)


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        ("postgres", "postgres"),
        ("postgres:15", "postgres"),
        ("postgres:15-alpine@sha256:0123abcd", "postgres"),
        ("library/postgres", "postgres"),
        ("docker.io/library/redis:7-alpine", "redis"),
        ("docker.io/redis", "redis"),
        ("localhost:5000/mongo:7", "mongodb"),
        ("registry.example:5000/mongo", "mongodb"),
        ("bitnami/postgresql", "postgres"),
        ("docker.io/bitnami/mongodb:7.0", "mongodb"),
        ("bitnamilegacy/redis:7", "redis"),
        ("pgvector/pgvector:pg16", "postgres"),
        ("timescale/timescaledb:latest-pg16", "postgres"),
        ("docker.elastic.co/elasticsearch/elasticsearch:8.15.0", "elasticsearch"),
        ("quay.io/minio/minio:latest", "minio"),
        ("ghcr.io/chroma-core/chroma:1.0.0", "chroma"),
        ("n8nio/n8n", "n8n"),
        ("mcr.microsoft.com/mssql/server:2022-latest", "mssql"),
        ("ghcr.io/danny-avila/librechat:latest", "librechat"),
        (" Nginx:1.27 ", "nginx"),
        ("ghcr.io/foo/bar@sha256:0123", None),
        ("acme/express", None),
        ("acme/postgres:15", None),
        ("node:20", None),
        ("bitnami/nothing-known", None),
        ("", None),
        (":", None),
        ("@", None),
        ("/", None),
    ],
)
def test_kind_of_image(image: str, kind: str | None) -> None:
    assert kind_of_image(image) == kind


def test_every_kinds_own_image_is_read_back_with_any_tag() -> None:
    wrong = {
        kind.image: found
        for kind in KINDS
        if kind.image and (found := kind_of_image(f"{kind.image}:1.2@sha256:ab")) != kind.name
    }
    assert wrong == {}


def test_what_begins_alike_is_told_apart_by_rank() -> None:
    """Next.js brings webpack along, and a NestJS stands on Express."""
    assert kind_of_packages(["webpack-dev-server", "next"]) == "nextjs"
    assert kind_of_packages(["express", "@nestjs/core", "vite"]) == "nestjs"
    assert kind_of_packages(["vite", "@sveltejs/kit"]) == "sveltekit"


ADDED = """
from portbook.model import catalogue
from portbook.model.kinds import Kind, KindPort, commands
catalogue.stores.STORES += (
    Kind(
        "teapot", title="Teapot", port=4180, container_port=418, health="/", image="acme/teapot",
        aliases=("kettle",), packages=("teapot-js",), url_schemes=("tea",), processes=("teapotd",),
        commands=commands("teapot pour", flags=("--spout",)), websocket=True, metrics="/steam",
        ports={"lid": KindPort(4190)}, port_variables=("SPOUT",), source="https://teapot.example/",
    ),
)
import importlib
importlib.reload(catalogue)
from portbook.sources.kinds import kind_of_name, kind_of_packages, kind_of_scheme
from portbook.sources.commands import command_ports
from portbook.machine.processes import programs_of
from portbook.language.keys import map_schema
from portbook.model.portfacts import usual
from scripts.docs.pages import kinds_page
assert catalogue.kind_of_image("ghcr.io/acme/teapot:1") == "teapot"
assert kind_of_name("kettle") == kind_of_packages(["teapot-js"]) == "teapot"
assert kind_of_scheme("tea") == "teapot"
assert programs_of("teapot") == ("teapotd",)
(found,) = command_ports("teapot pour --spout 4181")
assert (found.number, found.kind) == (4181, "teapot")
assert "Teapot" in usual(4180) and "Teapot (lid)" not in usual(4190)
assert "teapot" in str(map_schema()) and "Teapot" in kinds_page()
from portbook.cli.program import main
main(["explain", "kettle"])
"""


def test_a_kind_added_from_one_module_is_found_everywhere() -> None:
    checkout = Path(__file__).parents[2]
    command = [sys.executable, "-c", ADDED]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=checkout, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    for fact in ("title: Teapot", "aliases: kettle", "metrics: /steam", "ports: lid 4190/tcp"):
        assert fact in ran.stdout


def test_default_ports_differ_from_ianas_names_knowingly() -> None:
    named = {kind.name: IANA_NAMES.get(kind.port) for kind in KINDS if kind.port}
    own = {name for name, registered in named.items() if registered in REGISTERED.get(name, ())}
    assert own == set(REGISTERED)
    others = {kind.port for kind in KINDS if named.get(kind.name) and kind.name not in own}
    assert others == set(DIFFERENT)


DIFFERENT = {
    1521: "Oracle took a number registered for nCube's licence manager, and has 2483 for itself",
    2181: "ZooKeeper never registered one; eforward is of 1996 and seldom met",
    3000: "habit of Rails and Express, far older in use than anybody's banking (hbci)",
    3001: "the next one to 3000, where that was taken",
    3100: "Loki's own choice, unregistered",
    4000: "habit of Phoenix, Jekyll and GraphQL servers, unregistered",
    4200: "inside a block (4200 to 4299) that was registered for VRML and is not used for it",
    4222: "inside the same block",
    4321: "Astro counts down; rwhois is not met any more",
    4566: "LocalStack's own choice, unregistered",
    5000: "habit of Flask and ASP.NET; macOS listens there as well (AirPlay)",
    5044: "the Beats protocol; LXI's instruments hold the name",
    5050: "habit of pgAdmin's desktop application",
    5433: "the number beside PostgreSQL's, whose protocol it speaks",
    5500: "Live Server's own choice, unregistered",
    5601: "Kibana's own choice, unregistered",
    5678: "n8n counts up; rrac is not met any more",
    6006: "inside X11's displays (6000 to 6063): number 6 of one machine",
    6443: "443 and 6000; registered for Sun's service registry, which is gone",
    7700: "Meilisearch's own choice, unregistered",
    8000: "an alternative of 80 by habit; the registration is for Intel's desktop management",
    8025: "25 and 8000: mail, read by HTTP",
    8080: "registered as HTTP's alternative, which they speak; it is nobody's own",
    8081: "the next one to 8080",
    8086: "InfluxDB's own choice; the registration is for distributed SCADA",
    8088: "the neighbourhood of 8080; the registration is for Radan's HTTP",
    8200: "Vault's own choice, unregistered",
    8500: "Consul's own choice; the registration is for flight messages",
    8501: "the next one to 8500",
    8787: "Wrangler's own choice, unregistered",
    8888: "an alternative of 80 by habit of notebooks and Tornado",
    8899: "Solana's own choice, unregistered",
    9000: "habit of MinIO, PHP-FPM and SonarQube; the registration is CSlistener's",
    9090: "Prometheus' own choice; Cockpit listens on the same number, as websm",
    9092: "Kafka's own choice, unregistered",
    9093: "in the list of Prometheus, which begins with 9090",
    9100: "the list of Prometheus' exporters begins here; printers listen on it (JetDirect)",
    9200: "Elasticsearch's own choice; WAP is gone",
    9443: "443 and 9000",
}
"""Default ports that IANA's list has for somebody else, and why programs stand there anyway."""

REGISTERED = {
    "postgres": ["postgresql"],
    "mysql": ["mysql"],
    "mariadb": ["mysql"],
    "mssql": ["ms-sql-s"],
    "mongodb": ["mongodb"],
    "cockroachdb": ["cockroach"],
    "couchdb": ["couchdb"],
    "neo4j": ["bolt"],
    "etcd": ["etcd-client"],
    "redis": ["redis"],
    "valkey": ["redis"],
    "dragonfly": ["redis"],
    "memcached": ["memcache"],
    "rabbitmq": ["amqp"],
    "mosquitto": ["mqtt"],
    "emqx": ["mqtt"],
    "nginx": ["http"],
    "apache": ["http"],
    "caddy": ["http"],
    "traefik": ["http"],
    "haproxy": ["http"],
    "nginx-proxy-manager": ["http"],
    "gitlab": ["http"],
    "otel-collector": ["opentelemetry"],
}
"""Kinds whose default port IANA has under their own protocol's name."""
