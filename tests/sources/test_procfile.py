"""A Procfile is read line by line."""

from __future__ import annotations

from portbook.sources.recipes import read_procfile
from portbook.text.source import Source
from tests.sources.facts import lines_unread, ports


def test_a_procfile() -> None:
    text = (
        "# web: x --port 1234\nweb: bundle exec puma -p 3001\n"
        "vite: bin/vite --port 3036\nworker: sidekiq\n"
    )
    found = read_procfile(Source("Procfile.dev", text))
    assert ports(found) == [("web", 3001, None, 2), ("vite", 3036, None, 3)]
    assert [(each.name, each.kind, each.start) for each in found.services] == [
        ("web", "rails", "bundle exec puma -p 3001"),
        ("vite", "vite", "bin/vite --port 3036"),
        ("worker", None, "sidekiq"),
    ]
    assert found.claims[0].environment == "development"
    assert lines_unread(found) == [1]
