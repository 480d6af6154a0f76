"""The work of a reader, and of an audit, grows with the text, not with its square."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from portbook.audit.checkout import Checkout
from portbook.audit.mentions import mentions_of
from portbook.sources.readers import read_source
from portbook.sources.walking import walk
from portbook.text.source import Source
from tests.support.calls import calls

LINES = {
    "nginx": ("server {{ listen 80;\n{}}}\n", "location /a{0}/ {{ proxy_pass http://h:{1}; }}\n"),
    "caddy": ("{}", ":{1} {{\n reverse_proxy localhost:{1}\n}}\n"),
    "dotenv": ("{}", "A{0}_PORT={1}\nA{0}_PORT_MAX={1}\n"),
    "procfile": ("{}", "a{0}: serve --port {1}\n"),
    "package": ('{{"scripts": {{{}"x": ""}}}}', '"dev:a{0}": "vite --port {1}",'),
    "compose": ("services:\n{}", "  a{0}: {{image: x, ports: ['{1}:80']}}\n"),
    "dockerfile": ("FROM x\n{}", "EXPOSE {1}\n"),
    "portlist": ("ports:\n{}", "  a{0}: {1}\n"),
    "markdown": ("| Service | Port |\n|---|---|\n{}", "| a{0} | {1} |\n"),
    "markdown rules": (
        "| Action | Port | Service |\n|---|---|---|\n{}",
        "| ALLOW | {1} | a{0} |\n",
    ),
    "markdown items": ("{}", "- a{0} (port {1}) to avoid conflicts\n"),
    "markdown guests": ("{}", "### LXC {0} — a{0}\n\n- **Service:** a{0}\n- **Port:** {1}\n"),
    "markdown boxes": ("```\n{}```\n", "┌─────────┐\n│ a{0} │\n│ :{1} │\n└─────────┘\n"),
    "markdown notes": ("{}", "a{0} ........ {1}\n"),
    "markdown spreadsheet": ("Server\tService\tPort\n{}", "oak\ta{0}\t{1}\n"),
    "markdown placed": ("{}", "- **M{0} (10.0.0.5):** a{0} ({1})\n"),
    "portlist machines": ("ports:\n{}", "  - {{port: {1}, service: a{0}, host: oak}}\n"),
    "kubernetes": (
        "apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec:\n  ports:\n{}",
        "  - {{name: a{0}, port: {1}}}\n",
    ),
}


def text(sort: str, count: int) -> str:
    whole, line = LINES[sort]
    return whole.format("".join(line.format(at, 3000 + at) for at in range(count)))


@pytest.mark.parametrize("sort", LINES)
def test_twice_the_text_is_at_most_little_more_than_twice_the_work(sort: str) -> None:
    work = []
    for size in (200, 400):
        source = Source("x", text(sort, size))
        read = partial(read_source, sort.partition(" ")[0], source)
        work.append(calls(read))
        assert len(read().claims) >= size
    assert work[1] < 2.4 * work[0]


def test_twice_the_checkout_is_at_most_little_more_than_twice_the_work(tmp_path: Path) -> None:
    """Of `init` and of `audit`, with a stack and a table of as many services."""
    drafted, audited = [], []
    for size in (200, 400):
        folder = tmp_path / str(size) / "shop"
        folder.mkdir(parents=True)
        (folder / "compose.yaml").write_text(text("compose", size))
        (folder / "PORTS.md").write_text(text("markdown", size))
        found = walk(folder, "shop")
        drafted.append(calls(partial(walk, folder, "shop")))
        mentions = mentions_of(Checkout(folder, "shop"), found, None)
        audited.append(calls(partial(list, mentions)))
    assert drafted[1] < 2.4 * drafted[0]
    assert audited[1] < 2.4 * audited[0]
