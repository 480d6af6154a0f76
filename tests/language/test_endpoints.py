"""Every form that an endpoint can be written in."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from portbook.language.load import read
from portbook.model.portmap import Endpoint, Service
from portbook.text.source import Source


def service(keys: str, kinds: str = "{}") -> Service:
    text = f"kinds: {kinds}\nprojects: {{shop: {{services: {{api: {keys}}}}}}}"
    reading = read(Source("ports.yaml", text))
    assert [problem.message for problem in reading.problems] == []
    assert reading.portmap is not None
    return reading.portmap.projects["shop"].default.services["api"]


def shown(endpoint: Endpoint) -> dict[str, Any]:
    """What differs from a plain TCP endpoint on loopback."""
    plain = Endpoint(endpoint.name)
    names = [each.name for each in fields(endpoint) if each.name not in ("name", "scheme")]
    pairs = {name: getattr(endpoint, name) for name in names}
    return {name: value for name, value in pairs.items() if value != getattr(plain, name)}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("3000", {"port": 3000}),
        ('"3000"', {"port": 3000}),
        ('"5434:5432"', {"port": 5434, "container_port": 5432}),
        ("5434:5432", {"port": 5434, "container_port": 5432}),
        ('"127.0.0.1:5434:5432"', {"port": 5434, "container_port": 5432}),
        ('"0.0.0.0:5434:5432"', {"port": 5434, "container_port": 5432, "bind": "0.0.0.0"}),
        ('"[::1]:5434:5432"', {"port": 5434, "container_port": 5432, "bind": "::1"}),
        ('"localhost:80"', {"port": 80, "bind": "localhost"}),
        ('"*:80"', {"port": 80, "bind": "*"}),
        ('"53/udp"', {"port": 53, "transports": ("udp",)}),
        ('"53/tcp+udp"', {"port": 53, "transports": ("tcp", "udp")}),
        ('"53/udp+tcp"', {"port": 53, "transports": ("tcp", "udp")}),
        ('"50020-50030"', {"port": 50020, "port_end": 50030}),
        ('"80-80"', {"port": 80}),
        (
            '"8000-8002:80-82"',
            {"port": 8000, "port_end": 8002, "container_port": 80, "container_end": 82},
        ),
        ("null", {}),
        ("{container: 5432}", {"container_port": 5432, "published": False}),
        ("{number: null, container: 5432}", {"container_port": 5432}),
        (
            "{number: 1, container: 2, bind: '::1', transport: udp, path: /x}",
            {"port": 1, "container_port": 2, "bind": "::1", "transports": ("udp",), "path": "/x"},
        ),
        ("{number: 9, public: 'https://x.example'}", {"port": 9, "public": "https://x.example"}),
        (
            "{number: 1, container: 2, mode: host, app_protocol: http2, name: main}",
            {
                "port": 1,
                "container_port": 2,
                "mode": "host",
                "app_protocol": "http2",
                "port_name": "main",
            },
        ),
        ('"5101-5110:5000"', {"port": 5101, "port_end": 5110, "container_port": 5000}),
        ('"9000:9000/sctp"', {"port": 9000, "container_port": 9000, "transports": ("sctp",)}),
        ("{container: 80, publish: random}", {"container_port": 80, "random": True}),
        ("{container: 80, publish: false}", {"container_port": 80, "published": False}),
        (
            "{number: 1, bind: [127.0.0.1, 192.0.2.7]}",
            {"port": 1, "more_binds": ("192.0.2.7",)},
        ),
        (
            "{number: 8000-8001, container: 80-81}",
            {"port": 8000, "port_end": 8001, "container_port": 80, "container_end": 81},
        ),
    ],
)
def test_forms(form: str, expected: dict[str, Any]) -> None:
    (endpoint,) = service(f"{{ports: {{x: {form}}}}}").endpoints
    assert (endpoint.name, shown(endpoint)) == ("x", expected)
    (default,) = service(f"{{port: {form}}}").endpoints
    assert (default.name, shown(default)) == ("default", expected)


def test_the_service_itself_may_be_its_port() -> None:
    assert [shown(each) for each in service('"5433:5432"').endpoints] == [
        {"port": 5433, "container_port": 5432}
    ]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("{kind: postgres, image: postgres}", {"port": 5432, "container_port": 5432}),
        ("{kind: postgres, image: postgres, port: 5433}", {"port": 5433, "container_port": 5432}),
        ("{kind: postgres, port: 5433}", {"port": 5433}),
        ("{image: box, port: 7000}", {"port": 7000, "container_port": 7000}),
        ("{build: ., port: 50020-50021}", None),
        ("{port: 7000, bind: 0.0.0.0}", {"port": 7000, "bind": "0.0.0.0"}),
    ],
)
def test_what_a_container_port_is(keys: str, expected: dict[str, Any] | None) -> None:
    (endpoint,) = service(keys).endpoints
    span = {"port": 50020, "port_end": 50021, "container_port": 50020, "container_end": 50021}
    assert shown(endpoint) == (expected or span)


def test_the_primary_endpoint() -> None:
    first = service("{ports: {a: 1, b: 2}}").primary
    default = service("{ports: {a: 1, default: 2}}").primary
    assert first is not None
    assert default is not None
    assert (first.port, default.port) == (1, 2)


def test_kinds_of_the_map_go_before_the_shipped_ones() -> None:
    kinds = "{postgres: {container_port: 6000}, mine: {role: sync, scheme: ws, port: 4000}}"
    postgres = service("{kind: postgres, image: x, port: 1}", kinds)
    assert postgres.endpoints[0].container_port == 6000
    assert (postgres.role, postgres.endpoints[0].scheme) == ("database", "postgresql")
    mine = service("{kind: mine}", kinds)
    assert (mine.role, mine.endpoints[0].port, mine.endpoints[0].scheme) == ("sync", 4000, "ws")
    assert service("{kind: mine, role: tool, port: 5}", kinds).role == "tool"


@pytest.mark.parametrize("port", ["25", "53", '"53/tcp+udp"', "3478", '"2525:25"'])
def test_no_scheme_where_the_number_is_known_for_something_else(port: str) -> None:
    text = f"projects: {{shop: {{services: {{api: {port}, web: 3000}}}}}}"
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    services = portmap.projects["shop"].services
    assert [services[name].endpoints[0].scheme for name in ("api", "web")] == [None, "http"]
