"""What a development container forwards."""

from __future__ import annotations

from portbook.sources.toolconfig import read_devcontainer
from portbook.text.source import Source
from tests.sources.facts import lines_unread, ports


def test_a_dev_container_with_comments() -> None:
    text = (
        "// for VS Code\n{\n"
        '  "forwardPorts": [3000, "db:5432", 99999],\n'
        '  "portsAttributes": {"3000": {"label": "Site"}, "9000": {"label": "x"},},\n'
        '  /* "appPort": 1111 */\n'
        '  "appPort": ["8080:80", 8081],\n'
        "}\n"
    )
    found = read_devcontainer(Source("devcontainer.json", text))
    assert ports(found) == [
        ("Site", 3000, 3000, 3),
        ("db", 5432, 5432, 3),
        ("app", 8080, 80, 6),
        ("app", 8081, 8081, 6),
    ]
    assert lines_unread(found) == [3, 4, 5]
