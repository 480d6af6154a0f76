"""Sets of numbers, beside Python's own sets."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.model.ports import PortSet, parse_ports, port_set

SPANS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 9)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=6,
)


def numbers(spans: list[tuple[int, int]]) -> set[int]:
    return {number for low, high in spans for number in range(low, high + 1)}


@given(SPANS, SPANS, st.integers(1, 80), st.integers(0, 9))
def test_algebra(one: list[tuple[int, int]], other: list[tuple[int, int]], at: int, n: int) -> None:
    a, b = port_set(one), port_set(other)
    left, right = numbers(one), numbers(other)
    assert list(a) == sorted(left)
    assert len(a) == len(left)
    assert (at in a) is (at in left)
    assert a.covers(at, at + n) is (set(range(at, at + n + 1)) <= left)
    assert set(a.overlap(b)) == left & right
    assert set(a.without(b)) == left - right
    assert a.overlap(b) == b.overlap(a)
    if left:
        assert (a.first, a.last) == (min(left), max(left))
        assert parse_ports(str(a)) == a


@given(SPANS)
def test_spans_are_sorted_and_apart(spans: list[tuple[int, int]]) -> None:
    found = port_set(spans).spans
    assert all(low <= high for low, high in found)
    assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4000", ((4000, 4000),)),
        ("4000-4099", ((4000, 4099),)),
        ("4000 – 4099", ((4000, 4099),)),
        ("65000-", ((65000, 65535),)),
        ("5, 1-3, 4", ((1, 5),)),
    ],
)
def test_parse(text: str, expected: tuple[tuple[int, int], ...]) -> None:
    assert parse_ports(text) == PortSet(expected)


@pytest.mark.parametrize("text", ["", "a", "1-2-3", "0", "65536", "9-1", "1,,2", "-5", "99999999"])
def test_not_ports(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_ports(text)
