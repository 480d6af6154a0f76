"""The shipped kinds: what programs that people really run are like, before anybody configures them.

Data, in one explicit order: theme by theme. `ALIASES` are other names for the same thing;
`kind_of_image` reads a container image's reference.
"""

from __future__ import annotations

from portbook.model.catalogue.ai import AI
from portbook.model.catalogue.automation import AUTOMATION
from portbook.model.catalogue.backends import BACKENDS
from portbook.model.catalogue.blockchain import BLOCKCHAIN
from portbook.model.catalogue.databases import DATABASES
from portbook.model.catalogue.frontends import FRONTENDS
from portbook.model.catalogue.images import image_table, kind_in
from portbook.model.catalogue.infrastructure import INFRASTRUCTURE
from portbook.model.catalogue.observability import OBSERVABILITY
from portbook.model.catalogue.platforms import PLATFORMS
from portbook.model.catalogue.proxies import PROXIES
from portbook.model.catalogue.queues import CACHES_AND_QUEUES
from portbook.model.catalogue.search import SEARCH
from portbook.model.catalogue.stores import STORES
from portbook.model.catalogue.tools import TOOLS
from portbook.model.kinds import Kind

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
