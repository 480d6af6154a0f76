"""Passwords and keys do not leave the files that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portbook.text import secrets
from portbook.text.secrets import (
    masked,
    may_hold_secrets,
    secret_spans,
    without_secrets,
    without_userinfo,
)
from portbook.text.source import Source
from tests.support.tries import tries

HERE = Path(__file__).parent
LOOKS_LIKE_NO_WORD = ("hunter2", "Tr0ub4dor.3", "s3cr3t-9fXq", "9f8e7d6c5b4a")
VALUES = (*LOOKS_LIKE_NO_WORD, "opensesame")

HIDDEN = {
    "password: opensesame, port: 80": "password: ***, port: 80",
    "SECRET_KEY=x PORT=4000 rails s -p 4000": "SECRET_KEY=*** PORT=4000 rails s -p 4000",
    'node api.js --port 4001 --api-key="a b"': "node api.js --port 4001 --api-key=***",
    "redis://:opensesame@cache:6379/0": "redis://:***@cache:6379/0",
    "TOKEN=${TOKEN:-opensesame}": "TOKEN=***",
    "curl http://localhost:1/up?token=opensesame}": "curl http://localhost:1/up?token=***}",
    "a:b:PASSWORD:opensesame": "a:b:PASSWORD:***",
}


def lines() -> Iterator[tuple[str, list[str]]]:
    """Each line with each value in it, and what must not be left of it."""
    for line in (HERE / "secret_lines.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        wordless = line.startswith("~")
        for value in LOOKS_LIKE_NO_WORD if wordless else VALUES:
            filled = re.sub(r"\bx(?=[›/])", value, line.removeprefix("~"))
            yield filled.replace("‹", "").replace("›", ""), re.findall("‹(.*?)›", filled)


def test_what_is_secret_in_real_lines_is_hidden() -> None:
    tried = dict(lines())
    assert len(tried) > 500
    left = [
        (text, without_secrets(text))
        for text, secrets in tried.items()
        if any(secret in without_secrets(text) for secret in secrets)
    ]
    assert left == []
    hidden = [text for text in tried if secret_spans(text)]
    assert all(may_hold_secrets(["a: b", text, "Şhop"]) for text in hidden)
    assert not may_hold_secrets(["{self.port}", "http://localhost:3000/a", "Does the work"])


def test_ports_references_and_words_are_kept() -> None:
    harmless = (HERE / "harmless_lines.txt").read_text(encoding="utf-8").splitlines()
    assert [
        (text, without_secrets(text)) for text in harmless if without_secrets(text) != text
    ] == []


def test_no_more_than_the_secret_is_hidden() -> None:
    assert {text: without_secrets(text) for text in HIDDEN} == HIDDEN


def test_a_key_s_block_and_a_table_s_column_are_hidden() -> None:
    text = (
        "port: 1\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\n"
        "| Service | Port | Password |\n|---|---:|---|\n| db | 5432 | hunter2 |\n"
        "| web | 3000 | correct horse |\n\nport 5432"
    )
    for shown in (masked(Source("x", text)).text, without_secrets(text)):
        assert not re.search("MIIE|abc=|hunter2|horse", shown)
        assert all(kept in shown for kept in ("5432", "3000", "END RSA", "Service", "port: 1"))


def test_an_address_is_shown_without_who_asks() -> None:
    assert without_userinfo("https://a:b@h.example:1/x@y") == "https://h.example:1/x@y"
    assert without_userinfo("https://h.example/x@y") == "https://h.example/x@y"
    assert without_userinfo("./api") == "./api"


@pytest.mark.parametrize(
    "part",
    [
        "a:",
        "password=",
        "-u a:",
        "://a:",
        "--token ",
        "Bearer ",
        "| password ",
        "admin / ",
        "?key=",
    ],
)
def test_a_line_of_nothing_else_is_hidden_in_bounded_time(part: str) -> None:
    assert len(without_secrets(part * 50_000)) <= 50_000


@given(st.text(alphabet="aK_E=:/@'\"?& \n{},pswordtn12.|", max_size=80))
def test_every_other_character_stays_at_its_place(text: str) -> None:
    before = Source("x", text)
    after = masked(before)
    assert len(after.text) == len(text)
    assert all(a in (b, "*") for a, b in zip(after.text, text, strict=True))
    assert after.text.count("\n") == text.count("\n")


WORDS = (*secrets._PATTERNS, (secrets._WORD, secrets._SAID), (secrets._SECRET, secrets._NAMED))


@pytest.mark.parametrize("at", range(len(WORDS)))
@settings(max_examples=tries(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_spares_a_pattern_is_in_all_that_it_matches(at: int, data: st.DataObject) -> None:
    pattern, telling = WORDS[at]
    text = data.draw(st.from_regex(re.compile(pattern.pattern, pattern.flags)))
    assert secrets._holds(secrets._lowered(text), telling), text


@given(
    st.sampled_from([*dict(lines())]),
    st.integers(0, 40),
    st.integers(5, 80),
    st.randoms(use_true_random=False),
)
def test_what_may_hold_no_secret_holds_none(line: str, start: int, end: int, draw: Random) -> None:
    """In pieces of real lines, in any capitals: the long s and the Kelvin sign are letters, too."""
    other = {"s": "\u017f", "k": "\u212a", "i": "\u0131", "I": "\u0130"}
    text = "".join(
        draw.choice((each, each, each.upper(), each.lower(), other.get(each, each)))
        for each in line[start:end]
    )
    if not may_hold_secrets([text]):
        assert secret_spans(text) == []
