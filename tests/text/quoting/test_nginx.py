"""What may reach an nginx configuration, and what is refused with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.text.quoting import nginx

SYNTAX = set(";{}\"'\\$#` \t\r\n\x00\x85\u2028")
VALIDATORS: list[Callable[[str], str]] = [
    nginx.nginx_name,
    nginx.nginx_path,
    nginx.nginx_host,
    nginx.nginx_server_name,
    nginx.nginx_file,
]
BREAKOUTS = st.text("ab1./:-_~*[]@;{}\"'\\$#` \t\r\n\x00\x85\u2028é", max_size=12)


@pytest.mark.parametrize("validate", VALIDATORS)
@given(value=BREAKOUTS)
def test_nothing_of_the_syntax_passes(validate: Callable[[str], str], value: str) -> None:
    try:
        passed = validate(value)
    except ValueError:
        return
    assert passed
    assert passed.isascii()
    assert not SYNTAX & set(passed)


@pytest.mark.parametrize(
    ("validate", "value", "passed"),
    [
        (nginx.nginx_name, "shop-production_api", "shop-production_api"),
        (nginx.nginx_path, "/", "/"),
        (nginx.nginx_path, "/api/v1.2/~me/", "/api/v1.2/~me/"),
        (nginx.nginx_path, "/.well-known/x", "/.well-known/x"),
        (nginx.nginx_host, "127.0.0.1", "127.0.0.1"),
        (nginx.nginx_host, "localhost", "localhost"),
        (nginx.nginx_host, "web1.example.org", "web1.example.org"),
        (nginx.nginx_host, "::1", "[::1]"),
        (nginx.nginx_host, "[0:0::1]", "[::1]"),
        (nginx.nginx_host, "3com.example", "3com.example"),
        (nginx.nginx_server_name, "_", "_"),
        (nginx.nginx_server_name, "*.example.org", "*.example.org"),
        (nginx.nginx_server_name, "www.example.*", "www.example.*"),
        (nginx.nginx_file, "/etc/ssl/shop.pem", "/etc/ssl/shop.pem"),
    ],
)
def test_passes(validate: Callable[[str], str], value: str, passed: str) -> None:
    assert validate(value) == passed


@pytest.mark.parametrize(
    ("validate", "value", "reason"),
    [
        (nginx.nginx_name, "", "begins with a letter"),
        (nginx.nginx_name, "1api", "begins with a letter"),
        (nginx.nginx_name, "api\n", "begins with a letter"),
        (nginx.nginx_path, "api/", "begins with /"),
        (nginx.nginx_path, "/a b", "begins with /"),
        (nginx.nginx_path, "/a/../b", "segment"),
        (nginx.nginx_path, "/a/.", "segment"),
        (nginx.nginx_host, "256.0.0.1", "host name"),
        (nginx.nginx_host, "1.2.3", "host name"),
        (nginx.nginx_host, "under_score", "host name"),
        (nginx.nginx_host, "-a.example", "host name"),
        (nginx.nginx_host, "a" * 64, "host name"),
        (nginx.nginx_host, ".".join(["a" * 60] * 5), "host name"),
        (nginx.nginx_host, "fe80::1%eth0", "interface"),
        (nginx.nginx_host, "host:80", "IPv6"),
        (nginx.nginx_host, "::1;", "IPv6"),
        (nginx.nginx_server_name, "~^(.*)$", "host name"),
        (nginx.nginx_file, "-x", "file path"),
    ],
)
def test_refused(validate: Callable[[str], str], value: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        validate(value)


def test_addresses() -> None:
    assert nginx.nginx_address("127.0.0.1", 1) == "127.0.0.1:1"
    assert nginx.nginx_address("::", 65535) == "[::]:65535"


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_port_out_of_bounds(port: int) -> None:
    with pytest.raises(ValueError, match=f"{port} is not a port"):
        nginx.nginx_port(port)


@given(st.text())
def test_a_comment_is_one_comment(text: str) -> None:
    comment = nginx.nginx_comment(text)
    assert len(comment.splitlines()) == 1
    assert comment.startswith("#")


def test_values_are_quoted_and_variables_refused() -> None:
    assert nginx.nginx_value('a "b" \\') == '"a \\"b\\" \\\\"'
    with pytest.raises(ValueError, match="without"):
        nginx.nginx_value("$host")
