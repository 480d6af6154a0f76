"""An environment moves to another host."""

from __future__ import annotations

import pytest

from portbook.edit.move import Move
from portbook.edit.renumber import Number
from portbook.edit.resolve import Rehost
from portbook.edit.verify import verify
from portbook.language.load import Reading, read
from portbook.text.source import Source


def map_of(text: str) -> Reading:
    reading = read(Source("ports.yaml", text))
    assert list(reading.problems) == []
    return reading


def to(service: str, number: int, container: int | None = None, endpoint: str = "default") -> Move:
    return Move("shop", service, endpoint, None, Number(number, number, container))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "{environments: {dev: l, prod: s}, services: {a: 1024}}",
            "{environments: {dev: l, prod: l}, services: {a: 1024}}",
        ),
        ("{environments: {dev, prod}, services: {a: 1024}}", None),
        (
            "{environments: [dev, prod], services: {a: 1024}}",
            "{environments: {dev: l, prod: s}, services: {a: 1024}}",
        ),
        (
            "{environments: {prod: , dev: }, services: {a: 1024}}",
            "{environments: {prod: s, dev: }, services: {a: 1024}}",
        ),
        ("{services: {a: 1024}}", "{services: {a: 1024}, environments: {development: s}}"),
    ],
)
def test_an_environment_moves_to_another_host(before: str, after: str | None) -> None:
    head = "hosts: {l: {}, s: {address: s.example}}\nprojects:\n  shop: "
    reading = map_of(f"{head}{before}\n")
    assert reading.portmap is not None
    project = reading.portmap.projects["shop"]
    name = "prod" if "prod" in project.environments else project.default.name
    was = project.environments[name].host
    host = "l" if was == "s" else "s"
    edit = verify(reading, [Rehost("shop", name, host), to("a", 2000)])
    assert edit.reading.portmap is not None
    assert edit.reading.portmap.projects["shop"].environments[name].host == host
    if after is not None:
        assert edit.files[0].after.text == f"{head}{after}\n".replace("1024", "2000")
