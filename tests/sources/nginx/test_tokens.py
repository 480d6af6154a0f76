"""Directives of broken texts, and files that include each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from portbook.sources.found import Found, FoundRoute
from portbook.sources.nginx import read_nginx
from portbook.text.source import Source
from tests.sources.facts import ports
from tests.support.files import make_files


def read(text: str) -> Found:
    return read_nginx(Source("nginx.conf", text))


def test_includes_are_found_beside_the_file(tmp_path: Path) -> None:
    files = {
        "nginx.conf": "http {\n include /etc/nginx/conf.d/*.conf;\n include mime.types;\n}\n",
        "conf.d/b.conf": "server { listen 82; include snippets/x; }\n",
        "conf.d/a.conf": "server {\n listen 81; }\n",
        "snippets/x": "location / { proxy_pass http://web:3000; }\n",
    }
    path = make_files(tmp_path, files) / "nginx.conf"
    found = read_nginx(Source("shop/nginx.conf", path.read_text(), path))
    assert [(each.port, each.path, each.line) for each in found.claims if each.port] == [
        (81, "shop/conf.d/a.conf", 2),
        (82, "shop/conf.d/b.conf", 1),
    ]
    assert found.of(FoundRoute)[0].path == "shop/snippets/x"


@pytest.mark.parametrize(
    "text", ["include *.conf;", "include nginx.conf;", "http { include ./nginx.conf; }"]
)
def test_circles_are_told(text: str, tmp_path: Path) -> None:
    path = make_files(tmp_path, {"nginx.conf": text}) / "nginx.conf"
    assert [
        "includes itself" in each.message
        for each in read_nginx(Source("nginx.conf", text, path)).problems
    ] == [True]


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    path = make_files(tmp_path, {"nginx.conf": "include /etc/passwd;"}) / "nginx.conf"
    assert read_nginx(Source("nginx.conf", "include /etc/passwd;", path)) == Found()


@pytest.mark.parametrize(
    "text",
    [
        "server { listen 80",
        "}",
        "a b } c;",
        'x "never',
        "{ } ;",
        "server { listen; } location;",
        "upstream { server; }",
        "listen 80;",
        "a {" * 200,
    ],
)
def test_broken_texts_give_messages(text: str) -> None:
    found = read(text)
    assert all(each.message for each in found.problems)


def test_what_stands_before_an_error_is_read() -> None:
    found = read("server { listen 8080; }\nserver { listen 81; \n")
    assert ("nginx", 8080, None, 1) in ports(found)
    assert [each.severity for each in found.problems] == ["error"]
