"""Every form an endpoint can be written in, and the traps among them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from portbook.language.load import read
from portbook.language.scalars import as_bool, as_int, is_text, trap
from portbook.model.portmap import Endpoint, Service
from portbook.text.source import Source, splice
from portbook.text.tree import Mapping, Scalar, parse


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


def scalar(text: str) -> Scalar:
    root, problems = parse(Source("x", f"k: {text}"))
    assert problems == []
    assert isinstance(root, Mapping)
    value = root.pairs[0][1]
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(
    ("text", "number", "truth", "textual"),
    [
        ("12", 12, None, False),
        ("-7", -7, None, False),
        ("0x1F", 31, None, False),
        ("0o17", 15, None, False),
        ("'12'", None, None, True),
        ("1.5", None, None, False),
        ("1e3", None, None, False),
        (".inf", None, None, False),
        (".iNF", None, None, True),
        ("true", None, True, False),
        ("FALSE", None, False, False),
        ("yes", None, None, True),
        ("22:22", None, None, True),
        ("~", None, None, False),
        ("", None, None, False),
        ("2026-03-14", None, None, True),
        ("1" * 31, None, None, False),
    ],
)
def test_scalars(text: str, number: int | None, truth: bool | None, textual: bool) -> None:
    read_scalar = scalar(text)
    assert as_int(read_scalar) == number
    assert as_bool(read_scalar) is truth
    assert is_text(read_scalar) is textual


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("22:22", "the base-60 number 1342"),
        ("1:30:00", "the base-60 number 5400"),
        ("010", "the octal number 8"),
        ("089", "a text, others for a number"),
        ("3_000", "a number without the underscores"),
        ("0b11", "a number without the underscores"),
        ("on", "true"),
        ("Yes", "true"),
        ("NO", "false"),
        ("off", "false"),
    ],
)
def test_traps(text: str, reading: str) -> None:
    assert trap(scalar(text)) == f"many YAML readers take {text} for {reading}"
    assert trap(scalar(f'"{text}"')) is None


@pytest.mark.parametrize("text", ["0", "3000", "true", "north", "5434:5432", "::1", "12:99", "00"])
def test_no_traps(text: str) -> None:
    assert trap(scalar(text)) is None


@pytest.mark.parametrize(
    ("form", "hint", "mend"),
    [
        ("22:22", 'write it in quotes: "22:22"', ['"22:22"']),
        ("010", "10 or 8? write 10 for the first", ["10"]),
        ("090", "write 90", ["90"]),
        ("3_000", "write 3000", ["3000"]),
        ("3000_3009", "write 3000-3009", []),
        ("on", 'write a port such as 3000 or "5434:5432"', []),
    ],
)
def test_a_trap_is_one_finding_with_a_mend_that_is_a_port(
    form: str, hint: str, mend: list[str]
) -> None:
    text = f"projects: {{shop: {{services: {{api: {{port: {form}}}}}}}}}"
    (problem,) = read(Source("ports.yaml", text)).problems
    assert problem.code == "yaml-trap"
    assert problem.hint == hint
    assert [edit.text for edit in problem.fix] == mend
    if mend:
        mended = splice(text, problem.fix)
        assert read(Source("ports.yaml", mended)).problems == []


@pytest.mark.parametrize("port", ["25", "53", '"53/tcp+udp"', "3478", '"2525:25"'])
def test_no_scheme_where_the_number_is_known_for_something_else(port: str) -> None:
    text = f"projects: {{shop: {{services: {{api: {port}, web: 3000}}}}}}"
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    services = portmap.projects["shop"].services
    assert [services[name].endpoints[0].scheme for name in ("api", "web")] == [None, "http"]
