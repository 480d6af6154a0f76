"""The grammar of references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.model.reference import (
    ATTRIBUTES,
    BadReference,
    Reference,
    Target,
    parse_target,
    parse_value,
)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("api", Target("api")),
        ("api.ws", Target("api", "ws")),
        ("shop/api", Target("api", None, "shop")),
        ("shop@staging/api.ws", Target("api", "ws", "shop", "staging")),
    ],
)
def test_targets(text: str, target: Target) -> None:
    assert parse_target(text) == target
    assert str(target) == text


@pytest.mark.parametrize(
    "text", ["", "Api", "api.", "/api", "shop/", "a.b.c", "@staging/api", "a b", "{api}", "api\n"]
)
def test_no_targets(text: str) -> None:
    with pytest.raises(BadReference):
        parse_target(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ("",)),
        ("plain", ("plain",)),
        ("{api.url}", (Reference(Target("api"), "url"),)),
        ("{api.ws.port}", (Reference(Target("api", "ws"), "port"),)),
        ("a{api.port}b", ("a", Reference(Target("api"), "port"), "b")),
        ("{db.secret.PW}", (Reference(Target("db"), "secret", "PW"),)),
        ("{{x}}", ("{x}",)),
        ("{{{api.url}}}", ("{", Reference(Target("api"), "url"), "}")),
        ("{s/a.url}{t@e/b.url}", None),
    ],
)
def test_values(text: str, parts: tuple[str | Reference, ...] | None) -> None:
    value = parse_value(text)
    if parts is None:
        assert [str(each) for each in value.references] == ["{s/a.url}", "{t@e/b.url}"]
    else:
        assert value.parts == parts


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        *(("{", 0, 1), ("ab}", 2, 3), ("{}", 0, 2), ("x{api}", 1, 6), ("{api.nope}", 0, 10)),
        *(("{API.url}", 0, 9), ("{a.b.c.url}", 0, 11), ("{a.secret.1}", 0, 12)),
        ("{ api.url }", 0, 11),
    ],
)
def test_bad_values_say_where(text: str, start: int, end: int) -> None:
    with pytest.raises(BadReference) as failure:
        parse_value(text)
    assert (failure.value.start, failure.value.end) == (start, end)


@given(st.text(alphabet="{}ab"))
def test_doubled_braces_are_the_text_itself(text: str) -> None:
    doubled = text.replace("{", "{{").replace("}", "}}")
    assert "".join(map(str, parse_value(doubled).parts)) == text


@given(st.sampled_from(ATTRIBUTES), st.text(alphabet="xy ", max_size=3))
def test_a_reference_prints_as_it_is_written(attribute: str, around: str) -> None:
    text = f"{around}{{api.{attribute}}}{around}"
    assert "".join(map(str, parse_value(text).parts)) == text
