"""An overlay laid over its service: what merges, what replaces, what is shifted."""

from __future__ import annotations

import pytest

from portbook.language.load import read
from portbook.model.portmap import PortMap, Service
from portbook.text.source import Source


def portmap_of(text: str) -> PortMap:
    reading = read(Source("ports.yaml", text))
    assert [problem.message for problem in reading.problems] == []
    assert reading.portmap is not None
    return reading.portmap


def staged(base: str, overlay: str) -> Service:
    service = f"{{{base}, environments: {{staging: {{{overlay}}}}}}}"
    services = f"services: {{api: {service}}}"
    text = f"projects: {{shop: {{environments: [development, staging], {services}}}}}"
    environments = portmap_of(text).projects["shop"].environments
    assert environments["development"].services["api"].environment == ""
    return environments["staging"].services["api"]


def numbers(service: Service) -> dict[str, int | None]:
    return {endpoint.name: endpoint.port for endpoint in service.endpoints}


@pytest.mark.parametrize(
    ("base", "overlay", "expected"),
    [
        ("port: 1", "title: x", {"default": 1}),
        ("port: 1", "port: 2", {"default": 2}),
        ("ports: {http: 1, ws: 2}", "port: 9", {"http": 9, "ws": 2}),
        ("ports: {ws: 2, default: 1}", "port: 9", {"ws": 2, "default": 9}),
        ("ports: {http: 1, ws: 2}", "ports: {ws: 9}", {"http": 1, "ws": 9}),
        ("ports: {http: 1}", "ports: {ws: 9}", {"http": 1, "ws": 9}),
        ("ports: {http: 1, ws: 2}", "ports: {ws: null}", {"http": 1, "ws": None}),
        ("ports: {http: 1, ws: 2}", "port: null", {"http": None, "ws": 2}),
        ("ports: {http: 1, ws: 2}", "offset: 1000", {"http": 1001, "ws": 1002}),
        ("ports: {http: 1, ws: 2}", "offset: 1000, port: 9", {"http": 9, "ws": 1002}),
        ("ports: {http: 1}", "ports: null", {}),
    ],
)
def test_ports_of_an_overlay(base: str, overlay: str, expected: dict[str, int | None]) -> None:
    assert numbers(staged(base, overlay)) == expected


def test_what_an_endpoint_keeps() -> None:
    service = staged("image: x, port: '0.0.0.0:1:80/udp'", "port: 2")
    (endpoint,) = service.endpoints
    assert (endpoint.port, endpoint.container_port, endpoint.bind) == (2, 80, "0.0.0.0")
    assert endpoint.transports == ("udp",)


def test_mappings_merge_lists_replace_null_deletes() -> None:
    base = "env: {A: a, B: b}, uses: [x], secrets: [S, T], title: T, notes: N"
    service = staged(base, "env: {B: c, A: null}, uses: [y], secrets: [U], notes: null")
    assert [(each.name, each.value.text) for each in service.env] == [("B", "c")]
    assert [str(each) for each in service.uses] == ["y"]
    assert [each.name for each in service.secrets] == ["U"]
    assert (service.title, service.notes) == ("T", None)


def test_a_mapping_of_secrets_merges() -> None:
    service = staged("secrets: [S]", "secrets: {T: {reason: r}}")
    assert [each.name for each in service.secrets] == ["S", "T"]


def test_an_offset_shifts_alternatives_too() -> None:
    service = staged("port: 1, alternatives: [{port: 2, when: busy}]", "offset: 10")
    assert [(each.port, each.when) for each in service.alternatives] == [(12, "busy")]


def test_an_offset_beyond_the_last_port_is_found_where_it_stands() -> None:
    text = (
        "projects: {shop: {environments: [a, b], "
        "services: {api: {port: 60000, environments: {b: {offset: 9000}}}}}}"
    )
    (problem,) = read(Source("ports.yaml", text)).problems
    assert problem.code == "bad-port"
    assert "69000" in problem.message
    assert text[problem.place.start : problem.place.end] == "9000"
