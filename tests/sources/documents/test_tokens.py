"""The numbers of a line: which are ports, intervals and mappings, and which are none."""

from __future__ import annotations

import pytest

from portbook.sources.documents.text import plain
from portbook.sources.documents.tokens import mentions_port, scan

CELLS = [
    ("3000", "3000"),
    ("**3000**", "3000"),
    ("**:4003** behind a proxy", "4003"),
    ("`80` / `443`", "80 443"),
    ("80/443", "80 443"),
    ("3001,3002", "3001 3002"),
    ("3000, 3001 and 3002", "3000 3001 3002"),
    ("3000:80", "3000>80"),
    ("22:22", "22>22"),
    ("127.0.0.1:5434:5432", "5434>5432@127.0.0.1"),
    ("[::1]:5434:5432", "5434>5432@::1"),
    ("*:8080", "8080"),
    ("`3001` → `80`", "3001>80"),
    ("3001 -> 80", "3001>80"),
    ("3001 (host) -> 80", "3001>80"),
    ("53/udp", "53/udp"),
    ("53 (UDP)", "53/udp"),
    ("53/tcp+udp", "53/tcp+udp"),
    ("8000-8002:80-82", "8000-8002>80-82"),
    ("3000-3099", "3000-3099"),
    ("3000–3099", "3000-3099"),
    ("3000 — 3099", "3000-3099"),
    ("3000～3099", "3000-3099"),
    ("3000..3099", "3000-3099"),
    ("3000 to 3099", "3000-3099"),
    ("3000 à 3099", "3000-3099"),
    ("3000 bis 3099", "3000-3099"),
    ("3000至3099", "3000-3099"),
    ("5400–5499, 6300–6399", "5400-5499 6300-6399"),
    ("8200-05", "8200-8205"),
    ("8100-8005", "8100-8005"),
    ("301x", "3010-3019"),
    ("9xxx", "9000-9999"),
    ("50xxx", "50000-50999"),
    ("5433+", "5433-"),
    ("4000-", "4000-"),
    ("http://localhost:3000/a:1", "3000"),
    ("redis://user:secret@cache:6379/0", "6379"),
    ("[Panel](http://localhost:3000)", "3000"),
    ("端口8010", "8010"),
    ("v1.2.3", ""),
    ("10.0.0.1", ""),
    ("2024-05-06", ""),
    ("50,000", ""),
    ("node-14", ""),
    ("pi4-01", ""),
    ("70000", ""),
    ("0", ""),
    ("#12", ""),
    ("-", ""),
]


def shown(text: str) -> str:
    parts = []
    for n in scan(plain(text)):
        end = f"-{n.end}" if n.end else "-" if n.open_ended else ""
        inner = f">{n.container}" if n.container else ""
        inner += f"-{n.container_end}" if n.container_end else ""
        bind = f"@{n.bind}" if n.bind else ""
        transport = f"/{n.transport}" if n.transport else ""
        parts.append(f"{n.start}{end}{inner}{bind}{transport}")
    return " ".join(parts)


@pytest.mark.parametrize(("text", "wanted"), CELLS)
def test_cell(text: str, wanted: str) -> None:
    assert shown(text) == wanted


LINES = [
    ("the API listens on port 80", True),
    ("curl http://localhost:3000/", True),
    ("ポート 443 を使う", True),
    ("we have 3000 ms", False),
    ("founded in 2019", False),
    ("version 5.4.3", False),
    ("image: postgres:16", False),
    ("12 apples", False),
]


@pytest.mark.parametrize(("text", "wanted"), LINES)
def test_lines_that_mention_a_port(text: str, wanted: bool) -> None:
    assert mentions_port(text) is wanted
