"""Reads from Kubernetes manifests the ports of their services and containers.

Fields: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from portbook.model.catalogue import kind_of_image
from portbook.sources.found import Fact, FoundClaim, FoundRoute, FoundService
from portbook.sources.numbers import port_number, reading, unread
from portbook.sources.urls import without_password
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, descend, items_at, text_at
from portbook.text.secrets import is_secret
from portbook.text.source import Source
from portbook.text.tree import parse_stream

_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Pod", "CronJob")
MOST_FACTS = 100_000
"""A text that shares lists by aliases may stand for more."""


def _why(line: str) -> str | None:
    """Several lines make one port; an image's tag is none."""
    if line.lstrip("- {").startswith(("port:", "targetPort:", "nodePort:", "hostPort:", "image:")):
        return None
    return "no port of a Service or a container"


@reading(_why)
def read_kubernetes(source: Source) -> Iterator[Fact | Diagnostic]:
    """Node ports and host ports are numbers of a host; all others lie inside the cluster.

    A `targetPort` given by name is looked up in the containers of the same file.
    """
    stream = parse_stream(source)
    yield from stream.problems
    yield from islice(_facts(source, list(_objects(stream.documents))), MOST_FACTS)


def _facts(source: Source, objects: list[Mapping]) -> Iterator[Fact]:
    named: dict[str, int] = {}
    for each in objects:
        if text_at(each, "kind") in _WORKLOADS:
            yield from _workload(source, each, named)
    for each in objects:
        if text_at(each, "kind") == "Service":
            yield from _service(source, each, named)
        elif text_at(each, "kind") == "Ingress":
            yield from _ingress(source, each)


def _objects(documents: list[Node]) -> Iterator[Mapping]:
    for document in documents:
        if isinstance(document, Mapping):
            if text_at(document, "kind") == "List":
                yield from _mappings(document, "items")
            else:
                yield document


def _workload(source: Source, each: Mapping, named: dict[str, int]) -> Iterator[Fact]:
    name, namespace = _name(each), text_at(each, "metadata", "namespace")
    pod: Node | None = each
    if text_at(each, "kind") == "CronJob":
        pod = descend(pod, "spec", "jobTemplate")
    if text_at(each, "kind") != "Pod":
        pod = descend(pod, "spec", "template")
    network = text_at(pod, "spec", "hostNetwork") == "true"
    containers = _mappings(pod, "spec", "containers")
    for at, container in enumerate(containers):
        own = name if at == 0 else text_at(container, "name") or name
        image = text_at(container, "image")
        env = list(_variables(container))
        place = container.place.line
        yield FoundService(
            source.name,
            place,
            name=own,
            project=namespace if namespace != "default" else None,
            image=image,
            kind=kind_of_image(image) if image else None,
            env=tuple((key, without_password(value)) for key, value in env),
            host_network=network,
            secrets=tuple(_secrets(container)),
            health=_probe(container),
        )
        for port in _mappings(container, "ports"):
            yield from _container(source, own, port, network, named)


def _container(
    source: Source, name: str, port: Mapping, network: bool, named: dict[str, int]
) -> Iterator[Fact]:
    number = port_number(text_at(port, "containerPort") or "")
    line = (port.key("containerPort") or port).place.line
    if number is None:
        yield unread(source, line, "its containerPort is no number")
        return
    if label := text_at(port, "name"):
        named.setdefault(f"{name}/{label}", number)
        named.setdefault(label, number)
    outer = port_number(text_at(port, "hostPort") or "") or (number if network else None)
    yield FoundClaim(
        source.name,
        line,
        service=name,
        port=outer,
        endpoint=label,
        container_port=number,
        bind=text_at(port, "hostIP") or ("0.0.0.0" if outer else None),
        transport=(text_at(port, "protocol") or "TCP").lower(),
    )


def _service(source: Source, each: Mapping, named: dict[str, int]) -> Iterator[Fact]:
    name = _name(each)
    sort = text_at(each, "spec", "type") or "ClusterIP"
    for port in _mappings(each, "spec", "ports"):
        given = port_number(text_at(port, "port") or "")
        line = (port.key("port") or port).place.line
        if given is None:
            yield unread(source, line, "its port is no number")
            continue
        target = text_at(port, "targetPort")
        inner = port_number(target) if target else given
        if target and inner is None:
            inner = named.get(f"{name}/{target}") or named.get(target)
        node_port = port_number(text_at(port, "nodePort") or "")
        outer = node_port or (given if sort == "LoadBalancer" else None)
        place = port.key("nodePort") if node_port else None
        yield FoundClaim(
            source.name,
            place.place.line if place else line,
            service=name,
            port=outer,
            endpoint=text_at(port, "name"),
            container_port=inner or given,
            bind="0.0.0.0" if outer else None,
            transport=(text_at(port, "protocol") or "TCP").lower(),
            scheme=text_at(port, "appProtocol"),
            description=f"{sort} service at {given}",
        )


def _ingress(source: Source, each: Mapping) -> Iterator[Fact]:
    for rule in _mappings(each, "spec", "rules"):
        host = text_at(rule, "host")
        for path in _mappings(rule, "http", "paths"):
            backend = descend(path, "backend", "service")
            number = port_number(text_at(backend, "port", "number") or "")
            line = path.place.line
            if (key := descend(backend, "port", "number")) is not None:
                line = key.place.line
            prefix, target = text_at(path, "path") or "/", text_at(backend, "name") or ""
            names = (host,) if host else ()
            route = FoundRoute(source.name, line, prefix, target, number, server_names=names)
            yield route


def _variables(container: Mapping) -> Iterator[tuple[str, str]]:
    for each in _mappings(container, "env"):
        name, value = text_at(each, "name"), text_at(each, "value")
        if name and value is not None and not is_secret(name):
            yield name, value


def _secrets(container: Mapping) -> Iterator[str]:
    for each in _mappings(container, "env"):
        name = text_at(each, "name")
        if name and (descend(each, "valueFrom", "secretKeyRef") is not None or is_secret(name)):
            yield name


def _probe(container: Mapping) -> str | None:
    for probe in ("readinessProbe", "livenessProbe"):
        if path := text_at(container, probe, "httpGet", "path"):
            return path
        if descend(container, probe, "tcpSocket") is not None:
            return "tcp"
    return None


def _name(each: Mapping) -> str:
    return text_at(each, "metadata", "name") or (text_at(each, "kind") or "service").lower()


def _mappings(node: Node | None, *keys: str) -> list[Mapping]:
    return [each for each in items_at(node, *keys) if isinstance(each, Mapping)]
