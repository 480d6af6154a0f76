"""Reading a large Markdown table: portbook's importer beside markdown-it-py's own parse of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench.measure import Job, in_turns

__all__ = ["ROWS", "importing", "large_table"]

ROWS = 20_000
PARSE = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt
MarkdownIt("commonmark").enable("table").parse(Path(sys.argv[1]).read_text())
"""
IMPORT = """
import sys
from pathlib import Path
from portbook.sources.documents import read_markdown
from portbook.text.source import Source
found = read_markdown(Source.load(Path(sys.argv[1])))
assert len(found.claims) == int(sys.argv[2]), len(found.claims)
"""


def large_table(rows: int) -> str:
    """A port table as people write it: number, name, container port and purpose in each row."""
    lines = ["# Ports", "", "| Port | Service | Container port | Purpose |", "|---:|---|---:|---|"]
    lines += [
        f"| **{1024 + at % 60_000}** | svc-{at} | {80 + at % 9} | serves part `{at}` of the shop |"
        for at in range(rows)
    ]
    return "\n".join(lines) + "\n"


def importing(
    folder: Path, root: Path, heading: Callable[[str], None], ratio: Callable[..., None]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    document = folder / "PORTS.md"
    document.write_text(large_table(ROWS))
    python = [sys.executable, "-c"]
    found = in_turns(
        [
            Job("parse", [*python, PARSE, str(document)], root),
            Job("import", [*python, IMPORT, str(document), str(ROWS)], root),
        ],
        5,
    )
    heading(f"A Markdown table of {ROWS:,} rows, beside markdown-it-py's parse of it")
    parse = found["parse"]
    ratio("import / parse", found["import"].seconds, parse.seconds, "2.0")
    ratio("peak memory, import / parse", found["import"].memory, parse.memory, "2.0")
