"""ports.lock: what a line may hold, and three locks made one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.upstream.lock import (
    BadLock,
    Pin,
    address_fault,
    lock_text,
    merged_lock,
    parse_lock,
    path_fault,
    rev_fault,
)

GOOD = [
    "https://git.example/shop.git",
    "https://git.example:8443/a/b",
    "ssh://git@git.example/shop",
    "ssh://git.example:22/shop",
    "git@git.example:team/shop.git",
    "file:///srv/git/shop.git",
]
BAD = [
    "",
    "-u",
    "--upload-pack=touch /tmp/x",
    "ext::sh -c touch% /tmp/x",
    "fd::17",
    "transport::https://git.example/x",
    "git://git.example/shop",
    "http://git.example/shop",
    "ftp://git.example/shop",
    "https://user:secret@git.example/shop",
    "https://token@git.example/shop",
    "ssh://git:secret@git.example/shop",
    "ssh://-oProxyCommand=x/shop",
    "ssh://-oProxyCommand=x@git.example/shop",
    "-oProxyCommand=x@host:path",
    "host:-path",
    "https://git.example/with blank",
    "https://git.example/a\nb",
    "/srv/git/shop.git",
    "../shop",
]


def test_what_an_address_may_be() -> None:
    assert [url for url in GOOD if address_fault(url)] == []
    assert [url for url in BAD if not address_fault(url)] == []


def test_what_a_rev_and_a_path_may_be() -> None:
    revs = ["-x", "--upload-pack=x", "a b", "a..b", "a:b", "", "x~1", "x^{}", "a\n", "a.lock"]
    assert [rev for rev in revs if not rev_fault(rev)] == []
    assert [rev for rev in ("main", "v1.0", "feature/x-1", "a" * 40) if rev_fault(rev)] == []
    paths = ["-x", "/etc/passwd", "a/../b", "..", "a//b", "./a", "a b", "", ":(glob)*", "a\n"]
    assert [path for path in paths if not path_fault(path)] == []
    assert [path for path in ("ports.yaml", "ops/map/ports.yaml") if path_fault(path)] == []


def pin(name: str, digit: str = "1") -> Pin:
    return Pin(name, GOOD[0], "main", digit * 40, "ports.yaml", digit * 40, digit * 64)


PINS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123"), max_size=6).map(
    lambda given: {name: pin(name, digit) for name, digit in given.items()}
)


@given(PINS)
def test_a_lock_reads_as_it_was_written(pins: dict[str, Pin]) -> None:
    text = lock_text(pins.values())
    assert parse_lock(text) == pins
    assert text.splitlines() == sorted(text.splitlines())


@given(PINS, PINS, PINS)
def test_three_locks_are_joined_or_both_changed_one(
    base: dict[str, Pin], ours: dict[str, Pin], theirs: dict[str, Pin]
) -> None:
    names = {*base, *ours, *theirs}
    made = merged_lock(*(lock_text(each.values()) for each in (base, ours, theirs)))
    clash = any(
        len({base.get(n), ours.get(n), theirs.get(n)}) == 3
        or (ours.get(n) != theirs.get(n) and base.get(n) not in (ours.get(n), theirs.get(n)))
        for n in names
    )
    assert (made is None) == clash
    if made is not None:
        found = parse_lock(made)
        for n in names:
            changed = [each.get(n) for each in (ours, theirs) if each.get(n) != base.get(n)]
            assert found.get(n) == (changed[0] if changed else base.get(n))


@pytest.mark.parametrize(
    "line",
    [
        "shop",
        pin("Shop").line,
        pin("shop")._replace(url="ext::x").line,
        pin("shop")._replace(commit="HEAD").line,
        pin("shop")._replace(path="../x").line,
        pin("shop")._replace(rev="--x").line,
        pin("shop").line + " more",
        "<<<<<<< ours",
    ],
)
def test_what_is_no_lock_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(BadLock) as refused:
        parse_lock(f"{pin('a').line}\n{line}\n")
    assert refused.value.line == 2


def test_two_lines_of_one_source_are_refused() -> None:
    for one, other in itertools.product((pin("a"), pin("a", "2")), repeat=2):
        with pytest.raises(BadLock):
            parse_lock(f"{one.line}\n{other.line}\n")
