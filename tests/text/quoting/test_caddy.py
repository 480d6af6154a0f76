"""Words of a Caddyfile."""

from __future__ import annotations

import pytest

from portbook.text.quoting.nginx import caddy_value


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("DENY", "`DENY`"), ('a "b" \\', '`a "b" \\`'), ('`a` "b"', '"`a` \\"b\\""'), ("", "``")],
)
def test_values(text: str, spelled: str) -> None:
    assert caddy_value(text) == spelled


@pytest.mark.parametrize("text", ["{$HOME}", "a\nb", "`\\"])
def test_what_cannot_be_spelled_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Caddy|text without"):
        caddy_value(text)
