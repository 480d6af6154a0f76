"""The house: a room imports only from the floors below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator"

FLOORS = (
    ("text",),
    ("model",),
    ("reading", "wiring"),
    ("importers", "allocation", "live"),
    ("checks", "targets"),
    ("disk",),
    ("audit", "comparison", "editing"),
    ("drafting",),
    ("project",),
    ("cli", "mkdocs_plugin"),
    ("__main__",),
)
"""From the cellar up. Rooms of one floor do not import each other."""

LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_from_below(path: Path) -> None:
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if own == "__init__":
        return
    assert own in LEVEL, f"the room '{own}' stands on no floor"
    for module in imports(path):
        if not module.startswith("generator."):
            continue
        room = room_of(module)
        below = room == own or LEVEL[room] < LEVEL[own]
        assert below, f"{own} must not import {module}"


@pytest.mark.parametrize(
    ("library", "room"), [("yaml", "text"), ("psutil", "live"), ("click", "cli")]
)
def test_a_library_is_imported_in_one_room(library: str, room: str) -> None:
    for path in FILES:
        if library in {module.partition(".")[0] for module in imports(path)}:
            assert path.relative_to(PACKAGE).parts[0] == room, path


def test_only_the_disk_writes() -> None:
    for path in FILES:
        if path.relative_to(PACKAGE).parts[0] == "disk":
            continue
        for word in (".write_text(", ".write_bytes(", ".unlink(", ".rename("):
            assert word not in path.read_text(), f"{path} writes"
