"""Facts of a block move into the document that holds it."""

from __future__ import annotations

from portbook.sources.found import Unread
from portbook.sources.readers import (
    read_source,
)
from portbook.text.source import Source


def test_a_block_s_facts_move_into_the_document() -> None:
    document = Source(
        "PORTS.md", "# T\n\n```yaml\nservices:\n  a:\n    ports: ['1:1', 'x']\n  b: [\n```\n"
    )
    block = Source("block", "services:\n  a:\n    ports: ['1:1', 'x']\n  b: [\n")
    found = read_source("compose", block).shifted(document, 3)
    assert [(each.path, each.line) for each in found.claims] == [("PORTS.md", 6)]
    assert {each.line for each in found.services} == {5, 7}
    assert [each.line for each in found.of(Unread)] == [6]
    assert found.problems
    assert all(each.place.source is document and each.place.line >= 7 for each in found.problems)
