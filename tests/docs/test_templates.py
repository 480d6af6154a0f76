"""What the guide says a replaced template sees is what the shipped one gets, and all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.targets import caddyfile, compose, llms, nginx, portsmd
from portbook.targets.context import Context
from portbook.targets.templates import Templates
from portbook.text.source import Source
from tests.support.cli import CHECKOUT

GOLDEN = CHECKOUT / "tests" / "targets" / "golden"
ROW = re.compile(r"^\| `([\w.]+)` \| (.*) \|$", re.MULTILINE)

Names = dict[str, list[str]]


class Watching(Templates):
    """Notes what every template is given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: Names = {}
        self.objects: Names = {}

    def render(self, name: str, /, **values: Any) -> str:
        self.given[name] = list(values)
        for each in _objects(values):
            self.objects[type(each).__name__] = [field.name for field in fields(each)]
        return super().render(name, **values)


def _objects(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _objects(item)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from _objects(getattr(value, field.name))


@pytest.fixture(scope="module")
def watched() -> Watching:
    templates = Watching()
    for path in sorted(GOLDEN.glob("*/*/ports.yaml")):
        _emit(path, templates)
    return templates


def _emit(path: Path, templates: Templates) -> None:
    portmap = read(Source("ports.yaml", path.read_text(encoding="utf-8"))).portmap
    assert portmap is not None
    context = Context(portmap, Wiring(portmap), "ports.yaml", templates)
    for project in portmap.projects.values():
        for target in (portsmd, nginx, caddyfile, compose):
            list(target.emit(context, project))
    for whole in (portsmd, llms):
        list(whole.emit_map(context))


def documented(header: str) -> Names:
    """The first cells of the table below a header, each with the names in its last cell."""
    text = (CHECKOUT / "docs" / "targets.md").read_text(encoding="utf-8")
    table = text.split(f"{header}\n")[1].split("\n\n")[0]
    return {
        name: re.findall(r"`(\w+)`", rest.split(" | ")[-1]) for name, rest in ROW.findall(table)
    }


def test_every_shipped_template_is_watched(watched: Watching) -> None:
    assert set(watched.given) == {path.name for path in (CHECKOUT / "templates").glob("*.j2")}


def test_variables_are_documented_and_the_other_way_round(watched: Watching) -> None:
    named = documented("| template | variables |")
    for template in ("nginx.conf.j2", "nginx.stream.conf.j2"):
        assert named[template].pop() == "File"
    assert named == watched.given


def test_objects_are_documented_and_the_other_way_round(watched: Watching) -> None:
    assert documented("| object | where | fields |") == watched.objects
