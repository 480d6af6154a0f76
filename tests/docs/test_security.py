"""Each promise of SECURITY.md names a test that there is."""

from __future__ import annotations

import re

from tests.support.cli import CHECKOUT


def test_each_promise_is_held_by_a_test() -> None:
    text = (CHECKOUT / "SECURITY.md").read_text()
    rows = re.findall(r"^\| (.+?) \| `(tests/\S+?\.py)::(test_\w+)` \|$", text, re.MULTILINE)
    promised = text.partition("| promise | test |")[2].partition("## ")[0]
    assert len(rows) == promised.count("\n| ")
    for promise, path, name in rows:
        assert f"\ndef {name}(" in (CHECKOUT / path).read_text(), promise
