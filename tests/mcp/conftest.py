"""A folder with a map, and a client of its server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mcp.client import MAP, Hand, hand
from tests.support.files import make_files
from tests.support.repositories import committed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return committed(make_files(tmp_path_factory.mktemp("shop"), {"ports.yaml": MAP}))


@pytest.fixture
def shop(folder: Path) -> Path:
    return make_files(folder, {"ports.yaml": MAP})


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Hand]:
    """One server for all: each question is answered from the map as it is then."""
    with hand(folder) as client:
        yield client
