"""Whether the content of a file is of a format; what its name tells is in `readers.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from portbook.sources.naming import names
from portbook.sources.portlist.keys import (
    DESCRIPTIONS,
    NAMES,
    bare,
    is_address,
    is_free,
    is_silent,
    side_of,
)
from portbook.sources.portlist.listeners import ADDRESS
from portbook.text.nodes import Mapping, Node, Scalar, Sequence

_LISTED = ("port", "prod", "production", "staging", "dev", "host_port", "external_port")
"""Keys of a list of ports for which Compose has no meaning, beside its `container_name`."""
_WORKLOADS = names(
    "Service Deployment StatefulSet DaemonSet ReplicaSet Pod Job CronJob Ingress List"
)
_ASSIGNMENT = re.compile(r"^(?:export )?[A-Za-z_]\w*=", re.MULTILINE)
_NEAR = re.compile(r"(?:https?://)?(?:localhost|127\.0\.0\.1):\d{2,5}(?:/\S*)?")
_MAPPED = re.compile(r"(?:[\d.]+:)?(?:\d{2,5}|\$\{\w+:?-\d{2,5}\}):\d{2,5}")
_PORT = re.compile(r"[1-6]?\d{4}(?:\s?[-–]\s?[1-6]?\d{4})?|80|443")


def has_any(node: Node, keys: Iterable[str]) -> bool:
    return isinstance(node, Mapping) and any(node.get(key) is not None for key in keys)


def is_compose(document: Mapping) -> bool:
    """Our own language, too, has services with images; only Compose has them at the top."""
    services = document.get("services")
    if not isinstance(services, Mapping):
        return False
    each = [service for _, service in services.entries()[:50] if isinstance(service, Mapping)]
    if any(has_any(service, _LISTED) for service in each):
        return False
    marks = ("image", "build", "container_name", "extends", "depends_on")
    # A registry of ports gives them labels, or says beside a list what Compose has no key for.
    plain = [s for s in each if not has_any(s, ("container", "description", "purpose", "notes"))]
    lists = [p.items for s in plain if isinstance(p := s.get("ports"), Sequence)]
    return not any(isinstance(service.get("ports"), Mapping) for service in each) and (
        any(has_any(service, marks) for service in each)
        or any(_publishes(item) for items in lists for item in items)
    )


def _publishes(item: Node) -> bool:
    """`8080:80`, or a mapping with a `target`: a list of mere numbers is one of ports."""
    return has_any(item, ("target",)) or (isinstance(item, Scalar) and not item.text.isdecimal())


def is_manifest(document: Mapping) -> bool:
    return has_any(document, ("apiVersion",)) and isinstance(document.get("kind"), Scalar)


def is_workload(document: Mapping) -> bool:
    return is_manifest(document) and getattr(document.get("kind"), "text", "") in _WORKLOADS


def is_package(document: Mapping) -> bool:
    return isinstance(document.get("scripts"), Mapping) and has_any(document, ("name",))


def is_assignments(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return bool(lines) and 2 * len(_ASSIGNMENT.findall(text)) > len(lines)


def hold_ports(documents: list[Node]) -> bool:
    """Whether what they hold is ports, though nothing in them is called so in English."""
    listed = any(map(_keyed_by_ports, documents)) or all(map(_maps_ports, documents))
    listed = listed or any(map(_numbers_services, documents))
    return listed or any(map(_speaks_of_ports, documents))


def _speaks_of_ports(document: Node) -> bool:
    """Whether a key says in any language that it holds ports, or addresses that do."""
    leaves = {bare(key): value.text for key, value in islice(_leaves("", document), 500)}
    return any(
        side_of(key)[1:] == ("port", True) or (is_address(key) and ADDRESS.fullmatch(text[:300]))
        for key, text in leaves.items()
    )


def _keyed_by_ports(document: Node) -> bool:
    """`"4001": {service: web}`, at the top or below one key."""
    if not isinstance(document, Mapping):
        return False
    below = [value for _, value in document.entries() if isinstance(value, Mapping)]
    keys = ([key.text for key, _ in each.entries()] for each in (document, *below))
    return any(len(each) > 1 and all(map(_PORT.fullmatch, each)) for each in keys)


def _numbers_services(node: Node, depth: int = 0) -> bool:
    """Whether `services`, at any depth, are nothing but names with a port each."""
    if depth > _DEEP:
        return False
    if isinstance(node, Sequence):
        return any(_numbers_services(each, depth + 1) for each in node.items[:_FEW])
    held = node.entries()[:_FEW] if isinstance(node, Mapping) else []
    for key, value in held:
        told = value.entries() if isinstance(value, Mapping) else []
        ports = [each.text for _, each in told if isinstance(each, Scalar)]
        named = bare(key.text) in _SERVICES and len(ports) == len(told) > 1
        if named and all(port.isdecimal() and _PORT.fullmatch(port) for port in ports):
            return True
    return any(_numbers_services(value, depth + 1) for _, value in held)


_SERVICES = names("services apps applications servers containers components processes")
_DEEP, _FEW = 4, 20


def _maps_ports(document: Node) -> bool:
    """`db: 5433:5432`, or names of ports, or of addresses of this machine, and nothing else."""
    leaves = list(islice(_leaves("", document), 200)) if isinstance(document, Mapping) else []
    if 2 * sum(_MAPPED.fullmatch(value.text) is not None for _, value in leaves) > len(leaves):
        return bool(leaves)
    if len(leaves) > 1 and all(_NEAR.fullmatch(value.text) for _, value in leaves):
        return True
    told = [(bare(key), value.text) for key, value in leaves if key[:1] not in ("_", "$")]
    words = (*DESCRIPTIONS, *NAMES)
    told = [(k, text) for k, text in told if k not in words and not text.startswith(("/", "http"))]
    given = [text for key, text in told if not (is_silent(key) or is_free(key, listed=True))]
    return 2 * len(given) >= max(4, len(told)) and all(map(_PORT.fullmatch, given))


def _leaves(key: str, node: Node) -> Iterator[tuple[str, Scalar]]:
    """The scalars of a tree, each with the key that it stands below."""
    if isinstance(node, Scalar):
        yield key, node
    elif isinstance(node, Sequence):
        for each in node.items:
            yield from _leaves(key, each)
    elif isinstance(node, Mapping):
        for name, value in node.entries():
            yield from _leaves(name.text, value)
