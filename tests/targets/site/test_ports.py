"""Pages of numbers."""

from __future__ import annotations

import json

from tests.bench.bigmap import big_map
from tests.targets.site.sitepages import (
    emitted,
)


def test_pages_of_numbers_stop_at_a_thousand() -> None:
    small, large = emitted(big_map(50)), emitted(big_map(51))
    assert "port/10100/index.md" in small
    assert "port/10100/index.md" not in large
    assert 'data-pb="port"' in large["port/index.md"]
    assert json.loads(large["data/claims.json"])["portPages"] is False
