"""Sources that disagree: what runs is believed, everything that was said stands in a comment."""

from __future__ import annotations

import pytest

from portbook.sources.found import FoundClaim, FoundService
from tests.draft.found import claim, fact, service_lines

Facts = list[FoundClaim | FoundService]
DECIDED: dict[str, tuple[Facts, str]] = {
    "a document that names a port which the compose file does not publish": (
        [
            fact("redis", "compose.yaml:8", image="redis:7", compose="redis"),
            claim("Redis", 6379, "PORTS.md:6"),
        ],
        """\
# decide: 6379 (PORTS.md:6), which compose.yaml:8 does not publish
redis: {kind: redis, image: redis:7, port: 6379}
""",
    ),
    "a Dockerfile that exposes what is published, and more": (
        [
            claim("api", None, "Dockerfile:2", container_port=8080),
            claim("api", None, "Dockerfile:3", container_port=9090),
            claim("api", 30080, "k8s/service.yaml:8", container_port=8080),
        ],
        """\
api:
  configured_in: [k8s/service.yaml]
  ports: {default: "30080:8080", port-9090: {container: 9090}}
""",
    ),
    "a Dockerfile that exposes another port than is published": (
        [
            claim("api", 8000, "compose.yaml:4", container_port=80),
            claim("api", None, "Dockerfile:2", container_port=8080),
        ],
        """\
# decide: 8000 (compose.yaml:4) or only 8080 inside (Dockerfile:2)
api: "8000:80"
""",
    ),
    "a start command that holds a secret": (
        [
            claim("api", 4001, "Procfile:1"),
            fact("api", "Procfile:1", start="node api.js -p 4001 --api-key=opensesame"),
        ],
        """\
# decide: its start (Procfile:1) holds a secret; left out
api: {configured_in: [Procfile], port: 4001}
""",
    ),
    "a document that knows the service by its program": (
        [
            claim("db", 5432, "compose.yaml:4", container_port=5432),
            fact("db", "compose.yaml:2", image="postgres:15"),
            claim("PostgreSQL", 5433, "PORTS.md:7", container_port=5432),
        ],
        """\
# decide: 5432 (compose.yaml:4) or 5433 (PORTS.md:7)
db: {title: PostgreSQL, kind: postgres, image: postgres:15, port: 5432}
""",
    ),
    "one of two endpoints": (
        [
            claim("api", 8000, "compose.yaml:4", container_port=80),
            claim("api", 8001, "compose.yaml:5", container_port=81),
            fact("api", "compose.yaml:2", image="acme/api"),
            claim("api", 8000, "PORTS.md:7", container_port=80),
            claim("api", 9001, "PORTS.md:8", container_port=81),
        ],
        """\
# decide: 8001 (compose.yaml:5) or 9001 (PORTS.md:8)
api: {image: acme/api, ports: {default: "8000:80", port-8001: "8001:81"}}
""",
    ),
    "another endpoint is no objection": (
        [
            claim("api", 8000, "compose.yaml:4", container_port=80),
            fact("api", "compose.yaml:2", image="acme/api"),
            claim("api", 8000, "PORTS.md:7"),
            claim("api", 8443, "PORTS.md:8", endpoint="tls"),
        ],
        'api: {image: acme/api, ports: {default: "8000:80", tls: 8443}}\n',
    ),
    "addresses: the narrower stands, with both places": (
        [
            claim("web", 8080, "site.conf:2", bind="0.0.0.0"),
            claim("web", 8080, "PORTS.md:7", bind="127.0.0.1"),
        ],
        """\
# decide: 8080 at 0.0.0.0 (site.conf:2) or 127.0.0.1 (PORTS.md:7); the narrowest is written
web: {configured_in: [site.conf], port: 8080}
""",
    ),
    "two addresses of one file are both meant": (
        [
            claim("web", 8080, "site.conf:2", bind="0.0.0.0"),
            claim("web", 8080, "site.conf:3", bind="::"),
            claim("web", 8080, "PORTS.md:7"),
        ],
        """\
web: {configured_in: [site.conf], port: {number: 8080, bind: ["0.0.0.0", "::"]}}
""",
    ),
    "the port inside is no objection": (
        [
            claim("api", 8001, "compose.yaml:4", container_port=8000),
            fact("api", "compose.yaml:2", build="api"),
            claim("api", 8000, "Dockerfile:9"),
        ],
        'api: {build: api, port: "8001:8000"}\n',
    ),
    "a number that nobody wrote is no objection": (
        [claim("web", 4000, ".env:1"), claim("web", 5173, "package.json:3", assumed=True)],
        'web: {configured_in: [".env"], port: 4000}\n',
    ),
    "a line that calls another number": (
        [
            claim("db", 5433, "compose.yaml:4", container_port=5432),
            fact("db", "compose.yaml:2", image="postgres"),
            claim("postgres", 5439, "api/.env:2", reference=True),
        ],
        """\
# decide: 5433 (compose.yaml:4) or 5439 (called in api/.env:2)
db: {kind: postgres, image: postgres, port: 5433}
""",
    ),
    "one file with two names for one number": (
        [claim("Phoenix backend", 4002, "PORTS.md:9"), claim("Backend", 4002, "PORTS.md:28")],
        "phoenix-backend: 4002\n",
    ),
    "one file with two services on one number": (
        [claim("GPU worker", 8080, "PORTS.md:9"), claim("Adminer", 8080, "PORTS.md:28")],
        "gpu-worker: 8080\nadminer: {kind: adminer, port: 8080}\n",
    ),
    "numbers of another status": (
        [
            claim("api", 8000, "PORTS.md:3", status="active"),
            claim("api", 8001, "PORTS.md:4", status="reserved"),
            claim("api", 7000, "PORTS.md:5", status="retired"),
        ],
        """\
# decide: PORTS.md:4 calls 8001 reserved
# decide: PORTS.md:5 calls 7000 retired
api: {ports: {default: 8000, port-8001: 8001}}
""",
    ),
}


@pytest.mark.parametrize("name", DECIDED)
def test_a_decision(name: str) -> None:
    facts, expected = DECIDED[name]
    assert service_lines(*facts) == expected


def test_two_compose_files_in_two_folders_have_two_databases() -> None:
    said = service_lines(
        claim("db", 5432, "a/compose.yaml:3"), claim("db", 5433, "b/compose.yaml:3")
    )
    assert "decide" not in said
    assert "5432" in said
    assert "5433" in said
