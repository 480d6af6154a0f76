"""Words of an HAProxy configuration."""

from __future__ import annotations

import pytest

from portbook.text.quoting.nginx import haproxy_value


def test_values_are_quoted_and_controls_refused() -> None:
    assert haproxy_value('a "b" $c \\ 5%') == '"a \\"b\\" \\$c \\\\ 5%%"'
    with pytest.raises(ValueError, match="control"):
        haproxy_value("a\nb")
