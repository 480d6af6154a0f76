"""The next free numbers."""

from __future__ import annotations

from tests.targets.portsmd.pages import document_of


def test_next_free_passes_over_what_others_have() -> None:
    services = {"web": {"port": 5999, "range": "r", "alternatives": [6002]}}
    text = document_of(services, ranges={"r": {"ports": "5999-6009"}})
    assert "`6001`, `6003`, `6004`" in text  # browsers refuse 6000, 6002 is the alternative
