"""YAML streams of several documents, with tags."""

from __future__ import annotations

import pytest

from portbook.text.nodes import Mapping, Scalar
from portbook.text.source import Source
from portbook.text.tree import parse_stream


@pytest.mark.parametrize("pure", [False, True])
def test_documents_tags_and_places(pure: bool) -> None:
    text = "a: &x 1\n---\nports: !reset []\nb: !override\n- c\n---\nd: *x\n"
    stream = parse_stream(Source("x", text), pure=pure)
    assert len(stream.documents) == 3
    assert sorted((tag, node.place.line) for node, tag in stream.tags.items()) == [
        ("!override", 4),
        ("!reset", 3),
    ]
    second = stream.documents[1]
    assert isinstance(second, Mapping)
    assert [key.text for key, _ in second.pairs] == ["ports", "b"]
    # An anchor ends with its document (YAML 1.2.2, 3.2.2.2).
    assert [problem.place.line for problem in stream.problems] == [7]


@pytest.mark.parametrize("pure", [False, True])
def test_what_stands_before_an_error_is_kept(pure: bool) -> None:
    stream = parse_stream(Source("x", "a: 1\n---\nb: [1\n---\n"), pure=pure)
    first = stream.documents[0]
    assert isinstance(first, Mapping)
    value = first.get("a")
    assert isinstance(value, Scalar)
    assert value.text == "1"
    assert [problem.code for problem in stream.problems] == ["syntax"]


def test_an_empty_stream() -> None:
    assert parse_stream(Source("x", "# nothing\n")) == ([], {}, [])
