"""Facts about port numbers: operating systems, browsers, IANA and common use.

Data with its sources; nothing here knows about a port map. IANA's names are from the Service Name
and Transport Protocol Port Number Registry of 2025-02-25
(https://www.iana.org/assignments/service-names-port-numbers), for TCP; a number that is missing
was unassigned or only reserved then.
"""

from __future__ import annotations

from functools import cache

from portbook.model.catalogue import CATALOGUE

# fmt: off
IANA_NAMES: dict[int, str] = {
    80: "http", 443: "https", 1025: "blackjack", 1433: "ms-sql-s", 1521: "ncube-lm", 1883: "mqtt",
    2019: "whosockami", 2181: "eforward", 2375: "docker", 2376: "docker-s", 2379: "etcd-client",
    2380: "etcd-server", 3000: "hbci", 3001: "origo-native", 3100: "opcon-xps", 3306: "mysql",
    4000: "terabase", 4200: "vrml-multi-use", 4222: "vrml-multi-use", 4317: "opentelemetry",
    4321: "rwhois", 4369: "epmd", 4566: "kwtc", 5000: "commplex-main", 5044: "lxi-evntsvc",
    5050: "mmcc", 5432: "postgresql", 5433: "pyrrho", 5500: "fcp-addr-srvr1", 5601: "esmagent",
    5672: "amqp", 5678: "rrac", 5984: "couchdb", 6006: "x11", 6379: "redis", 6443: "sun-sr-https",
    6831: "ambit-lm", 7000: "afs3-fileserver", 7474: "neo4j", 7687: "bolt", 7700: "em7-secom",
    8000: "irdmi", 8001: "vcom-tunnel", 8025: "ca-audit-da", 8080: "http-alt",
    8081: "sunproxyadmin", 8086: "d-s-n", 8088: "radan-http", 8200: "trivnet1",
    8443: "pcsync-https", 8500: "fmtp", 8501: "cmtp-mgt", 8787: "msgsrvr", 8888: "ddi-tcp-1",
    8889: "ddi-tcp-2", 8899: "ospf-lite", 9000: "cslistener", 9001: "etlservicemgr", 9090: "websm",
    9092: "XmlIpcRegSvc", 9093: "copycat", 9100: "hp-pdl-datastr", 9200: "wap-wsp", 9300: "vrace",
    9443: "tungsten-https", 11211: "memcache", 24678: "proactivate", 26257: "cockroach",
    27017: "mongodb",
}
"""Names of numbers that developers meet; most of these are in use for something unrelated."""

KNOWN_TOOLS: dict[int, tuple[str, ...]] = {
    80: ("nginx", "Apache httpd", "Caddy", "Traefik"), 443: ("HTTPS of any web server",),
    2375: ("Docker API",), 2376: ("Docker API over TLS",),
    3000: ("Next.js", "Create React App", "Express", "Ruby on Rails", "Grafana", "Nuxt"),
    3001: ("Next.js beside a taken 3000", "Uptime Kuma"),
    4000: ("Phoenix", "Jekyll", "Apollo Server"), 4369: ("Erlang port mapper (epmd)",),
    5000: ("Flask", "AirPlay Receiver on macOS", "Docker registry", "MLflow", "ASP.NET Core"),
    5173: ("Vite", "SvelteKit"), 5174: ("Vite beside a taken 5173",),
    5433: ("a second PostgreSQL", "YugabyteDB"), 5678: ("n8n", "debugpy"),
    6006: ("Storybook", "TensorBoard"), 6380: ("Redis over TLS", "a second Redis"),
    6831: ("Jaeger agent",), 7000: ("AirPlay Receiver on macOS", "Cassandra (cluster)"),
    8000: ("Django", "FastAPI", "MkDocs", "Python's http.server", "Chroma", "Kong Gateway"),
    8001: ("kubectl proxy", "Kong Gateway (admin)"),
    8080: ("Spring Boot", "Apache Tomcat", "Jenkins", "Keycloak", "Adminer", "Airflow"),
    8081: ("Expo (Metro)", "mongo-express", "Kafka Schema Registry", "Nexus Repository"),
    8088: ("Superset", "ksqlDB"), 8443: ("HTTPS beside a taken 443",),
    8787: ("Wrangler", "RStudio Server"), 8888: ("Jupyter",), 8889: ("a second Jupyter",),
    9000: ("MinIO", "SonarQube", "Portainer (http)", "PHP-FPM", "ClickHouse (native)"),
    9090: ("Prometheus", "Cockpit"), 9093: ("Alertmanager", "Kafka (controller)"),
    9229: ("Node.js inspector",), 24678: ("Vite hot reload, old versions",), 35729: ("LiveReload",),
    50051: ("gRPC server",),
}

