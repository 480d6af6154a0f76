"""The spreadsheet has every row."""

from __future__ import annotations

import csv
import io

from tests.support.nginx import generated
from tests.targets.operated import SHOP


def test_spreadsheets_have_every_row() -> None:
    rows = list(csv.DictReader(io.StringIO(generated(SHOP, "csv")["csv/ports.csv"])))
    assert len(rows) == 16
    assert rows[0]["service"] == "web"
    assert rows[0]["container_port"] == "80"
