"""Container image references, and which kind each stands for.

The reference's grammar: https://github.com/distribution/reference
(`[registry[:port]/]path[:tag][@digest]`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portbook.model.kinds import Kind

__all__ = ["image_table", "kind_in", "starts_as"]

_OTHERS = {
    "amazon/aws-otel-collector": "otel-collector",
    "anzaxyz/agave": "solana-validator",
    "arangodb/arangodb": "arangodb",
    "chainguard/nginx": "nginx",
    "chainguard/postgres": "postgres",
    "chainguard/redis": "redis",
    "chroma-core/chroma": "chroma",
    "clickhouse": "clickhouse",
    "confluentinc/confluent-local": "kafka",
    "confluentinc/cp-kafka": "kafka",
    "confluentinc/cp-zookeeper": "zookeeper",
    "coreos/etcd": "etcd",
    "elasticsearch/elasticsearch": "elasticsearch",
    "eqalpha/keydb": "redis",
    "foundry-rs/foundry": "anvil",
    "ggerganov/llama.cpp": "llama-cpp",
    "gvenzl/oracle-free": "oracle",
    "gvenzl/oracle-xe": "oracle",
    "grafana/grafana-enterprise": "grafana",
    "grafana/grafana-oss": "grafana",
    "jaegertracing/all-in-one": "jaeger",
    "jupyter/base-notebook": "jupyter",
    "jupyter/datascience-notebook": "jupyter",
    "jupyter/minimal-notebook": "jupyter",
    "jupyter/scipy-notebook": "jupyter",
    "kibana/kibana": "kibana",
    "linuxserver/code-server": "code-server",
    "linuxserver/mariadb": "mariadb",
    "logstash/logstash": "logstash",
    "mongodb/mongodb-community-server": "mongodb",
    "mysql/mysql-server": "mysql",
    "n8nio/n8n": "n8n",
    "nginxinc/nginx-unprivileged": "nginx",
    "otel/opentelemetry-collector-contrib": "otel-collector",
    "percona/percona-server": "mysql",
    "percona/percona-server-mongodb": "mongodb",
    "pgvector/pgvector": "postgres",
    "phpmyadmin/phpmyadmin": "phpmyadmin",
    "portainer/portainer-ee": "portainer",
    "postgis/postgis": "postgres",
    "provectuslabs/kafka-ui": "kafka-ui",
    "rediscommander/redis-commander": "redis-commander",
    "redis/redis-stack": "redis",
    "redis/redis-stack-server": "redis",
    "semitechnologies/weaviate": "weaviate",
    "solanalabs/solana": "solana-validator",
    "supabase/postgres": "postgres",
    "temporalio/server": "temporal",
    "temporalio/temporal": "temporal",
    "timescale/timescaledb": "postgres",
    "timescale/timescaledb-ha": "postgres",
}
"""Images beside the official one that behave like it at their port."""

_BUILT_ON = {
    "arangodb/arangodb": "arangodb",
    "elasticsearch/elasticsearch": "elasticsearch",
    "pgvector/pgvector": "postgres",
    "postgis/postgis": "postgres",
    "timescale/timescaledb": "postgres",
    "timescale/timescaledb-ha": "postgres",
}
"""Of these, the ones that are the official image under another name, or add to it and are
started like it."""

_REPACKAGERS = frozenset({"bitnami", "bitnamilegacy", "bitnamisecure", "rapidfort"})
"""Owners who repackage many programs under those programs' own names."""


def _bare(image: str) -> str:
    """The reference without tag and digest, in lower case as the grammar has it."""
    name = image.strip().partition("@")[0]
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}".lower()


def _path(name: str) -> str:
    """Without the registry: a first part with a dot, a port, or `localhost` (distribution)."""
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        name = rest
    return name.removeprefix("library/")


def image_table(kinds: Iterable[Kind]) -> dict[str, str]:
    """Path of an image to its kind; a kind's own image wins."""
    own = {_path(_bare(kind.image)): kind.name for kind in kinds if kind.image}
    return {_path(path): name for path, name in _OTHERS.items()} | own


def starts_as(image: str, kind: Kind) -> bool:
    """Whether what the kind says of starting its image is true of this one.

    A kind that names no image speaks of all that its services run.
    """
    path = _path(_bare(image))
    if kind.image is None or path == _path(_bare(kind.image)):
        return True
    return _BUILT_ON.get(path) == kind.name


def kind_in(image: str, table: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    """Look a reference up; `names` serves those who repackage under the program's own name."""
    path = _path(_bare(image))
    if path in table:
        return table[path]
    owner, _, name = path.partition("/")
    return names.get(name) if owner in _REPACKAGERS else None
