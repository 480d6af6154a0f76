"""What the container of a Dockerfile listens at."""

from __future__ import annotations
import pytest
from portbook.sources.devcontainer import read_devcontainer
from portbook.sources.dockerfile import read_dockerfile
from portbook.sources.found import FoundRoute
from portbook.sources.kubernetes import read_kubernetes
from portbook.sources.packagejson import read_package_json
from portbook.sources.procfile import read_procfile
from portbook.sources.recipes import read_shell
from portbook.text.source import Source
from tests.sources.facts import calls, lines_unread, ports


def test_a_dockerfile() -> None:
    text = (
        "# syntax\nARG PORT=8080\nFROM --platform=linux/amd64 postgres:16 AS x\n"
        "ENV PORT=$PORT\nEXPOSE 9000/tcp \\\n  9001/udp $NOPE\nRUN curl http://x:1234\n"
        'CMD ["uvicorn", "a:b", "--port", "9100"]\n'
    )
    found = read_dockerfile(Source("Dockerfile", text))
    assert [(each.container_port, each.transport, each.line) for each in found.claims] == [
        (8080, "tcp", 4),
        (9000, "tcp", 5),
        (9001, "udp", 5),
        (9100, "tcp", 8),
    ]
    assert found.services[0].kind == "postgres"
    assert lines_unread(found) == [2, 7]
