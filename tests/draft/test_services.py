"""Facts of one or several files to the entry that a person would have written."""

from __future__ import annotations

import pytest

from portbook.sources.found import FoundClaim, FoundService
from tests.draft.found import claim, fact, service_lines

Facts = list[FoundClaim | FoundService]

ENTRIES: dict[str, tuple[Facts, str]] = {
    "a number alone": ([claim("web", 3000, "PORTS.md:3")], "web: 3000\n"),
    "a title that says more": (
        [claim("Web site (Vite)", 3000, "PORTS.md:3")],
        'web-site: {title: "Web site (Vite)", port: 3000}\n',
    ),
    "a name without a letter of ours": (
        [claim("前端", 3000, "PORTS.md:3")],
        'service-3000: {title: "前端", port: 3000}\n',
    ),
    "one name for two things": (
        [
            claim("cache", 6379, "PORTS.md:3", group="Shop"),
            claim("cache", 6380, "PORTS.md:9", group="Blog"),
        ],
        "cache: {group: Shop, port: 6379}\ncache-2: {title: cache, group: Blog, port: 6380}\n",
    ),
    "what brackets tell apart": (
        [claim("Site (old)", 3000, "PORTS.md:3"), claim("Site (new)", 3001, "PORTS.md:4")],
        'site: {title: "Site (old)", port: 3000}\nsite-new: {title: "Site (new)", port: 3001}\n',
    ),
    "numbers for when its own is taken": (
        [
            claim("cone", 4310, "PORTS.md:3", alternatives=(4311, 4312)),
            claim("cone", 4310, "PORTS.md:9", alternatives=(4310, 4311)),
        ],
        "cone: {port: 4310, alternatives: [4311, 4312]}\n",
    ),
    "container ports": (
        [claim("search", 8001, "PORTS.md:3", container_port=80)],
        'search: "8001:80"\n',
    ),
    "the kind's container port": (
        [
            claim("db", 5433, "compose.yaml:3", container_port=5432),
            fact("db", "compose.yaml:1", image="postgres:15"),
        ],
        "db: {kind: postgres, image: postgres:15, port: 5433}\n",
    ),
    "the same port inside": (
        [
            claim("api", 8000, "compose.yaml:3", container_port=8000),
            fact("api", "compose.yaml:1", build="./api"),
        ],
        "api: {build: api, port: 8000}\n",
    ),
    "a kind that is in a document keeps its container port": (
        [claim("PostgreSQL", 5433, "PORTS.md:3", container_port=5432)],
        'postgresql: {title: PostgreSQL, kind: postgres, port: "5433:5432"}\n',
    ),
    "published everywhere": (
        [
            claim("web", 80, "compose.yaml:3", container_port=80, bind="0.0.0.0"),
            fact("web", "compose.yaml:1", image="acme/web"),
        ],
        'web: {image: acme/web, port: 80, bind: "0.0.0.0"}\n',
    ),
    "two addresses": (
        [
            claim("web", 80, "compose.yaml:3", container_port=80, bind="0.0.0.0"),
            claim("web", 81, "compose.yaml:3", container_port=81, bind="::1"),
            fact("web", "compose.yaml:1", image="acme/web"),
        ],
        'web: {image: acme/web, ports: {default: "0.0.0.0:80", port-81: "[::1]:81"}}\n',
    ),
    "not published": (
        [fact("cache", "compose.yaml:1", image="redis:7")],
        "cache: {kind: redis, image: redis:7, port: {container: 6379}}\n",
    ),
    "nothing but a name": ([fact("worker", "compose.yaml:1")], "worker: {}\n"),
    "only a number inside": (
        [claim("worker", None, "PORTS.md:4", container_port=9000)],
        "worker: {port: {container: 9000}}\n",
    ),
    "endpoints of a known kind": (
        [
            claim("rabbitmq", 5672, "compose.yaml:3", container_port=5672),
            claim("rabbitmq", 15672, "compose.yaml:4", container_port=15672),
            fact("rabbitmq", "compose.yaml:1", image="rabbitmq"),
        ],
        "rabbitmq: {kind: rabbitmq, image: rabbitmq, ports: {default: 5672, management: 15672}}\n",
    ),
    "both transports": (
        [
            claim("dns", 53, "compose.yaml:3", container_port=53, transport="tcp"),
            claim("dns", 53, "compose.yaml:4", container_port=53, transport="udp"),
            fact("dns", "compose.yaml:1", image="acme/dns"),
        ],
        'dns: {image: acme/dns, port: "53/tcp+udp"}\n',
    ),
    "an interval": (
        [claim("media", 50000, "PORTS.md:3", port_end=50010, transport="udp")],
        'media: "50000-50010/udp"\n',
    ),
    "a scheme that nothing implies": (
        [claim("live", 3003, "PORTS.md:3", scheme="ws")],
        "live: {port: {number: 3003, scheme: ws}}\n",
    ),
    "a status": (
        [claim("later", 3003, "PORTS.md:3", status="planned")],
        "later: {status: planned, port: 3003}\n",
    ),
    "where the number is set": (
        [
            claim("web", 5173, "web/vite.config.ts:3"),
            fact("web", "web/vite.config.ts:1", kind="vite"),
        ],
        "web: {kind: vite, configured_in: [web/vite.config.ts], port: 5173}\n",
    ),
    "a database's name and user": (
        [
            claim("db", 5432, "compose.yaml:3", container_port=5432),
            fact(
                "db",
                "compose.yaml:1",
                image="postgres",
                env=(("POSTGRES_DB", "shop"), ("POSTGRES_USER", "me")),
                secrets=("POSTGRES_PASSWORD",),
            ),
        ],
        """\
db:
  kind: postgres
  image: postgres
  port: 5432
  database: {name: shop, user: me}
  secrets: [POSTGRES_PASSWORD]
""",
    ),
    "a check from inside the container": (
        [
            claim("api", 8000, "compose.yaml:3", container_port=80),
            fact(
                "api",
                "compose.yaml:1",
                build=".",
                health="curl -f http://localhost:80/up || exit 1",
            ),
        ],
        'api: {build: ".", port: "8000:80", health: "/up"}\n',
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry(name: str) -> None:
    facts, expected = ENTRIES[name]
    assert service_lines(*facts) == expected
