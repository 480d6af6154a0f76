"""The one map of all projects."""

from __future__ import annotations

import re

import pytest

from tests.targets.portsmd.pages import files_of, yaml_of


def test_a_port_of_both_transports_is_one_row_of_the_map() -> None:
    shop = {"services": {"dns": "5300/tcp+udp", "log": "5301/udp"}}
    others = {"services": {"dns": {"port": "5300/tcp+udp", "bind": "127.0.0.2"}}}
    text = files_of(yaml_of({"projects": {"shop": shop, "others": others}}))["PORTS.md"]
    found = re.findall(r"^\| `(53\d\d/\S+)` \| \S+ \| \[(\w+)\]", text, re.MULTILINE)
    assert sorted(found) == [
        *(("5300/tcp+udp", "others"), ("5300/tcp+udp", "shop"), ("5301/udp", "shop")),
    ]


@pytest.mark.parametrize("bind", ["::1", "localhost", "127.0.0.2", "0.0.0.0", "::", "192.0.2.7"])
def test_only_the_usual_bind_goes_unsaid(bind: str) -> None:
    services = {"web": {"port": 3000, "bind": bind}, "api": 3001}
    files = files_of(yaml_of({"projects": {"shop": {"services": services}}}))
    for text in (files["PORTS.md"], files["shop/PORTS.md"]):
        table = text.partition("| ---: |")[2].partition("\n\n")[0]
        rows = {row[:8]: row for row in table.splitlines()}
        assert f"| `{bind}` |" in rows["| `3000`"]
        assert "`127.0.0.1`" not in rows["| `3001`"]
