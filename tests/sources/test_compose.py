"""Compose files as a whole: names, environments, comments, and texts that are damaged."""

from __future__ import annotations

import pytest

from portbook.sources.compose import read_compose
from portbook.sources.found import Found
from portbook.text.source import Source
from tests.sources.facts import lines_unread, ports


def read(text: str, name: str = "compose.yaml") -> Found:
    return read_compose(Source(name, text))


def test_the_name_of_a_file_may_say_the_environment() -> None:
    found = read("services: {a: {ports: ['1:1']}}", "docker-compose.prod.yml")
    assert found.claims[0].environment == "production"


def test_the_name_of_the_project() -> None:
    found = read("name: shop\nservices: {a: {ports: ['1:1']}}")
    assert {each.project for each in (found.claims[0], found.services[0])} == {"shop"}


def test_services_at_the_top_as_in_the_first_version() -> None:
    assert ports(read("web:\n  image: x\n  ports: ['80:80']\n")) == [("web", 80, 80, 3)]


def test_comments_and_labels_with_ports_are_told() -> None:
    found = read(
        "services:\n  a:\n    # - '9999:80'\n"
        "    labels: ['traefik.port=9090']\n    image: postgres:15\n"
    )
    assert lines_unread(found) == [3, 4]


def test_what_stands_before_a_syntax_error_is_read() -> None:
    found = read("services:\n  a:\n    ports: ['1:1']\n  b:\n    ports: ['2:2'\n  c: 8080:80\n")
    assert ("a", 1, 1, 3) in ports(found)
    assert [each.severity for each in found.problems] == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        "services: 3",
        "services: [a]",
        "services: {a: 3, b: [1], c: null, d: {ports: x, environment: 4, build: []}}",
        "services: {a: {ports: [[1], {a: b}, null, {target: [1]}], expose: {a: 1}}}",
        "services: {a: {ports: ['$', '${', '${}', '${A', '$-', '${1}']}}",
        "services: {a: {healthcheck: 3, build: 3, extends: 3, env_file: [[]], profiles: 3}}",
        "include: 3\nname: [x]\nservices: !reset null",
        "a: &a [*a]\nservices: *a",
        "[]",
        "",
    ],
)
def test_odd_shapes_give_no_traceback(text: str) -> None:
    assert ports(read(text)) == []
