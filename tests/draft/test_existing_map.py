"""Services that the map has already, under this name or another."""

from __future__ import annotations

import pytest

from portbook.draft.extending import extend
from portbook.draft.projects import make_draft
from portbook.language.load import read
from portbook.sources.found import Found
from portbook.text.source import Source
from tests.draft.found import claim


@pytest.mark.parametrize("title", ["api", "Backend API"])
def test_a_service_is_known_by_its_name_or_title(title: str) -> None:
    before = "projects: {shop: {services: {api: {title: Backend API, port: 8000}}}}\n"
    draft = make_draft(Found([claim(title, 8001, "PORTS.md:3")]), "shop")
    done = extend(read(Source("ports.yaml", before)), draft)
    assert not done.edits
    assert done.missing.remarks == [
        "shop/api is 8000 in the map (ports.yaml:1:35), but 8001 in PORTS.md:3; the map is kept"
    ]


def test_a_renamed_service_is_known_by_its_number() -> None:
    before = "projects: {shop: {services: {backend: 8000}}}\n"
    draft = make_draft(Found([claim("api", 8000, "PORTS.md:3")]), "shop")
    done = extend(read(Source("ports.yaml", before)), draft)
    assert (done.edits, done.missing.remarks) == ((), [])
