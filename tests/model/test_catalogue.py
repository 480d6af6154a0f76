"""The shipped kinds: sound as data, and found by name, by alias and by image."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
from portbook.model import catalogue
from portbook.model.catalogue import ALIASES, CATALOGUE, kind_of_image
from portbook.model.catalogue.images import image_table, starts_as
from portbook.model.kinds import Kind
from portbook.model.reference import ATTRIBUTES, parse_value

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
KINDS = list(CATALOGUE.values())
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_at_least_ninety_kinds_are_shipped() -> None:
    assert len(CATALOGUE) >= 90


def test_no_name_and_no_title_stands_for_two_kinds() -> None:
    names = Counter(kind.name for kind in catalogue._ALL)
    titles = Counter(kind.title for kind in catalogue._ALL)
    assert [name for name, times in names.items() if times > 1] == []
    assert [title for title, times in titles.items() if times > 1] == []


def test_the_order_is_the_one_written_down() -> None:
    assert list(CATALOGUE) == [kind.name for kind in catalogue._ALL]
    assert next(iter(CATALOGUE)) == "postgres"


def test_every_theme_is_in_the_catalogue() -> None:
    """A module of kinds that nobody listed would be a module nobody can use."""
    folder = Path(catalogue.__file__).parent
    written = {
        name
        for module in folder.glob("*.py")
        for name in re.findall(
            r'(?:Kind|_dev|_api|_pydantic|_cors_allowed)\(\s*"([a-z0-9-]+)"', module.read_text()
        )
    }
    assert written == set(CATALOGUE)


@every_kind
def test_name_role_and_format_are_of_the_language(kind: Kind) -> None:
    assert NAME.fullmatch(kind.name)
    assert kind.role in ROLES
    assert kind.transport in {"tcp", "udp"}
    assert kind.cors_format in {"comma", "json"}
    assert kind.title


@every_kind
def test_ports_are_numbers_a_socket_can_have(kind: Kind) -> None:
    numbers = [
        kind.port,
        kind.container_port,
        *(port.container_port for port in kind.ports.values()),
    ]
    assert all(isinstance(number, int) and 1 <= number <= 65535 for number in numbers)
    inside = [
        (kind.container_port, kind.transport),
        *((port.container_port, port.transport) for port in kind.ports.values()),
    ]
    assert len(set(inside)) == len(inside)


@every_kind
def test_further_ports_have_names_that_an_endpoint_may_have(kind: Kind) -> None:
    for name, port in kind.ports.items():
        assert NAME.fullmatch(name)
        assert name not in {*ATTRIBUTES, "default", "self", "secret"}
        assert port.transport in {"tcp", "udp"}


@every_kind
def test_source_is_a_page_on_the_web(kind: Kind) -> None:
    assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+/\S*", kind.source)


@every_kind
def test_health_is_a_path_tcp_or_a_command_about_itself(kind: Kind) -> None:
    assert kind.health
    if kind.health.startswith("/"):
        assert kind.scheme in {"http", "https"}
        assert not re.search(r"\s", kind.health)
    elif kind.health != "tcp":
        references = {str(reference) for reference in parse_value(kind.health).references}
        assert references == {"{self.host}", "{self.port}"}


@every_kind
def test_container_health_needs_no_host(kind: Kind) -> None:
    """It runs beside the program, so loopback is the address; `$` would be Compose's own."""
    command = kind.container_health or ""
    assert all(str(part) == "{self.port}" for part in parse_value(command).references)
    assert "$" not in command
    assert "\n" not in command


@every_kind
def test_an_image_is_named_without_tag_and_says_how_it_is_asked(kind: Kind) -> None:
    if kind.image is None:
        return
    assert re.fullmatch(r"[a-z0-9./_-]+", kind.image)
    assert kind.container_health is not None or (kind.health or "").startswith("/")


@every_kind
def test_what_an_image_takes_to_start_is_of_the_language(kind: Kind) -> None:
    for entry in (*kind.needs, *kind.image_env):
        assert re.fullmatch(r"[A-Za-z_.]+( or [A-Z_]+)*( with [A-Z_]+)?", entry)
    assert all(name.isupper() for entry in kind.needs for name in re.split(" or | with ", entry))
    assert all(kind.command)
    if kind.command or kind.needs or kind.image_env:
        assert kind.image


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


@every_kind
def test_variables_can_stand_in_an_env_file(kind: Kind) -> None:
    variables = [*kind.database_variables.values(), kind.cors_variable, kind.browser_prefix]
    assert all(re.fullmatch(r"[A-Z_][A-Z0-9_]*", name) for name in variables if name)
    assert set(kind.database_variables) <= {"name", "user"}
    if kind.browser_prefix:
        assert kind.role == "frontend"
        assert kind.browser_prefix.endswith("_")


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


def test_aliases_stand_for_kinds_and_hide_none() -> None:
    assert all(NAME.fullmatch(alias) for alias in ALIASES)
    assert {alias: name for alias, name in ALIASES.items() if name not in CATALOGUE} == {}
    assert set(ALIASES) & set(CATALOGUE) == set()


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


def test_every_known_image_leads_to_a_kind() -> None:
    assert set(image_table(KINDS).values()) <= set(CATALOGUE)
