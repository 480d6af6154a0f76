"""What a heading says of the numbers below it."""

from __future__ import annotations

import pytest

from portbook.sources.documents.modes import mode_of, status_of

STANDINGS = [
    ("Reserved ports", None, "reserved"),
    ("预留端口", None, "reserved"),
    ("Geplante Dienste", None, "planned"),
    ("Reserved/Avoid", "avoid", "reserved"),
    ("How we avoid conflicts", "changed", None),
    ("Available ports", "free", None),
    ("Свободные порты", "free", None),
    ("利用可能なポート", "free", None),
    ("Historial de cambios", "changed", None),
    ("Internal network", "closed", None),
    ("Servicios sin puerto publicado", "closed", None),
    ("Services", None, None),
]


@pytest.mark.parametrize(("text", "mode", "status"), STANDINGS)
def test_how_headings_mean_their_numbers(text: str, mode: str | None, status: str | None) -> None:
    assert (mode_of(text), status_of(text)) == (mode, status)
