"""Document, time-series and object stores, and the coordination services that hold state."""

from __future__ import annotations

from portbook.model.catalogue.probes import CONNECT
from portbook.model.kinds import Kind, KindPort

__all__ = ["STORES"]

STORES: tuple[Kind, ...] = (
    Kind(
        "influxdb",
        title="InfluxDB",
        role="database",
        port=8086,
        container_port=8086,
        health="/health",
        container_health="influx ping --host http://127.0.0.1:{self.port}",
        image="influxdb",
        database_variables={
            "name": "DOCKER_INFLUXDB_INIT_BUCKET",
            "user": "DOCKER_INFLUXDB_INIT_USERNAME",
        },
        source="https://docs.influxdata.com/influxdb/v2/reference/cli/influx/ping/",
    ),
    Kind(
        "questdb",
        title="QuestDB",
        role="database",
        port=9000,
        container_port=9000,
        ports={"pg": KindPort(8812, "postgresql"), "ilp": KindPort(9009)},
        health="tcp",
        container_health=CONNECT,
        image="questdb/questdb",
        source="https://questdb.com/docs/deployment/docker/",
    ),
    Kind(
        "couchdb",
        title="CouchDB",
        role="database",
        port=5984,
        container_port=5984,
        health="/_up",
        image="couchdb",
        needs=("COUCHDB_USER", "COUCHDB_PASSWORD"),
        database_variables={"user": "COUCHDB_USER"},
        source="https://docs.couchdb.org/en/stable/api/server/common.html",
    ),
    Kind(
        "arangodb",
        title="ArangoDB",
        role="database",
        port=8529,
        container_port=8529,
        health="/_admin/server/availability",
        image="arangodb",
        needs=("ARANGO_ROOT_PASSWORD or ARANGO_NO_AUTH or ARANGO_RANDOM_ROOT_PASSWORD",),
        source="https://docs.arangodb.com/stable/develop/http-api/monitoring/",
    ),
    Kind(
        "surrealdb",
        title="SurrealDB",
        role="database",
        port=8000,
        container_port=8000,
        health="/health",
        container_health="",  # the server's binary and nothing else, no shell
        image="surrealdb/surrealdb",
        command=("start",),
        source="https://surrealdb.com/docs/surrealdb/integration/http",
    ),
    Kind(
        "dynamodb-local",
        title="DynamoDB local",
        role="database",
        port=8000,
        container_port=8000,
        health="tcp",  # answers 400 to a plain GET
        container_health=CONNECT,
        image="amazon/dynamodb-local",
        source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.html",
    ),
    Kind(
        "minio",
        title="MinIO",
        role="database",
        port=9000,
        container_port=9000,
        ports={"console": KindPort(9001, "http")},
        health="/minio/health/live",
        container_health="mc ready local",  # curl left the image in November 2023
        cors_variable="MINIO_API_CORS_ALLOW_ORIGIN",
        image="minio/minio",
        command=("server", "/data", "--console-address", ":9001"),
        source="https://github.com/minio/minio/tree/master/docs/orchestration/docker-compose",
    ),
    Kind(
        "etcd",
        title="etcd",
        role="database",
        port=2379,
        container_port=2379,
        ports={"peer": KindPort(2380, "http")},
        health="/health",
        container_health="",  # distroless since 3.5.7: no shell
        image="gcr.io/etcd-development/etcd",
        source="https://etcd.io/docs/latest/op-guide/monitoring/",
    ),
    Kind(
        "zookeeper",
        title="ZooKeeper",
        role="database",
        scheme=None,
        port=2181,
        container_port=2181,
        ports={"admin": KindPort(8080, "http")},
        health="tcp",
        container_health="zkServer.sh status",
        image="zookeeper",
        source="https://hub.docker.com/_/zookeeper",
    ),
)
