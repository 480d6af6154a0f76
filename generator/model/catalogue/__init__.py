"""The shipped kinds: what programs that people really run are like, before anybody configures them.

Data, in one explicit order: theme by theme. `ALIASES` are other names for the same thing;
`kind_of_image` reads a container image's reference.
"""

from __future__ import annotations

from generator.model.catalogue.ai import AI
from generator.model.catalogue.automation import AUTOMATION
from generator.model.catalogue.backends import BACKENDS
from generator.model.catalogue.blockchain import BLOCKCHAIN
from generator.model.catalogue.databases import DATABASES
from generator.model.catalogue.frontends import FRONTENDS
from generator.model.catalogue.images import image_table, kind_in
from generator.model.catalogue.infrastructure import INFRASTRUCTURE
from generator.model.catalogue.observability import OBSERVABILITY
from generator.model.catalogue.platforms import PLATFORMS
from generator.model.catalogue.proxies import PROXIES
from generator.model.catalogue.queues import CACHES_AND_QUEUES
from generator.model.catalogue.search import SEARCH
from generator.model.catalogue.stores import STORES
from generator.model.catalogue.tools import TOOLS
from generator.model.kinds import Kind

__all__ = ["ALIASES", "CATALOGUE", "kind_of_image"]

_ALL: tuple[Kind, ...] = (
    *DATABASES,
    *STORES,
    *CACHES_AND_QUEUES,
    *SEARCH,
    *FRONTENDS,
    *BACKENDS,
    *PLATFORMS,
    *PROXIES,
    *OBSERVABILITY,
    *AI,
    *AUTOMATION,
    *TOOLS,
    *INFRASTRUCTURE,
    *BLOCKCHAIN,
)

CATALOGUE: dict[str, Kind] = {kind.name: kind for kind in _ALL}

ALIASES: dict[str, str] = {
    "apache-kafka": "kafka",
    "cockroach": "cockroachdb",
    "cra": "create-react-app",
    "dotnet": "aspnet",
    "elastic": "elasticsearch",
    "electric-sql": "electric",
    "electricsql": "electric",
    "ethereum": "ethereum-node",
    "express-js": "express",
    "expressjs": "express",
    "flower": "celery-flower",
    "geth": "ethereum-node",
    "golang": "go",
    "httpd": "apache",
    "jupyterlab": "jupyter",
    "kubo": "ipfs",
    "llamacpp": "llama-cpp",
    "mcp": "mcp-server",
    "memcache": "memcached",
    "mongo": "mongodb",
    "mqtt": "mosquitto",
    "nest": "nestjs",
    "next": "nextjs",
    "next-js": "nextjs",
    "nodejs": "node",
    "npm-registry": "verdaccio",
    "nuxtjs": "nuxt",
    "opentelemetry-collector": "otel-collector",
    "otel": "otel-collector",
    "pg": "postgres",
    "pgvector": "postgres",
    "postgis": "postgres",
    "postgresql": "postgres",
    "psql": "postgres",
    "rabbit": "rabbitmq",
    "react-router": "remix",
    "registry": "docker-registry",
    "scylla": "scylladb",
    "solana": "solana-validator",
    "solana-test-validator": "solana-validator",
    "spring": "spring-boot",
    "springboot": "spring-boot",
    "sql-server": "mssql",
    "sqlserver": "mssql",
    "svelte-kit": "sveltekit",
    "timescaledb": "postgres",
    "yugabyte": "yugabytedb",
}

_BY_IMAGE = image_table(_ALL)
_BY_NAME = ALIASES | {name: name for name in CATALOGUE}


def kind_of_image(image: str) -> str | None:
    """The kind's name for a reference such as `postgres:15`; None where the image is not known.

    Registry, tag and digest do not matter. An unknown owner's image is not guessed at by its last
    word: `acme/express` may be anything.
    """
    return kind_in(image, _BY_IMAGE, _BY_NAME)
