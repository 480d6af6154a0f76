"""Published ports, as `docker ps`, Podman and `kubectl` print them."""

from __future__ import annotations

import json

import pytest

from portbook.machine.saved_containers import UnknownFormat
from portbook.machine.saved_listeners import read_saved

DOCKER = "\n".join(
    json.dumps(row)
    for row in (
        {"ID": "a1", "Names": "shop-db-1", "Image": "postgres:16",
         "Labels": "com.docker.compose.project=shop,com.docker.compose.service=db",
         "Ports": "0.0.0.0:5433->5432/tcp, [::]:5433->5432/tcp, 9000/tcp"},
        {"ID": "a2", "Names": "rtp", "Image": "rtp", "Labels": "",
         "Ports": "127.0.0.1:8000-8001->80-81/udp"},
    )
)  # fmt: skip
PODMAN = json.dumps(
    [{"Id": "b", "Names": ["web"], "Image": "nginx", "Labels": None, "Ports": [
        {"host_ip": "", "container_port": 80, "host_port": 8080, "range": 2, "protocol": "tcp"}]}]
)  # fmt: skip
KUBECTL = json.dumps(
    {"kind": "List", "items": [
        {"kind": "Service", "metadata": {"name": "api", "uid": "u"}, "spec": {"type": "NodePort",
         "ports": [{"port": 80, "targetPort": 3000, "nodePort": 30080, "protocol": "TCP"}]}},
        {"kind": "Service", "metadata": {"name": "db"}, "spec": {"ports": [{"port": 5432}]}}]}
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DOCKER, {
            "shop-db-1": [("tcp", "0.0.0.0", 5433, 5432), ("tcp", "::", 5433, 5432)],
            "rtp": [("udp", "127.0.0.1", 8000, 80), ("udp", "127.0.0.1", 8001, 81)]}),
        (PODMAN, {"web": [("tcp", "0.0.0.0", 8080, 80), ("tcp", "0.0.0.0", 8081, 81)]}),
        (KUBECTL, {"api": [("tcp", "::", 30080, 3000)]}),
    ],
    ids=["docker", "podman", "kubectl"],
)  # fmt: skip
def test_published_ports_of_each_program(text: str, expected: dict[str, list[object]]) -> None:
    saved = read_saved(text)
    assert {each.name: [tuple(p) for p in each.published] for each in saved.containers} == expected
    assert saved.seen == frozenset()


def test_compose_s_labels_are_kept() -> None:
    first = read_saved(DOCKER).containers[0]
    assert (first.project, first.service, first.image) == ("shop", "db", "postgres:16")


def test_more_ports_than_containers_publish_are_refused() -> None:
    row = {"ID": "a", "Names": "a", "Image": "a", "Ports": "0.0.0.0:1-65535->1-65535/tcp"}
    assert len(read_saved(json.dumps([row] * 3)).containers) == 3
    with pytest.raises(UnknownFormat, match="more than 200,000"):
        read_saved(json.dumps([row] * 9))
