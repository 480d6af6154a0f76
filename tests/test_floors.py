"""The house: a room imports only from the floors below it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator" / "portbook"

FLOORS = (
    ("text",),
    ("model", "upstream"),
    ("language", "derive"),
    ("sources", "allocate", "machine"),
    ("checks", "targets"),
    ("disk",),
    ("audit", "compare", "edit"),
    ("draft",),
    ("project",),
    ("mcp",),
    ("cli", "mkdocs_plugin"),
    ("__main__",),
)
"""From the cellar up. Rooms of one floor do not import each other."""

LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}


@cache
def statements(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """What a file imports, wherever in it that stands: parsed once for all tests."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return tuple(node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))


def imports(path: Path) -> Iterator[str]:
    for node in statements(path):
        if isinstance(node, ast.ImportFrom):
            yield from [node.module] if node.module else []
        else:
            yield from (alias.name for alias in node.names)


FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def ours(path: Path) -> list[tuple[str, str]]:
    """Module and room of what a file imports of this package."""
    own = [module for module in imports(path) if module.startswith("portbook.")]
    return [(module, module.split(".")[1]) for module in own]


def test_every_room_stands_on_a_floor() -> None:
    assert {room_of(path) for path in FILES} == {*LEVEL, "__init__"}


def test_a_room_imports_only_from_below() -> None:
    assert [
        f"{path.relative_to(PACKAGE)} imports {module}"
        for path in FILES
        for module, room in ours(path)
        if room != room_of(path) and LEVEL[room] >= LEVEL[room_of(path)]
    ] == []


def test_no_file_is_longer_than_a_reader_keeps_in_mind() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {path.name: count for path, count in lines.items() if count > 400} == {}


def test_no_command_imports_another() -> None:
    assert [
        f"{path.name} imports {module}"
        for path in PACKAGE.joinpath("cli", "commands").glob("*.py")
        for module in imports(path)
        if module.startswith("portbook.cli.commands.")
    ] == []


def test_no_two_files_import_each_other() -> None:
    by_name = {module_of(path): path for path in FILES}
    graph = {name: _files_imported(path, by_name) for name, path in by_name.items()}
    TopologicalSorter(graph).prepare()  # CycleError names the circle


def module_of(path: Path) -> str:
    parts = ("portbook", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _files_imported(path: Path, known: dict[str, Path]) -> list[str]:
    """Modules of this package that a file imports; `from package import module` is the module."""
    found = []
    for node in statements(path):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [name if name in known else node.module for name in whole]
    return [name for name in found if name in known]


@pytest.mark.parametrize(
    ("library", "room"),
    [
        ("yaml", "text"),
        ("ftfy", "sources"),
        ("markdown_it", "sources"),
        ("pathspec", "sources"),
        ("psutil", "machine"),
        ("jinja2", "targets"),
        ("click", "cli"),
        ("mkdocs", "mkdocs_plugin"),
        ("mcp", "mcp"),
    ],
)
def test_a_library_is_imported_in_one_room(library: str, room: str) -> None:
    users = {
        path.relative_to(PACKAGE).parts[0]
        for path in FILES
        if library in {module.partition(".")[0] for module in imports(path)}
    }
    assert users == {room}


WRITES = re.compile(
    r"\.(write_text|write_bytes|unlink|rename|mkdir|rmdir|touch|symlink_to|hardlink_to)\("
    r"|os\.(remove|replace|rename|makedirs|link|symlink|O_WRONLY|O_RDWR|O_CREAT)\b"
    r"|shutil\.(copy|move|rmtree)"
    r"|open\([^)]*[\"'][wax+]"
)


def test_only_the_disk_writes() -> None:
    found = {
        path.relative_to(PACKAGE).parts[0] for path in FILES if WRITES.search(path.read_text())
    }
    assert found == {"disk"}
