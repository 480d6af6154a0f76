"""What may reach the configuration of a proxy, and what is refused with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.text.quoting import proxies
from portbook.text.quoting.lines import hash_comment

SYNTAX = set(";{}\"'\\$#` \t\r\n\x00\x85\u2028")
VALIDATORS: list[Callable[[str], str]] = [
    proxies.nginx_name,
    proxies.nginx_path,
    proxies.nginx_host,
    proxies.nginx_server_name,
    proxies.nginx_file,
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
        (proxies.nginx_name, "shop-production_api", "shop-production_api"),
        (proxies.nginx_path, "/", "/"),
        (proxies.nginx_path, "/api/v1.2/~me/", "/api/v1.2/~me/"),
        (proxies.nginx_path, "/.well-known/x", "/.well-known/x"),
        (proxies.nginx_host, "127.0.0.1", "127.0.0.1"),
        (proxies.nginx_host, "localhost", "localhost"),
        (proxies.nginx_host, "web1.example.org", "web1.example.org"),
        (proxies.nginx_host, "::1", "[::1]"),
        (proxies.nginx_host, "[0:0::1]", "[::1]"),
        (proxies.nginx_host, "3com.example", "3com.example"),
        (proxies.nginx_server_name, "_", "_"),
        (proxies.nginx_server_name, "*.example.org", "*.example.org"),
        (proxies.nginx_server_name, "www.example.*", "www.example.*"),
        (proxies.nginx_file, "/etc/ssl/shop.pem", "/etc/ssl/shop.pem"),
    ],
)
def test_passes(validate: Callable[[str], str], value: str, passed: str) -> None:
    assert validate(value) == passed


@pytest.mark.parametrize(
    ("validate", "value", "reason"),
    [
        (proxies.nginx_name, "", "begins with a letter"),
        (proxies.nginx_name, "1api", "begins with a letter"),
        (proxies.nginx_name, "api\n", "begins with a letter"),
        (proxies.nginx_path, "api/", "begins with /"),
        (proxies.nginx_path, "/a b", "begins with /"),
        (proxies.nginx_path, "/a/../b", "segment"),
        (proxies.nginx_path, "/a/.", "segment"),
        (proxies.nginx_host, "256.0.0.1", "host name"),
        (proxies.nginx_host, "1.2.3", "host name"),
        (proxies.nginx_host, "under_score", "host name"),
        (proxies.nginx_host, "-a.example", "host name"),
        (proxies.nginx_host, "a" * 64, "host name"),
        (proxies.nginx_host, ".".join(["a" * 60] * 5), "host name"),
        (proxies.nginx_host, "fe80::1%eth0", "interface"),
        (proxies.nginx_host, "host:80", "IPv6"),
        (proxies.nginx_host, "::1;", "IPv6"),
        (proxies.nginx_server_name, "~^(.*)$", "host name"),
        (proxies.nginx_file, "-x", "file path"),
    ],
)
def test_refused(validate: Callable[[str], str], value: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        validate(value)


def test_addresses() -> None:
    assert proxies.nginx_address("127.0.0.1", 1) == "127.0.0.1:1"
    assert proxies.nginx_address("::", 65535) == "[::]:65535"


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_port_out_of_bounds(port: int) -> None:
    with pytest.raises(ValueError, match=f"{port} is not a port"):
        proxies.nginx_port(port)


@given(st.text())
def test_a_comment_is_one_comment(text: str) -> None:
    comment = hash_comment(text)
    assert len(comment.splitlines()) == 1
    assert comment.startswith("#")


def test_values_are_quoted_and_variables_refused() -> None:
    assert proxies.nginx_value('a "b" \\') == '"a \\"b\\" \\\\"'
    with pytest.raises(ValueError, match="without"):
        proxies.nginx_value("$host")


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("DENY", "`DENY`"), ('a "b" \\', '`a "b" \\`'), ('`a` "b"', '"`a` \\"b\\""'), ("", "``")],
)
def test_values_of_caddy(text: str, spelled: str) -> None:
    assert proxies.caddy_value(text) == spelled


@pytest.mark.parametrize("text", ["{$HOME}", "a\nb", "`\\"])
def test_what_caddy_cannot_spell_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Caddy|text without"):
        proxies.caddy_value(text)


def test_values_of_haproxy_are_quoted_and_controls_refused() -> None:
    assert proxies.haproxy_value('a "b" $c \\ 5%') == '"a \\"b\\" \\$c \\\\ 5%%"'
    with pytest.raises(ValueError, match="control"):
        proxies.haproxy_value("a\nb")