BROWSER_BLOCKED: frozenset[int] = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389,
    427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636,
    989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665,
    6666, 6667, 6668, 6669, 6679, 6697, 10080,
))
# fmt: on
"""Numbers that browsers refuse for http, ws and their secure forms.

The Fetch standard's bad ports (https://fetch.spec.whatwg.org/#port-blocking) together with
Chromium's (`net/base/port_util.cc`), which lacks 4190 and 6679 and adds 0.
"""

# Linux: net.ipv4.ip_local_port_range (https://docs.kernel.org/networking/ip-sysctl.html).
# macOS: net.inet.ip.portrange.first and .last. Windows: `netsh int ipv4 show dynamicport tcp`
# (https://learn.microsoft.com/en-us/troubleshoot/windows-server/networking/default-dynamic-port-range-tcpip-chang).
_EPHEMERAL = {
    "linux": range(32768, 61000),
    "macos": range(49152, 65536),
    "windows": range(49152, 65536),
}
LOWEST_EPHEMERAL = min(each.start for each in _EPHEMERAL.values())

# macOS: AirPlay Receiver (ControlCenter) listens on both, IPv4 and IPv6, since Monterey
# (https://developer.apple.com/forums/thread/682332). Windows: the service overview
# (https://learn.microsoft.com/en-us/troubleshoot/windows-server/networking/service-overview-and-network-port-requirements);
# 7680: https://learn.microsoft.com/en-us/windows/deployment/do/waas-delivery-optimization-faq.
# Linux holds none of its own: systemd-resolved's 53 is on 127.0.0.53 and 127.0.0.54 alone.
_AIRPLAY = (
    "AirPlay Receiver; switch it off under System Settings > General > AirDrop & Handoff"
    " > AirPlay Receiver"
)
NODE_PORTS = range(30000, 32768)
"""What Kubernetes publishes Services on, unless somebody changed it
(https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport)."""

_HELD: dict[str, dict[int, str]] = {
    "linux": {},
    "macos": {5000: _AIRPLAY, 7000: _AIRPLAY},
    "windows": {
        135: "the RPC endpoint mapper (RpcSs), which Windows cannot run without",
        139: "NetBIOS session service; switch off NetBIOS over TCP/IP on the network adapter",
        445: "file sharing (SMB); stop and disable the Server service (LanmanServer)",
        5040: "Connected Devices Platform; stop and disable the service CDPSvc",
        5357: "Web Services for Devices (HTTP.sys); switch off network discovery",
        7680: (
            "Delivery Optimization; switch it off under Settings > Windows Update"
            " > Advanced options > Delivery Optimization"
        ),
    },
}


def ephemeral(os: str) -> range:
    """Numbers from which the system takes those of outgoing connections, by its defaults.

    A program that comes up later can find its number in use by some connection.
    """
    return _EPHEMERAL[os]


def privileged(port: int, os: str) -> bool:
    """Whether an ordinary user cannot bind it.

    On macOS that holds for a given address; the wildcard is free since 10.14. Windows knows no
    such thing.
    """
    return os != "windows" and port < 1024


def system_held(os: str) -> dict[int, str]:
    """TCP numbers that the system itself listens on: by what, and how to switch it off."""
    return _HELD[os]


def usual(port: int) -> tuple[str, ...]:
    """Titles of what is usually found at a number, the likeliest first; empty: nothing known."""
    return _usual().get(port, ())


@cache
def _usual() -> dict[int, tuple[str, ...]]:
    """The hand-ordered titles first, then those of the catalogue in its order."""
    found: dict[int, dict[str, None]] = {
        port: dict.fromkeys(titles) for port, titles in KNOWN_TOOLS.items()
    }
    for kind in CATALOGUE.values():
        if kind.port:
            found.setdefault(kind.port, {})[kind.title] = None
        if kind.port != kind.container_port:
            continue  # lives in a container, where its further ports say nothing of the host's
        for name, further in kind.ports.items():
            found.setdefault(further.container_port, {})[f"{kind.title} ({name})"] = None
    return {port: tuple(titles) for port, titles in found.items()}
