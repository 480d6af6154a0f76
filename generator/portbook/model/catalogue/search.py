"""Full-text search engines and vector databases."""

from __future__ import annotations

from portbook.model.catalogue.probes import CONNECT
from portbook.model.kinds import Kind, KindPort

__all__ = ["SEARCH"]

SEARCH: tuple[Kind, ...] = (
    Kind(
        "elasticsearch",
        title="Elasticsearch",
        role="search",
        port=9200,
        container_port=9200,
        ports={"transport": KindPort(9300)},
        health="/_cluster/health",
        image="elasticsearch",
        # Without a password of the map's, plain HTTP, which is what its health is asked by.
        image_env={
            "discovery.type": "single-node",
            "xpack.security.enabled or ELASTIC_PASSWORD": "false",
        },
        source="https://www.elastic.co/guide/en/elasticsearch/reference/current/cluster-health.html",
    ),
    Kind(
        "opensearch",
        title="OpenSearch",
        role="search",
        port=9200,
        container_port=9200,
        ports={"transport": KindPort(9300), "analyzer": KindPort(9600, "http")},
        health="/_cluster/health",
        image="opensearchproject/opensearch",
        image_env={
            "discovery.type": "single-node",
            "DISABLE_SECURITY_PLUGIN or OPENSEARCH_INITIAL_ADMIN_PASSWORD": "true",
        },
        source="https://docs.opensearch.org/docs/latest/install-and-configure/install-opensearch/",
    ),
    Kind(
        "meilisearch",
        title="Meilisearch",
        role="search",
        port=7700,
        container_port=7700,
        health="/health",
        image="getmeili/meilisearch",
        source="https://www.meilisearch.com/docs/reference/api/health",
    ),
    Kind(
        "typesense",
        title="Typesense",
        role="search",
        port=8108,
        container_port=8108,
        ports={"peering": KindPort(8107)},
        health="/health",
        container_health=CONNECT,  # curl is not in the image
        cors_variable="TYPESENSE_CORS_DOMAINS",
        image="typesense/typesense",
        needs=("TYPESENSE_API_KEY",),
        image_env={"TYPESENSE_DATA_DIR": "/tmp"},  # a folder that exists: the image has no /data
        source="https://typesense.org/docs/30.1/api/server-configuration.html",
    ),
    Kind(
        "solr",
        title="Solr",
        role="search",
        port=8983,
        container_port=8983,
        health="/solr/admin/info/system",
        image="solr",
        source="https://solr.apache.org/guide/solr/latest/configuration-guide/implicit-requesthandlers.html",
    ),
    Kind(
        "qdrant",
        title="Qdrant",
        role="search",
        port=6333,
        container_port=6333,
        ports={"grpc": KindPort(6334, "grpc")},
        health="/readyz",
        container_health=CONNECT,  # neither curl nor wget, on purpose: qdrant/qdrant#3491
        image="qdrant/qdrant",
        source="https://qdrant.tech/documentation/guides/monitoring/",
    ),
    Kind(
        "chroma",
        title="Chroma",
        role="search",
        port=8000,
        container_port=8000,
        health="/api/v2/heartbeat",
        container_health=CONNECT,  # no curl, wget or python since 1.0; bash is there
        cors_variable="CHROMA_CORS_ALLOW_ORIGINS",
        cors_format="json",
        image="chromadb/chroma",
        source="https://docs.trychroma.com/reference/server-env-vars",
    ),
    Kind(
        "weaviate",
        title="Weaviate",
        role="search",
        port=8080,
        container_port=8080,
        ports={"grpc": KindPort(50051, "grpc")},
        health="/v1/.well-known/ready",
        image="cr.weaviate.io/semitechnologies/weaviate",
        source="https://docs.weaviate.io/deploy/configuration/env-vars",
    ),
    Kind(
        "milvus",
        title="Milvus",
        role="search",
        scheme="grpc",
        port=19530,
        container_port=19530,
        ports={"metrics": KindPort(9091, "http")},
        health="tcp",
        container_health="curl -fsS http://127.0.0.1:9091/healthz",
        image="milvusdb/milvus",
        command=("milvus", "run", "standalone"),
        source="https://milvus.io/docs/install_standalone-docker-compose.md",
    ),
    Kind(
        "tika",
        title="Apache Tika",
        role="search",
        port=9998,
        container_port=9998,
        health="/tika",
        container_health=CONNECT,
        image="apache/tika",
        source="https://cwiki.apache.org/confluence/display/TIKA/TikaServer",
    ),
)
