"""What the guide says the site's templates see is what they get, and all of it."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from portbook.targets.templates import Templates
from tests.bench.bigmap import big_map
from tests.docs.test_templates import ROW, Names
from tests.support.cli import CHECKOUT
from tests.targets.site.sitepages import emitted

GUIDE = (CHECKOUT / "docs" / "site.md").read_text(encoding="utf-8")
EVERYWHERE = {"heading", "root"}


class Watching(Templates):
    def __init__(self) -> None:
        super().__init__()
        self.given: Names = {}
        self.objects: Names = {}

    def render(self, name: str, /, **values: Any) -> str:
        if not name.startswith("site/"):
            return super().render(name, **values)
        assert set(values) >= EVERYWHERE
        self.given[name] = [key for key in values if key not in EVERYWHERE]
        self._note(list(values.values()))
        return super().render(name, **values)

    def _note(self, values: list[Any]) -> None:
        for value in values:
            if isinstance(value, list):
                self._note(value)
            elif is_dataclass(value) and not isinstance(value, type):
                names = [field.name for field in fields(value)]
                self.objects[type(value).__name__] = names
                self._note([getattr(value, name) for name in names])


@pytest.fixture(scope="module")
def watched() -> Watching:
    templates = Watching()
    emitted((CHECKOUT / "ports.yaml").read_text(encoding="utf-8"), templates)
    emitted(big_map(101), templates)
    return templates


def documented(header: str) -> Names:
    """First cells of a table with the names in the last; none begins with `site/`."""
    table = GUIDE.split(f"{header}\n")[1].split("\n\n")[0]
    return {
        name: re.findall(r"`(\w+)`", rest.split(" | ")[-1]) for name, rest in ROW.findall(table)
    }


def test_every_template_of_the_site_is_used(watched: Watching) -> None:
    shipped = (CHECKOUT / "templates" / "site").glob("*.md.j2")
    assert set(watched.given) == {f"site/{path.name}" for path in shipped}


def test_variables_are_documented_and_the_other_way_round(watched: Watching) -> None:
    named = {
        f"site/{name}": names for name, names in documented("| template | variables |").items()
    }
    assert named == watched.given


def test_objects_are_documented_and_the_other_way_round(watched: Watching) -> None:
    assert documented("| object | where | fields |") == watched.objects
