"""When two binds exclude each other: what bind(2) of Linux answered for every pair, for TCP."""

from __future__ import annotations

import pytest

from portbook.model.bind import bracketed, intersect, is_loopback, is_wildcard, parse_bind

ADDRESSES = ("127.0.0.1", "127.0.0.2", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]")
CLASHES = {
    "127.0.0.1": "x.x.xx",
    "127.0.0.2": ".xx.x.",
    "0.0.0.0": "xxx.xx",
    "[::1]": "...xx.",
    "[::]": "xxxxxx",
    "[::ffff:127.0.0.1]": "x.x.xx",
}


@pytest.mark.parametrize("first", ADDRESSES)
@pytest.mark.parametrize("second", ADDRESSES)
def test_pairs(first: str, second: str) -> None:
    clash = CLASHES[first][ADDRESSES.index(second)] == "x"
    assert intersect(parse_bind(first), parse_bind(second)) is clash


@pytest.mark.parametrize(
    ("other", "clash"),
    [("127.0.0.1", True), ("[::1]", True), ("127.0.0.2", False), ("0.0.0.0", True), ("*", True)],
)
def test_localhost_is_both_loopbacks(other: str, clash: bool) -> None:
    assert intersect("localhost", parse_bind(other)) is clash


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("*", "*"),
        ("localhost", "localhost"),
        ("[::ffff:10.0.0.1]", "10.0.0.1"),
    ],
)
def test_spellings(text: str, canonical: str) -> None:
    assert parse_bind(text) == canonical


@pytest.mark.parametrize("text", ["", "example.org", "1.2.3", "01.2.3.4", "::1%eth0", "::1;x", "5"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_bind(text)


def test_sorts_of_addresses() -> None:
    assert [is_loopback(a) for a in ("127.9.9.9", "::1", "localhost", "10.0.0.1", "::")] == [
        *(True, True, True),
        *(False, False),
    ]
    assert is_wildcard("0.0.0.0")
    assert not is_wildcard("127.0.0.1")
    assert bracketed("::1") == "[::1]"
    assert bracketed("10.0.0.1") == "10.0.0.1"
