"""ports.csv: the rows of `portbook list`, for spreadsheets (RFC 4180, with plain line feeds)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from portbook.targets.context import Context, Output
from portbook.targets.rows import claim_rows


def emit_map(context: Context) -> Iterator[Output]:
    """CSV has no comments: the file does not say what made it."""
    rows = list(claim_rows(context.portmap))
    written = io.StringIO()
    if rows:
        table = csv.DictWriter(written, fieldnames=list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    yield Output("csv/ports.csv", written.getvalue())
