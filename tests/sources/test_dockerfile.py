"""What the container of a Dockerfile listens at."""

from __future__ import annotations

from portbook.sources.dockerfile import read_dockerfile
from portbook.text.source import Source
from tests.sources.facts import lines_unread


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
