"""Passwords and keys do not leave the files that they stand in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portbook.sources.hiding import masked, without_secrets
from portbook.text.source import Source

HIDDEN = {
    "AWS_SECRET=12345": "AWS_SECRET=***",
    "password: opensesame, port: 80": "password: ***, port: 80",
    "**Password**: `opensesame` (dev)": "**Password**: `***` (dev)",
    "the password is opensesame": "the password is ***",
    "contraseña: opensesame": "contraseña: ***",
    "密码：opensesame": "密码：***",
    "SECRET_KEY=x PORT=4000 rails s -p 4000": "SECRET_KEY=*** PORT=4000 rails s -p 4000",
    'node api.js --port 4001 --api-key="a b"': "node api.js --port 4001 --api-key=***",
    "node api.js --password x --port 4001": "node api.js --password *** --port 4001",
    "/health?token=abc&deep=1": "/health?token=***&deep=1",
    "redis://:opensesame@cache:6379/0": "redis://:***@cache:6379/0",
    "curl -u admin:opensesame localhost:7001": "curl -u admin:*** localhost:7001",
    'Authorization "Bearer abc.def.ghi:9999"': 'Authorization "Bearer ***"',
    "stripe sk_live_0123456789 on 3000": "stripe *** on 3000",
    "TOKEN=${TOKEN:-opensesame}": "TOKEN=***",
    "curl http://localhost:1/up?token=opensesame}": "curl http://localhost:1/up?token=***}",
    "a:b:PASSWORD:opensesame": "a:b:PASSWORD:***",
}
KEPT = [
    "Token service: 3000",
    "Token: 3000",
    "| Secrets | 8200 | vault |",
    "PASSWORD_FILE=/run/secrets/db",
    "TOKEN=${TOKEN}",
    "TOKEN=$TOKEN",
    "SECRET: {db.secret.POSTGRES_PASSWORD}",
    "http://localhost:3000/@me",
    "key: value",
    "AUTH_PORT=4000",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_what_is_secret_is_hidden(text: str) -> None:
    assert without_secrets(text) == HIDDEN[text]


@pytest.mark.parametrize("text", KEPT)
def test_ports_and_references_are_kept(text: str) -> None:
    assert without_secrets(text) == text


@pytest.mark.parametrize("part", ["a:", "password=", "-u a:", "://a:", "--token ", "Bearer "])
def test_a_line_of_nothing_else_is_hidden_in_bounded_time(part: str) -> None:
    assert len(without_secrets(part * 50_000)) <= 50_000


@given(st.text(alphabet="aK_E=:/@'\"?& \n{},pswordtn12.", max_size=80))
def test_every_other_character_stays_at_its_place(text: str) -> None:
    before = Source("x", text)
    after = masked(before)
    assert len(after.text) == len(text)
    assert all(a in (b, "*") for a, b in zip(after.text, text, strict=True))
    assert after.text.count("\n") == text.count("\n")
