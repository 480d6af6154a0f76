"""What Compose publishes is written exactly."""

from __future__ import annotations

import re
from pathlib import Path

from portbook.draft.entries import new_text
from portbook.draft.projects import make_draft
from portbook.sources.walking import walk
from tests.draft.found import map_of
from tests.support.files import make_files


def test_what_compose_publishes_keeps_its_address(tmp_path: Path) -> None:
    """A document that speaks of another address is a decision, and changes nothing."""
    ports = "ports: ['8000:80', '127.0.0.1:8001:81']"
    table = "# Ports\n\n| Service | Port | Bind |\n|---|---|---|\n"
    rows = "| api | 8000 | 127.0.0.1 |\n| api | 8001 | localhost |\n"
    files = {"compose.yaml": f"services: {{api: {{image: x, {ports}}}}}\n"}
    found = walk(make_files(tmp_path / "shop", {**files, "PORTS.md": table + rows}))
    text = new_text(make_draft(found, "shop"))
    assert re.search(
        r"decide: 8000 at \* \(\S+compose.yaml:1\) or 127.0.0.1 \(\S+PORTS.md:5\)", text
    )
    assert text.count("decide: ") == 1
    binds = [each.bind for each in map_of(text).projects["shop"].services["api"].endpoints]
    assert binds == ["*", "127.0.0.1"]
