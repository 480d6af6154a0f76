"""Documents of one shape each, in many languages, beside the facts that a careful reader takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.sources.documents import read_markdown
from portbook.sources.found import FoundChange, FoundRange, Unread
from portbook.text.source import Source
from tests.sources.documents.facts import lines_of

DOCUMENTS = sorted((Path(__file__).parent / "cases").glob("*.md"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_facts(path: Path) -> None:
    found = read_markdown(Source.load(path, path.name))
    assert lines_of(found) == path.with_suffix(".expected").read_text().splitlines()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_row_is_accounted_for(path: Path) -> None:
    source = Source.load(path, path.name)
    found = read_markdown(source)
    told = {
        fact.line
        for facts in (
            found.claims,
            found.services,
            found.of(FoundRange),
            found.of(FoundChange),
            found.of(Unread),
        )
        for fact in facts
    }
    lines = source.text.splitlines()
    rules = {at for at, line in enumerate(lines, 1) if set(line.strip()) <= set("|-: ")}
    heads = {at for at, _ in enumerate(lines, 1) if at + 1 in rules}
    rows = {at for at, line in enumerate(lines, 1) if line.lstrip().startswith("|")}
    bare = {1} if path.stem == "pipes_without_a_rule" else set()
    assert rows - rules - heads - bare <= told


def test_every_document_has_its_facts() -> None:
    expected = sorted(path.stem for path in DOCUMENTS[0].parent.glob("*.expected"))
    assert expected == [path.stem for path in DOCUMENTS]


def test_a_third_is_not_in_english() -> None:
    foreign = [path for path in DOCUMENTS if not path.read_text("utf-8-sig").isascii()]
    assert len(DOCUMENTS) >= 40
    assert 3 * len(foreign) >= len(DOCUMENTS)
