"""Relational, wide-column, columnar and graph databases."""

from __future__ import annotations

from portbook.model.catalogue.probes import CONNECT
from portbook.model.kinds import Kind, KindPort

__all__ = ["DATABASES"]

DATABASES: tuple[Kind, ...] = (
    Kind(
        "postgres",
        title="PostgreSQL",
        role="database",
        scheme="postgresql",
        port=5432,
        container_port=5432,
        health="pg_isready -h {self.host} -p {self.port}",
        # By address: while the image runs its init scripts it listens on the socket alone.
        container_health="pg_isready -h 127.0.0.1 -p {self.port}",
        image="postgres",
        needs=("POSTGRES_PASSWORD or POSTGRES_HOST_AUTH_METHOD",),
        database_variables={"name": "POSTGRES_DB", "user": "POSTGRES_USER"},
        source="https://hub.docker.com/_/postgres",
    ),
    Kind(
        "mysql",
        title="MySQL",
        role="database",
        scheme="mysql",
        port=3306,
        container_port=3306,
        # Without --protocol the client takes "localhost" for the socket file.
        health="mysqladmin ping --protocol=tcp -h {self.host} -P {self.port}",
        container_health="mysqladmin ping --protocol=tcp -h 127.0.0.1 -P {self.port}",
        image="mysql",
        needs=("MYSQL_ROOT_PASSWORD or MYSQL_ALLOW_EMPTY_PASSWORD or MYSQL_RANDOM_ROOT_PASSWORD",),
        database_variables={"name": "MYSQL_DATABASE", "user": "MYSQL_USER"},
        source="https://hub.docker.com/_/mysql",
    ),
    Kind(
        "mariadb",
        title="MariaDB",
        role="database",
        scheme="mysql",
        port=3306,
        container_port=3306,
        health="mariadb-admin ping --protocol=tcp -h {self.host} -P {self.port}",
        container_health="healthcheck.sh --connect --innodb_initialized",
        image="mariadb",
        needs=(
            (
                "MARIADB_ROOT_PASSWORD or MARIADB_ROOT_PASSWORD_HASH"
                " or MARIADB_ALLOW_EMPTY_ROOT_PASSWORD or MARIADB_RANDOM_ROOT_PASSWORD"
                " or MYSQL_ROOT_PASSWORD or MYSQL_ALLOW_EMPTY_PASSWORD"
                " or MYSQL_RANDOM_ROOT_PASSWORD"
            ),
        ),
        database_variables={"name": "MARIADB_DATABASE", "user": "MARIADB_USER"},
        source="https://mariadb.com/kb/en/using-healthcheck-sh/",
    ),
    Kind(
        "mongodb",
        title="MongoDB",
        role="database",
        scheme="mongodb",
        port=27017,
        container_port=27017,
        health=(
            "mongosh --quiet --host {self.host} --port {self.port}"
            " --eval \"db.adminCommand('ping')\""
        ),
        container_health="mongosh --quiet --port {self.port} --eval \"db.adminCommand('ping')\"",
        image="mongo",
        # Both may be left out, but not one of the two.
        needs=(
            "MONGO_INITDB_ROOT_PASSWORD with MONGO_INITDB_ROOT_USERNAME",
            "MONGO_INITDB_ROOT_USERNAME with MONGO_INITDB_ROOT_PASSWORD",
        ),
        database_variables={"name": "MONGO_INITDB_DATABASE", "user": "MONGO_INITDB_ROOT_USERNAME"},
        source="https://hub.docker.com/_/mongo",
    ),
    Kind(
        "mssql",
        title="SQL Server",
        role="database",
        scheme="sqlserver",
        port=1433,
        container_port=1433,
        health="tcp",
        container_health=CONNECT,
        image="mcr.microsoft.com/mssql/server",
        needs=("ACCEPT_EULA", "MSSQL_SA_PASSWORD or SA_PASSWORD"),
        source="https://learn.microsoft.com/en-us/sql/linux/quickstart-install-connect-docker",
    ),
    Kind(
        "oracle",
        title="Oracle Database",
        role="database",
        scheme="oracle",
        port=1521,
        container_port=1521,
        health="tcp",
        container_health="/opt/oracle/checkDBStatus.sh",
        image="container-registry.oracle.com/database/free",
        source="https://github.com/oracle/docker-images/tree/main/OracleDatabase/SingleInstance",
    ),
    Kind(
        "cockroachdb",
        title="CockroachDB",
        role="database",
        scheme="postgresql",
        port=26257,
        container_port=26257,
        ports={"http": KindPort(8080, "http")},
        health="tcp",
        container_health="curl -fsS 'http://127.0.0.1:8080/health?ready=1'",
        image="cockroachdb/cockroach",
        command=("start-single-node", "--insecure"),
        database_variables={"name": "COCKROACH_DATABASE", "user": "COCKROACH_USER"},
        source="https://www.cockroachlabs.com/docs/stable/monitoring-and-alerting",
    ),
    Kind(
        "yugabytedb",
        title="YugabyteDB",
        role="database",
        scheme="postgresql",
        port=5433,
        container_port=5433,
        ports={"ui": KindPort(15433, "http")},
        health="tcp",
        container_health="",  # listens on the container's own address, which differs by run
        image="yugabytedb/yugabyte",
        command=("bin/yugabyted", "start", "--background=false"),
        source="https://docs.yugabyte.com/preview/reference/configuration/default-ports/",
    ),
    Kind(
        "cassandra",
        title="Cassandra",
        role="database",
        scheme=None,
        port=9042,
        container_port=9042,
        ports={"cluster": KindPort(7000)},
        health="tcp",
        container_health="cqlsh -e 'DESCRIBE CLUSTER'",
        image="cassandra",
        source="https://hub.docker.com/_/cassandra",
    ),
    Kind(
        "scylladb",
        title="ScyllaDB",
        role="database",
        scheme=None,
        port=9042,
        container_port=9042,
        health="tcp",
        container_health="nodetool status",
        image="scylladb/scylla",
        source="https://hub.docker.com/r/scylladb/scylla",
    ),
    Kind(
        "clickhouse",
        title="ClickHouse",
        role="database",
        scheme="http",
        port=8123,
        container_port=8123,
        ports={"native": KindPort(9000)},
        health="/ping",
        image="clickhouse/clickhouse-server",
        database_variables={"name": "CLICKHOUSE_DB", "user": "CLICKHOUSE_USER"},
        source="https://clickhouse.com/docs/guides/sre/network-ports",
    ),
    Kind(
        "neo4j",
        title="Neo4j",
        role="database",
        scheme="bolt",
        port=7687,
        container_port=7687,
        ports={"http": KindPort(7474, "http")},
        health="tcp",
        container_health="wget -q -O /dev/null http://127.0.0.1:7474/",
        image="neo4j",
        source="https://neo4j.com/docs/operations-manual/current/configuration/ports/",
    ),
)
