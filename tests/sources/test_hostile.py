"""No text makes a reader raise, run long or fill the memory."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portbook.sources.found import FoundRange, FoundRoute, Unread
from portbook.sources.readers import READERS, read_source
from portbook.text.source import Source
from tests.support.tries import tries

SORTS = sorted({each.name for each in READERS} - {"markdown"})
NAMES = {"package": "package.json", "devcontainer": "devcontainer.json", "portlist": "ports.yaml"}

WORDS = st.sampled_from(
    [
        *"{}[]()<>:;,.#&*!|-?@%`'\"\\/=$~ \t\n\r\0",
        *(
            "services:",
            "\n  ",
            "\n    ",
            "ports:",
            "- ",
            "8080:80",
            "${A:-1}",
            "${",
            "<<: *a",
            "&a ",
            "*a",
        ),
        *(
            "!reset",
            "!override",
            "extends: a",
            "include: [x]",
            "server {",
            "listen 80;",
            "}\n",
            "location /",
        ),
        *(
            "proxy_pass http://a:1",
            "upstream a {",
            "PORT=3000",
            "API_PORT=",
            "web: ",
            "--port ",
            "server: {",
        ),
        *(
            "port: 3000",
            "//",
            "/*",
            "*/",
            '"scripts": {',
            '"name": "a"',
            "apiVersion: v1\nkind: Service\n",
        ),
        *(
            "spec: {ports: [{port: 80}]}",
            "---\n",
            "EXPOSE 80",
            "FROM a\n",
            "start: 1",
            "end: 9",
            "\ufeff",
            "é",
        ),
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=40).map("".join)


@pytest.mark.parametrize("sort", SORTS)
@settings(max_examples=tries(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS)
def test_no_text_raises(sort: str, text: str) -> None:
    found = read_source(sort, Source(NAMES.get(sort, "x"), text))
    count = text.count("\n") + 1
    lines = [each.line for each in found.claims] + [each.line for each in found.services]
    lines += [each.line for each in found.of(Unread)] + [each.line for each in found.of(FoundRange)]
    lines += [each.line for each in found.of(FoundRoute)]
    assert all(1 <= line <= count + 1 for line in lines)
    for claim in found.claims:
        assert claim.port is None or 1 <= claim.port <= 65535
        assert claim.service
    assert all(problem.message for problem in found.problems)


def repeated(text: str, size: int) -> str:
    return text * (size // len(text))


def bomb(levels: int) -> str:
    lines = ["a0: &a0 ['80:80', '80:80']"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join([*lines, f"services: {{s: {{image: x, ports: *a{levels - 1}}}}}"])


SHAPES = {
    "brackets": "[",
    "braces": "{",
    "quotes": '"',
    "single-quotes": "'",
    "backslashes": "\\",
    "nested-defaults": "${A:-",
    "comment-begins": "/*",
    "template-begins": "`${",
    "regex-begins": "a=/[",
    "newlines": "\n",
    "spaces": " ",
    "one-long-word": "a",
    "addresses": "http://localhost:8000,",
    "at-signs": "http://a@",
    "mappings": "a: ",
    "dashes": "- ",
    "blocks": "server { listen 8080; }\n",
    "ports": "  - '8080:80'\n",
    "documents": "a: 1\n---\n",
    "commands": "PORT=3000 vite && ",
    "continued": "\\\n",
    "dotted keys": "a.",
}


def within(sort: str, text: str, seconds: float) -> None:
    begun = time.process_time()
    read_source(sort, Source(NAMES.get(sort, "x"), text))
    assert time.process_time() - begun < seconds, sort


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_text(shape: str) -> None:
    text = repeated(SHAPES[shape], 30_000)
    for sort in SORTS:
        within(sort, text, 5)
        within(sort, "A=" + text, 5)


def test_alias_bombs_are_refused() -> None:
    for sort in ("compose", "kubernetes", "portlist"):
        within(sort, bomb(30), 5)
    assert read_source("compose", Source("x", bomb(30))).problems


@pytest.mark.soak
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("shape", SHAPES)
def test_ten_megabytes(shape: str) -> None:
    text = repeated(SHAPES[shape], 10_000_000)
    for sort in SORTS:
        within(sort, text, 60)
