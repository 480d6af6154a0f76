"""nginx files: listens, upstreams and locations."""

from __future__ import annotations

import pytest

from portbook.sources.found import Found, FoundRoute
from portbook.sources.nginx import EVERY_IPV4, Listen, parse_listen, read_nginx
from portbook.text.source import Source
from tests.sources.facts import calls, lines_unread, ports


def read(text: str) -> Found:
    return read_nginx(Source("nginx.conf", text))


@pytest.mark.parametrize(
    ("words", "listen"),
    [
        ("80", Listen(80, None, EVERY_IPV4, False, "tcp")),
        ("127.0.0.1:8080", Listen(8080, None, "127.0.0.1", False, "tcp")),
        ("[::]:443 ssl http2", Listen(443, None, "::", True, "tcp")),
        ("*:81 default_server", Listen(81, None, EVERY_IPV4, False, "tcp")),
        ("443 quic reuseport", Listen(443, None, EVERY_IPV4, True, "udp")),
        ("53 udp", Listen(53, None, EVERY_IPV4, False, "udp")),
        ("localhost:82", Listen(82, None, "localhost", False, "tcp")),
        ("127.0.0.1", Listen(80, None, "127.0.0.1", False, "tcp")),
        ("12345-12399", Listen(12345, 12399, EVERY_IPV4, False, "tcp")),
        ("unix:/run/x.sock", None),
        ("${PORT}", None),
        ("70000", None),
    ],
)
def test_listens(words: str, listen: Listen | None) -> None:
    assert parse_listen(words.split()) == listen


FRONT = """\
upstream api_pool {          # a comment; with { marks
    server 127.0.0.1:8000 weight=5;
    server api:8001;
}
server {
    listen 80; listen 443 ssl;
    server_name shop.example "www.shop.example";
    add_header X "a; b { c } 9999";
    location / { proxy_pass http://localhost:3000; }
    location /api/ { if ($x) { proxy_pass http://api_pool/; } }
    location ~ \\.php$ { fastcgi_pass php:9000; }
    location /away { proxy_pass https://example.org:8443; }
    location /var { proxy_pass http://$backend:8080; }
}
"""


def test_a_whole_front() -> None:
    found = read(FRONT)
    assert ports(found) == [("nginx", 80, None, 6), ("nginx", 443, None, 6)]
    assert calls(found) == [
        ("api_pool", 8000, None, 2),
        ("api", None, 8001, 3),
        ("app", 3000, None, 9),
        ("php", None, 9000, 11),
    ]
    assert [
        (each.prefix, each.target, each.port, each.strip, each.line)
        for each in found.of(FoundRoute)
    ] == [
        ("/", "localhost", 3000, False, 9),
        ("/api/", "127.0.0.1", 8000, True, 10),
        ("\\.php$", "php", 9000, False, 11),
        ("/away", "example.org", 8443, False, 12),
    ]
    assert all(each.listen == (80, 443) and each.tls for each in found.of(FoundRoute))
    assert found.of(FoundRoute)[0].server_names == ("shop.example", "www.shop.example")
    assert lines_unread(found) == [12, 13, 8]


def test_a_server_without_a_listen_takes_80() -> None:
    assert ports(read("http {\n server { server_name x; }\n}")) == [("nginx", 80, None, 2)]


def test_streams() -> None:
    found = read("stream { server { listen 5432; proxy_pass db:5432; } }")
    assert [(each.service, each.port, each.scheme) for each in found.claims] == [
        ("nginx", 5432, None),
        ("db", None, None),
    ]
