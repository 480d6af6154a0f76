"""Small documents of many kinds, each with all that is to be taken from it, in `kinds.txt`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portbook.sources.documents import read_markdown
from portbook.sources.found import FoundRange
from portbook.text.source import Source

_KINDS = re.split(r"(?m)^=== ", (Path(__file__).parent / "kinds.txt").read_text("utf-8"))[1:]


@pytest.mark.parametrize("kind", _KINDS, ids=[kind.partition("\n")[0] for kind in _KINDS])
def test_a_kind(kind: str) -> None:
    """`NAME PORT:CONTAINER @STAGE` a line, and ranges; order does not matter."""
    document, _, expected = kind.partition("\n")[2].partition("--- expect\n")
    found = read_markdown(Source("PORTS.md", document))
    told = {f"{range_.start}-{range_.end or ''}" for range_ in found.of(FoundRange)}
    for claim in (claim for claim in found.claims if not claim.reference):
        inner = f":{claim.container_port}" if claim.container_port and claim.port else ""
        where = claim.environment or claim.host
        number = f"{claim.port or claim.container_port}{inner}"
        told.add(f"{claim.service} {number}" + (f" @{where}" if where else ""))
    assert sorted(told) == sorted(filter(None, expected.split("\n")))
