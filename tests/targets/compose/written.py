"""What a map gives for Compose, read as Compose reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from portbook.derive.calls import Wiring
from portbook.language.load import read
from portbook.targets.compose import emit
from portbook.targets.context import Context
from portbook.targets.templates import Templates
from portbook.text.source import Source

CASES = sorted(Path(__file__).parents[1].joinpath("golden", "compose").iterdir())
TEMPLATES = Templates()


class Overriding(yaml.SafeLoader):
    """Reads what Compose's tags stand on."""


def construct_override(loader: Overriding, node: yaml.SequenceNode) -> list[Any]:
    return loader.construct_sequence(node, deep=True)


Overriding.add_constructor("!override", construct_override)


def files_of(text: str) -> dict[str, str]:
    """What a map gives, by path; the map has to be free of errors."""
    reading = read(Source("ports.yaml", text))
    portmap = reading.portmap
    assert portmap is not None
    assert [each.message for each in reading.problems if each.severity == "error"] == []
    context = Context(portmap, Wiring(portmap), "ports.yaml", TEMPLATES)
    return {
        output.path: output.text
        for project in portmap.projects.values()
        for output in emit(context, project)
    }


def services_of(path: str, text: str) -> dict[str, Any]:
    loaded = yaml.load(text, Overriding if path.endswith(".ports.yaml") else yaml.SafeLoader)
    services: dict[str, Any] = loaded["services"]
    return services


def stack_of(services: dict[str, Any], **project: Any) -> dict[str, Any]:
    """The services of the stack of a project `shop`."""
    text = yaml.safe_dump({"projects": {"shop": {"services": services, **project}}})
    return services_of("compose.yaml", files_of(text)["shop/compose.yaml"])


def override_of(services: dict[str, Any], **project: Any) -> dict[str, Any]:
    text = yaml.safe_dump({"projects": {"shop": {"services": services, **project}}})
    return services_of("compose.ports.yaml", files_of(text)["shop/compose.ports.yaml"])
