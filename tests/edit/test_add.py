"""A service is added in a few lines of its own, in maps of every style."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portbook.edit.add import Add
from portbook.edit.change import Refused
from portbook.edit.entries import Tree
from portbook.edit.verify import verify
from portbook.language.load import read
from portbook.text.source import Source
from tests.edit.styles import (
    NEW,
    Ports,
    after,
    calls,
    hunks,
    ports,
    randoms,
    same_line_ends,
    styled,
    styles,
)

NUMBER = 15000
ENTRIES: list[Tree] = [
    str(NUMBER),
    f'"{NUMBER}:80"',
    {"kind": "postgres", "range": "wide", "port": str(NUMBER)},
    {"title": '"A: b"', "port": str(NUMBER)},
]


@styles
@given(random=randoms, entry=st.sampled_from(ENTRIES))
def test_add(random: Random, entry: Tree) -> None:
    reading, was, text = styled(random)
    project = random.choice(list(was.projects))
    edit = verify(reading, [Add(project, NEW, entry)])
    now, changed = after(edit)
    expected: Ports = ports(was)
    for name in was.projects[project].environments:
        expected[project, name, NEW, "default"] = NUMBER
    assert ports(now) == expected
    assert calls(now) == calls(was)
    assert list(now.projects[project].services)[-1] == NEW or not text.endswith("\n")
    assert same_line_ends(text, changed)
    (hunk,) = hunks(text, changed)
    gone, came = hunk
    assert len(gone) <= 1
    assert 1 <= len(came) - len(gone) + 1 <= 6
    assert re.findall("#[^\r\n]*", text) == re.findall("#[^\r\n]*", changed)


@pytest.mark.parametrize(
    ("entry", "said"), [({"port": "70000"}, "70000"), ({"prot": "1"}, "prot"), ("x", "'x'")]
)
def test_what_is_no_service_is_not_added(entry: Tree, said: str) -> None:
    reading = read(Source("ports.yaml", "projects: {shop: {services: {web: 3000}}}\n"))
    with pytest.raises(Refused, match=said):
        verify(reading, [Add("shop", "api", entry)])
