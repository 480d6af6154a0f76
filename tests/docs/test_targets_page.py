"""What docs/targets.md shows of a target is what its map gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portbook.model.targets import TARGETS
from portbook.text.source import Source
from tests.support.cli import CHECKOUT
from tests.support.nginx import generated

PAGE = CHECKOUT / "docs" / "targets.md"
FENCE = re.compile(
    r"^```(?P<language>[a-z]+) (?P<name>\S+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


def shown() -> Iterator[tuple[str, str, str]]:
    """The map, the path and the text of each file that the page shows."""
    text = ""
    for match in FENCE.finditer(PAGE.read_text(encoding="utf-8")):
        if match["language"] == "yaml" and "/" not in match["name"] and "." not in match["name"]:
            text = match["body"]
        else:
            yield text, match["name"], match["body"]


def files(text: str) -> dict[str, tuple[str, str]]:
    """Each file of the targets that a map names, with its target and its text."""
    made: dict[str, tuple[str, str]] = {}
    for target in TARGETS:
        if target.asked and re.search(rf"targets: \[.*\b{target.name}\b", text):
            for path, each in generated(Source("ports.yaml", text), target.name).items():
                made[path.removeprefix("shop/")] = target.name, each
    return made


def test_what_is_shown_is_what_is_generated() -> None:
    """And of each target that is asked for there is something, `[...]` where lines are left out."""
    seen = set()
    for text, name, body in shown():
        target, whole = files(text)[name]
        seen.add(target)
        for at, part in enumerate(filter(None, body.split("[...]\n"))):
            before, found, whole = whole.partition(part)
            assert found, name
            assert not before or at, name
        assert not whole or body.endswith("[...]\n"), name
    assert seen == {each.name for each in TARGETS if each.asked}
