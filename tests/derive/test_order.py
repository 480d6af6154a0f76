"""What starts first, and what waits for itself."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.derive.order import circles, start_order

Needs = dict[str, list[str]]

NAMES = "abcdefgh"
# Names may be needed that nobody has: services of other environments, for one.
GRAPHS = st.dictionaries(
    st.sampled_from(NAMES[:7]), st.lists(st.sampled_from(NAMES), max_size=4, unique=True)
)
# Only earlier letters are needed: no circle.
TREES = st.permutations(list(NAMES)).flatmap(
    lambda names: st.fixed_dictionaries(
        {
            name: st.lists(st.sampled_from(names[:at] or [name]), max_size=3, unique=True)
            for at, name in enumerate(names)
        }
    )
)


def reachable(needs: Needs) -> set[tuple[str, str]]:
    """Which names lead to which over any number of steps, by Warshall's algorithm."""
    pairs = {(name, need) for name, wanted in needs.items() for need in wanted if need in needs}
    for middle, start, end in product(needs, repeat=3):
        if (start, middle) in pairs and (middle, end) in pairs:
            pairs.add((start, end))
    return pairs


@pytest.mark.parametrize(
    ("needs", "waves"),
    [
        ({}, []),
        ({"api": []}, [["api"]]),
        ({"web": ["api"], "api": ["db"], "db": []}, [["db"], ["api"], ["web"]]),
        ({"web": [], "api": []}, [["web", "api"]]),
        ({"web": ["api", "db"], "api": [], "db": []}, [["api", "db"], ["web"]]),
        ({"web": ["elsewhere"], "api": []}, [["web", "api"]]),
        ({"web": ["web"], "api": ["web"]}, [["web"], ["api"]]),
        (
            {"web": ["api"], "api": ["db", "auth"], "auth": ["api"], "db": []},
            [["db"], ["web", "api", "auth"]],
        ),
    ],
)
def test_waves(needs: Needs, waves: list[list[str]]) -> None:
    assert start_order(needs) == waves


@given(GRAPHS)
def test_what_is_needed_comes_earlier_unless_a_circle_is_in_the_way(needs: Needs) -> None:
    waves = start_order(needs)
    wave_of = {name: at for at, wave in enumerate(waves) for name in wave}
    pairs = reachable(needs)
    stuck = {name for name, other in pairs if name != other and (other, name) in pairs}
    held = stuck | {name for name, other in pairs if other in stuck}
    for name, wanted in needs.items():
        for need in wanted:
            if need in needs and need != name and name not in held:
                assert wave_of[need] < wave_of[name]
    assert held <= set(waves[-1] if waves else ())


@given(GRAPHS)
def test_every_name_starts_once_and_waves_keep_the_order(needs: Needs) -> None:
    waves = start_order(needs)
    assert sorted(name for wave in waves for name in wave) == sorted(needs)
    places = list(needs)
    assert all(wave for wave in waves)
    for wave in waves:
        assert wave == sorted(wave, key=places.index)


@given(TREES)
def test_without_circles_a_wave_waits_for_the_one_before(needs: Needs) -> None:
    waves = start_order(needs)
    for earlier, later in pairwise(waves):
        assert all(set(needs[name]) & set(earlier) for name in later)


@pytest.mark.parametrize(
    ("needs", "found"),
    [
        ({}, []),
        ({"web": ["api"], "api": []}, []),
        ({"web": ["web"]}, [["web"]]),
        ({"web": ["api"], "api": ["web"]}, [["web", "api"]]),
        ({"web": ["gone"], "api": ["gone"]}, []),
        (
            {"a": ["b"], "b": ["a", "c"], "c": ["d"], "d": ["c"], "e": ["a"]},
            [["a", "b"], ["c", "d"]],
        ),
        ({"a": ["b", "c"], "b": ["a"], "c": ["a"]}, [["a", "b", "c"]]),
    ],
)
def test_circles(needs: Needs, found: list[list[str]]) -> None:
    assert circles(needs) == found


@given(GRAPHS)
def test_circles_are_what_leads_back_to_itself(needs: Needs) -> None:
    pairs = reachable(needs)
    expected: list[list[str]] = []
    for name in needs:
        around = [b for b in needs if (name, b) in pairs and (b, name) in pairs]
        if around and around not in expected:
            expected.append(around)
    assert circles(needs) == expected


def test_a_long_chain_and_a_long_circle() -> None:
    chain = {f"s{at}": [f"s{at + 1}"] for at in range(1100)}
    chain["s1100"] = []
    assert len(start_order(chain)) == 1101
    assert circles(chain) == []
    chain["s1100"] = ["s0"]
    assert circles(chain) == [list(chain)]
