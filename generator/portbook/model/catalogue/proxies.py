"""Web servers, reverse proxies, gateways and tunnels."""

from __future__ import annotations

from portbook.model.catalogue.probes import CONNECT
from portbook.model.kinds import Kind, KindPort

__all__ = ["PROXIES"]

PROXIES: tuple[Kind, ...] = (
    Kind(
        "nginx",
        title="nginx",
        role="proxy",
        port=80,
        container_port=80,
        ports={"https": KindPort(443, "https")},
        health="tcp",  # which path answers is the configuration's affair
        container_health=CONNECT,
        image="nginx",
        source="https://hub.docker.com/_/nginx",
    ),
    Kind(
        "apache",
        title="Apache httpd",
        role="proxy",
        port=80,
        container_port=80,
        ports={"https": KindPort(443, "https")},
        health="tcp",
        container_health=CONNECT,
        image="httpd",
        source="https://hub.docker.com/_/httpd",
    ),
    Kind(
        "caddy",
        title="Caddy",
        role="proxy",
        port=80,
        container_port=80,
        ports={"https": KindPort(443, "https"), "admin": KindPort(2019, "http")},
        health="tcp",
        container_health="wget -q -O /dev/null http://127.0.0.1:2019/config/",
        image="caddy",
        source="https://caddyserver.com/docs/api",
    ),
    Kind(
        "traefik",
        title="Traefik",
        role="proxy",
        port=80,
        container_port=80,
        ports={"https": KindPort(443, "https"), "dashboard": KindPort(8080, "http")},
        health="tcp",
        container_health=CONNECT,  # `traefik healthcheck` fails unless ping is switched on
        image="traefik",
        source="https://doc.traefik.io/traefik/reference/install-configuration/observability/healthcheck/",
    ),
    Kind(
        "haproxy",
        title="HAProxy",
        role="proxy",
        port=80,
        container_port=80,
        ports={"stats": KindPort(8404, "http")},
        health="tcp",
        container_health=CONNECT,
        image="haproxy",
        source="https://hub.docker.com/_/haproxy",
    ),
    Kind(
        "envoy",
        title="Envoy",
        role="proxy",
        port=10000,
        container_port=10000,
        ports={"admin": KindPort(9901, "http")},
        health="tcp",
        container_health=CONNECT,
        image="envoyproxy/envoy",
        source="https://www.envoyproxy.io/docs/envoy/latest/start/quick-start/run-envoy",
    ),
    Kind(
        "kong",
        title="Kong Gateway",
        role="proxy",
        port=8000,
        container_port=8000,
        ports={
            "https": KindPort(8443, "https"),
            "admin": KindPort(8001, "http"),
            "manager": KindPort(8002, "http"),
        },
        health="tcp",
        container_health="kong health",
        image="kong",
        image_env={"KONG_DATABASE or KONG_PG_HOST": "off"},
        source="https://developer.konghq.com/gateway/network-ports/",
    ),
    Kind(
        "nginx-proxy-manager",
        title="Nginx Proxy Manager",
        role="proxy",
        port=80,
        container_port=80,
        ports={"https": KindPort(443, "https"), "admin": KindPort(81, "http")},
        health="tcp",
        container_health="/usr/bin/check-health",
        image="jc21/nginx-proxy-manager",
        source="https://nginxproxymanager.com/advanced-config/",
    ),
    Kind(
        "ngrok",
        title="ngrok",
        role="proxy",
        port=4040,
        container_port=4040,
        health="/api/tunnels",
        container_health="",  # what its image carries beside the agent is not documented
        image="ngrok/ngrok",
        source="https://ngrok.com/docs/agent/api/",
    ),
)
