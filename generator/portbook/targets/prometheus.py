"""Targets of Prometheus, found in files, and of its blackbox exporter.

https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config. What is
scraped is asked as host:port, what is probed as a URL or host:port: two jobs, two files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from portbook.model.bind import bracketed, is_loopback, is_wildcard
from portbook.model.portmap import Endpoint, Environment, PortMap, Service
from portbook.model.url import PAGES
from portbook.targets.context import Context, Output
from portbook.text.quoting.script import shown


def emit_map(context: Context) -> Iterator[Output]:
    """JSON has no comments, and Prometheus reads a list of groups and nothing else: these two do
    not say what made them."""
    scraped: list[dict[str, Any]] = []
    probed: list[dict[str, Any]] = []
    for environment, service in context.portmap.deployments():
        if service.running and service.claims and not service.implicit:
            scraped += _scraped(context.portmap, environment, service)
            probed += _probed(context.portmap, environment, service)
    for name, groups in (("metrics", scraped), ("blackbox", probed)):
        body = ",\n".join(shown(json.dumps(each, ensure_ascii=False)) for each in groups)
        yield Output(f"prometheus/{name}.json", f"[\n{body}\n]\n" if groups else "[]\n")


def _scraped(
    portmap: PortMap, environment: Environment, service: Service
) -> Iterator[dict[str, Any]]:
    """What has metrics by itself, as its kind says."""
    kind = service.kind
    endpoint = service.endpoint(kind.metrics_endpoint) if kind and kind.metrics else None
    if kind is None or endpoint is None or endpoint.port is None:
        return
    labels = {"__metrics_path__": kind.metrics, **_labels(environment, service)}
    if endpoint.scheme == "https":
        labels["__scheme__"] = "https"
    for host in environment.hosts_of(service):
        yield {"targets": [_address(portmap, host, endpoint)], "labels": {**labels, "host": host}}


def _probed(
    portmap: PortMap, environment: Environment, service: Service
) -> Iterator[dict[str, Any]]:
    """What can be asked whether it is well; `module` is a name of the exporter's own example."""
    health = service.health
    endpoint = service.endpoint(health.endpoint if health else None)
    if endpoint is None or endpoint.port is None or endpoint.port_end is not None:
        return
    if "tcp" not in endpoint.transports:
        return
    web = endpoint.scheme in PAGES and health is not None and health.kind == "http"
    for host in environment.hosts_of(service):
        target = _address(portmap, host, endpoint)
        if web and health is not None:
            target = f"{PAGES[endpoint.scheme or 'http']}://{target}{health.path or '/'}"
        labels = {**_labels(environment, service), "host": host}
        yield {
            "targets": [target],
            "labels": {**labels, "__param_module": "http_2xx" if web else "tcp_connect"},
        }


def _labels(environment: Environment, service: Service) -> dict[str, str]:
    """Names of labels take no hyphen; values are any text."""
    return {
        "project": service.project,
        "environment": environment.name,
        "service": service.name,
        **({"kind": service.kind.name} if service.kind else {}),
    }


def _address(portmap: PortMap, host: str, endpoint: Endpoint) -> str:
    """Where the host's address leads; what only the host itself reaches, by its bind address."""
    known = portmap.hosts.get(host)
    reached = not all(map(is_loopback, endpoint.binds))
    published = known is not None and (known.cluster or reached)
    outer = known.address if known is not None and published else None
    inner = "127.0.0.1" if is_wildcard(endpoint.bind) else endpoint.bind
    return f"{bracketed((outer or inner).strip('[]'))}:{endpoint.port}"
