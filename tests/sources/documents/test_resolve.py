"""Growth of the judgement of a document's claims, counted in names that are made comparable."""

from __future__ import annotations

import pytest

from portbook.sources.documents import read_markdown, resolve, text
from portbook.text.source import Source


def _names_compared(rows: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a name is made comparable for a table with one more row of a container's port."""
    table = "".join(f"| app{at} | {20000 + at} | |\n" for at in range(rows))
    written = f"| Service | Port | Container port |\n|---|---|---|\n{table}| inner | | 80 |\n"
    calls = 0
    real = text.bare

    def counting(name: str) -> str:
        nonlocal calls
        calls += 1
        return real(name)

    monkeypatch.setattr(resolve, "bare", counting)
    assert len(read_markdown(Source("PORTS.md", written)).claims) == rows + 1
    monkeypatch.undo()
    return calls


def test_work_grows_with_the_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = _names_compared(50, monkeypatch), _names_compared(200, monkeypatch)
    assert 0 < many < 5 * few
