"""Services and Ingresses of Kubernetes for a project's containers.

https://kubernetes.io/docs/concepts/services-networking/. A Service is called as the map's service
and listens on its container port, which is what references between containers say. Deployments are
the project's own: the selector names what they have to be labelled with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portbook.model.portfacts import NODE_PORTS
from portbook.model.portmap import Endpoint, Environment, Project, Proxy
from portbook.targets.context import Context, Output
from portbook.targets.proxying import resolve_routes
from portbook.text.quoting.lines import hash_comment
from portbook.text.quoting.yaml import yaml_lines

NAME, PROJECT = "app.kubernetes.io/name", "app.kubernetes.io/part-of"
LONGEST = 15
"""Characters in the name of a port (RFC 6335, 5.1, which Kubernetes follows)."""


def emit(context: Context, project: Project) -> Iterator[Output]:
    """`<project>/kubernetes/<environment>.yaml`, of the environments on clusters; of all where
    none is."""
    for environment in environments_of(context, project):
        notes: list[str] = []
        cluster = context.portmap.host_named(environment.host).cluster is not None
        listed = list(_services(environment, cluster, notes))
        for proxy in environment.proxies:
            listed += _ingress(context, environment, proxy, notes)
        path = f"{project.name}/kubernetes/{environment.name}.yaml"
        yield from manifests(path, [context.notice, *notes], listed)


def environments_of(context: Context, project: Project) -> Iterable[Environment]:
    """Those on clusters; all where none is."""
    every = project.environments.values()
    return [each for each in every if context.portmap.host_named(each.host).cluster] or every


def manifests(path: str, notes: list[str], listed: list[dict[str, Any]]) -> Iterator[Output]:
    """A file of objects with the notes above them; none without any."""
    lines = [hash_comment(note) for note in notes]
    for each in listed:
        lines += ["---", *yaml_lines(each)]
    if listed:
        yield Output(path, "\n".join(lines) + "\n")


def _services(
    environment: Environment, cluster: bool, notes: list[str]
) -> Iterator[dict[str, Any]]:
    for service in environment.services.values():
        if not service.running or not service.claims or service.implicit:
            continue
        if not (service.contained or cluster):
            continue
        ports = _distinct([each for end in service.endpoints for each in _ports(end, cluster)])
        if any(endpoint.port_end is not None for endpoint in service.endpoints):
            notes.append(f"{service.name}: an interval of ports is left out, a Service has none")
        if ports:
            published = any("nodePort" in each for each in ports)
            yield {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {
                    "name": service.name,
                    "labels": {NAME: service.name, PROJECT: service.project},
                },
                "spec": {
                    "type": "NodePort" if published else "ClusterIP",
                    "selector": {NAME: service.name},
                    "ports": ports,
                },
            }


def _distinct(ports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two ports of one number and protocol are refused, and so are two of one name."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for each in ports:
        found.setdefault((each["port"], each["protocol"]), each)
    names: set[str] = set()
    for at, each in enumerate(found.values()):
        if each["name"] in names:
            each["name"] = f"{each['name'][: LONGEST - 4].rstrip('-')}-{at}"
        names.add(each["name"])
    return list(found.values())


def _ports(endpoint: Endpoint, cluster: bool) -> Iterator[dict[str, Any]]:
    inner = endpoint.container_port or endpoint.port
    if inner is None or endpoint.port_end is not None:
        return
    for transport in endpoint.transports:
        single = endpoint.transports == (transport,)
        name = endpoint.name if single else f"{endpoint.name[:11]}-{transport}"
        found: dict[str, Any] = {
            "name": name[:LONGEST].rstrip("-"),
            "port": inner,
            "targetPort": inner,
            "protocol": transport.upper(),
        }
        if endpoint.scheme in ("http", "https", "grpc"):
            found["appProtocol"] = endpoint.scheme.replace("grpc", "kubernetes.io/h2c")
        if cluster and endpoint.published and endpoint.port in NODE_PORTS:
            found["nodePort"] = endpoint.port
        yield found


def _ingress(
    context: Context, environment: Environment, proxy: Proxy, notes: list[str]
) -> Iterator[dict[str, Any]]:
    """An Ingress passes paths on as they come: what strips is the controller's own affair."""
    paths = []
    found, omissions = resolve_routes(context.portmap, environment, proxy)
    notes += [each.note for each in omissions]
    for resolved in found:
        located = resolved.backend.located
        endpoint = located.endpoint
        inner = endpoint and (endpoint.container_port or endpoint.port)
        if resolved.route.strip or located.environment is not environment or inner is None:
            reason = "it strips its path" if resolved.route.strip else "no Service here leads there"
            notes.append(f"{resolved.route.path} is left out: {reason}")
            continue
        backend = {"service": {"name": located.service.name, "port": {"number": inner}}}
        paths.append({"path": resolved.path, "pathType": "Prefix", "backend": backend})
    if not paths:
        return
    names = [name for name in proxy.server_names if name != "_"]
    name = f"{proxy.project}-{proxy.stem}"
    rules: list[dict[str, Any]] = [{"host": each, "http": {"paths": paths}} for each in names]
    spec: dict[str, Any] = {"rules": rules or [{"http": {"paths": paths}}]}
    if proxy.tls is not None:
        spec["tls"] = [{"secretName": f"{name}-tls", **({"hosts": names} if names else {})}]
    yield {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": name},
        "spec": spec,
    }
