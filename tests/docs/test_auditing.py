"""The page on audits names every code, with the severity that it has."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from portbook.audit.findings import PAGES
from tests.audit.auditing import audited
from tests.audit.checkouts import PLANTS, planted
from tests.support.cli import CHECKOUT
from tests.support.files import make_files

ROW = re.compile(r"^\| `([a-z-]+)` \| (error|warning) \|", re.MULTILINE)


def test_every_code_has_a_row_and_a_page() -> None:
    rows = ROW.findall((CHECKOUT / "docs" / "auditing.md").read_text())
    assert [code for code, _ in rows] == list(PAGES)


def test_the_severities_are_those_on_the_page(tmp_path: Path) -> None:
    rows = dict(ROW.findall((CHECKOUT / "docs" / "auditing.md").read_text()))
    files, _ = planted(tuple(each for each in PLANTS if not each.path.startswith("bank/")))
    open_ = files["bank/docker-compose.yml"].replace("        host_ip: 127.0.0.1\n", "")
    make_files(tmp_path, {**files, "bank/docker-compose.yml": open_, "shop/.env.local": b"\0"})
    seen = defaultdict(set)
    for each in audited(tmp_path):
        seen[each.code].add(each.severity)
    assert seen == {code: {severity} for code, severity in rows.items()}
