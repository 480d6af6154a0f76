"""The parsers of YAML that the tests of trees run with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portbook.text.source import Source
from portbook.text.tree import parse
from tests.text.trees import Parsed


@pytest.fixture(params=["c", "pure"])
def tree(request: pytest.FixtureRequest) -> Callable[[str], Parsed]:
    return lambda text: parse(Source("ports.yaml", text), pure=request.param == "pure")
