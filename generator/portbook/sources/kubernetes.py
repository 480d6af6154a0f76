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
from portbook.text.nodes import Mapping, Node, Scalar, Sequence, descend
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
        if _text(each, "kind") in _WORKLOADS:
            yield from _workload(source, each, named)
    for each in objects:
        if _text(each, "kind") == "Service":
            yield from _service(source, each, named)
        elif _text(each, "kind") == "Ingress":
            yield from _ingress(source, each)


def _objects(documents: list[Node]) -> Iterator[Mapping]:
    for document in documents:
        if isinstance(document, Mapping):
            if _text(document, "kind") == "List":
                yield from _mappings(document.get("items"))
            else:
                yield document


def _workload(source: Source, each: Mapping, named: dict[str, int]) -> Iterator[Fact]:
    name, namespace = _name(each), _at(each, "metadata", "namespace")
    pod: Node | None = each
    if _text(each, "kind") == "CronJob":
        pod = descend(pod, "spec", "jobTemplate")
    if _text(each, "kind") != "Pod":
        pod = descend(pod, "spec", "template")
    network = _text(descend(pod, "spec"), "hostNetwork") == "true"
    containers = _mappings(descend(pod, "spec", "containers"))
    for at, container in enumerate(containers):
        own = name if at == 0 else _text(container, "name") or name
        image = _text(container, "image")
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
        for port in _mappings(container.get("ports")):
            yield from _container(source, own, port, network, named)


def _container(
    source: Source, name: str, port: Mapping, network: bool, named: dict[str, int]
) -> Iterator[Fact]:
    number = port_number(_text(port, "containerPort") or "")
    line = (port.key("containerPort") or port).place.line
    if number is None:
        yield unread(source, line, "its containerPort is no number")
        return
    if label := _text(port, "name"):
        named.setdefault(f"{name}/{label}", number)
        named.setdefault(label, number)
    outer = port_number(_text(port, "hostPort") or "") or (number if network else None)
    yield FoundClaim(
        source.name,
        line,
        service=name,
        port=outer,
        endpoint=label,
        container_port=number,
        bind=_text(port, "hostIP") or ("0.0.0.0" if outer else None),
        transport=(_text(port, "protocol") or "TCP").lower(),
    )


def _service(source: Source, each: Mapping, named: dict[str, int]) -> Iterator[Fact]:
    name = _name(each)
    sort = _at(each, "spec", "type") or "ClusterIP"
    for port in _mappings(descend(each, "spec", "ports")):
        given = port_number(_text(port, "port") or "")
        line = (port.key("port") or port).place.line
        if given is None:
            yield unread(source, line, "its port is no number")
            continue
        target = _text(port, "targetPort")
        inner = port_number(target) if target else given
        if target and inner is None:
            inner = named.get(f"{name}/{target}") or named.get(target)
        node_port = port_number(_text(port, "nodePort") or "")
        outer = node_port or (given if sort == "LoadBalancer" else None)
        place = port.key("nodePort") if node_port else None
        yield FoundClaim(
            source.name,
            place.place.line if place else line,
            service=name,
            port=outer,
            endpoint=_text(port, "name"),
            container_port=inner or given,
            bind="0.0.0.0" if outer else None,
            transport=(_text(port, "protocol") or "TCP").lower(),
            scheme=_text(port, "appProtocol"),
            description=f"{sort} service at {given}",
        )


def _ingress(source: Source, each: Mapping) -> Iterator[Fact]:
    for rule in _mappings(descend(each, "spec", "rules")):
        host = _text(rule, "host")
        for path in _mappings(descend(rule, "http", "paths")):
            backend = descend(path, "backend", "service")
            number = port_number(_at(backend, "port", "number") or "")
            line = path.place.line
            if (key := descend(backend, "port", "number")) is not None:
                line = key.place.line
            prefix, target = _text(path, "path") or "/", _text(backend, "name") or ""
            names = (host,) if host else ()
            route = FoundRoute(source.name, line, prefix, target, number, server_names=names)
            yield route


def _variables(container: Mapping) -> Iterator[tuple[str, str]]:
    for each in _mappings(container.get("env")):
        name, value = _text(each, "name"), _text(each, "value")
        if name and value is not None and not is_secret(name):
            yield name, value


def _secrets(container: Mapping) -> Iterator[str]:
    for each in _mappings(container.get("env")):
        name = _text(each, "name")
        if name and (descend(each, "valueFrom", "secretKeyRef") is not None or is_secret(name)):
            yield name


def _probe(container: Mapping) -> str | None:
    for probe in ("readinessProbe", "livenessProbe"):
        if path := _at(container, probe, "httpGet", "path"):
            return path
        if descend(container, probe, "tcpSocket") is not None:
            return "tcp"
    return None


def _name(each: Mapping) -> str:
    return _at(each, "metadata", "name") or (_text(each, "kind") or "service").lower()


def _at(node: Node | None, *keys: str) -> str | None:
    return _text(descend(node, *keys[:-1]), keys[-1])


def _text(node: Node | None, key: str) -> str | None:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value.text if isinstance(value, Scalar) and not value.is_null else None


def _mappings(node: Node | None) -> list[Mapping]:
    items = node.items if isinstance(node, Sequence) else []
    return [each for each in items if isinstance(each, Mapping)]
