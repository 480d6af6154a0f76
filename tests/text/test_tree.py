"""The tree and its places, with both of PyYAML's parsers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source
from portbook.text.tree import MAX_DEPTH, parse, parse_stream
from tests.text.trees import Parsed, plain


def spans(text: str, node: Node | None) -> list[str]:
    """What each node covers, outermost first."""
    assert node is not None
    found = [text[node.start : node.end]]
    inner: list[Node] = []
    if isinstance(node, Mapping):
        inner = [each for pair in node.pairs for each in pair]
    if isinstance(node, Sequence):
        inner = node.items
    return found + [span for each in inner for span in spans(text, each)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1", ["a: 1", "a", "1"]),
        ("a: 1\n\n# end\n", ["a: 1", "a", "1"]),
        ("a:\n  b: 'x'  # note\n\nc: 2\n", ["a:\n  b: 'x'  # note\n\nc: 2", "a"]),
        ("a:\n  b: 'x'  # note\n", ["a:\n  b: 'x'", "a", "b: 'x'", "b", "'x'"]),
        ("a: [1, 2] # x\n", ["a: [1, 2]", "a", "[1, 2]", "1", "2"]),
        ("- a\n- b: {c: d}\n\n\n", ["- a\n- b: {c: d}", "a", "b: {c: d}", "b", "{c: d}", "c", "d"]),
        ("a:\nb: 1\n", ["a:\nb: 1", "a", "", "b", "1"]),
        ("é: 日本\r\nb: 🎉\r\n", ["é: 日本\r\nb: 🎉", "é", "日本", "b", "🎉"]),
        ("a: &x 1\nb: *x\n", ["a: &x 1\nb: *x", "a"]),
        ("a: &x {}\nb:\n  <<: *x\n", ["a: &x {}\nb:\n  <<: *x", "a"]),
    ],
)
def test_places(tree: Callable[[str], Parsed], text: str, expected: list[str]) -> None:
    root, problems = tree(text)
    assert problems == []
    assert spans(text, root)[: len(expected)] == expected


def test_a_bom_moves_no_place(tree: Callable[[str], Parsed]) -> None:
    root, problems = tree("\ufeffa: b\n")
    assert problems == []
    assert isinstance(root, Mapping)
    assert [(node.start, node.end) for node in root.pairs[0]] == [(0, 1), (3, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x {k: 1}\nb: {<<: *x}", {"a": {"k": "1"}, "b": {"k": "1"}}),
        ("a: &x {k: 1}\nb: {<<: *x, k: 2}", {"a": {"k": "1"}, "b": {"k": "2"}}),
        ("a: &x {k: 1}\nb: &y {k: 2, l: 3}\nc: {<<: [*x, *y]}", None),
        ("a: &x {k: 1}\nb: &y {<<: *x, l: 2}\nc: {<<: *y}", None),
        ("a: &x [1, 2]\nb: *x", {"a": ["1", "2"], "b": ["1", "2"]}),
        ("'<<': 1", {"<<": "1"}),
    ],
)
def test_aliases_and_merges(tree: Callable[[str], Parsed], text: str, expected: Any) -> None:
    root, problems = tree(text)
    assert problems == []
    got = plain(root)
    if expected is None:
        assert got["c"] == {"k": "1", "l": "3" if "[*x" in text else "2"}
    else:
        assert got == expected


@pytest.mark.parametrize(
    ("text", "code", "at", "message"),
    [
        ("a: 1\nb: 2\na: 3", "duplicate-key", (3, 1), "the key 'a' is given twice"),
        ("a: 1\n--- \nb: 2", "syntax", (2, 1), "a second document begins here"),
        ("a: !!python/x 1", "bad-value", (1, 4), "tags are not used in ports.yaml"),
        ("a: !x [1]", "bad-value", (1, 4), "tags are not used in ports.yaml"),
        ("a: *x", "bad-value", (1, 4), "there is no anchor &x before this alias"),
        ("a: &x [*x]", "bad-value", (1, 8), "this alias lies inside its own anchor"),
        ("a: &x {<<: *x}", "bad-value", (1, 12), "this alias lies inside its own anchor"),
        ("<<: 1", "wrong-type", (1, 5), "a merge key takes a mapping or a list of them"),
        ("[a]: 1", "wrong-type", (1, 1), "a key must be a plain name, not a collection"),
        ("? {a: b}\n: 1", "wrong-type", (1, 3), "a key must be a plain name, not a collection"),
        ("a: \x07", "syntax", (1, 4), "the character U+0007 is not allowed in YAML"),
        ("a: b\x00", "syntax", (1, 5), "the character U+0000 is not allowed in YAML"),
        ('a: "\\0"', "bad-value", (1, 4), "the character U+0000 cannot stand in a value"),
        ('a: "x\\e[2J"', "bad-value", (1, 4), "the character U+001B cannot stand in a value"),
        ("a:\n\tb: 1", "syntax", (2, 1), "a tab cannot indent YAML"),
        ("a: {b: [1}", "syntax", (1, 10), "',' or ']' is missing before this"),
        ("a: {b: 1\n\n", "syntax", (1, 8), "',' or '}' is missing behind this"),
        ("a: 'b\n", "syntax", (2, 1), "a quotation mark is missing"),
    ],
)
def test_problems(
    tree: Callable[[str], Parsed], text: str, code: str, at: tuple[int, int], message: str
) -> None:
    _, problems = tree(text)
    found = problems[0]
    assert (found.code, (found.place.line, found.place.column)) == (code, at)
    assert found.message == message
    assert len(problems) <= 2


def test_half_a_surrogate_pair_is_refused(tree: Callable[[str], Parsed]) -> None:
    root, problems = tree('a: "\\ud800"')
    assert [problem.code for problem in problems] in (["bad-value"], ["syntax"])
    assert "\ud800" not in str(plain(root))


def test_a_duplicate_key_names_both_places_and_the_first_counts(
    tree: Callable[[str], Parsed],
) -> None:
    root, problems = tree("a: 1\na: 2\na: 3\n")
    assert plain(root) == {"a": "1"}
    assert [problem.place.line for problem in problems] == [2, 3]
    assert [str(problem.related[0][0]) for problem in problems] == ["ports.yaml:1:1"] * 2


@pytest.mark.parametrize("text", ["a: 1\nb: [1,\n", "a: 1\nb: 'x", "a: 1\n b: 2", "a: 1\n}"])
def test_what_stands_before_a_mistake_is_kept(tree: Callable[[str], Parsed], text: str) -> None:
    root, problems = tree(text)
    assert [problem.code for problem in problems] == ["syntax"]
    assert isinstance(root, Mapping)
    assert root.key("a") is not None or "b: 2" in text


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000,
        "[" * 200_000,
        "{a: " * 200_000,
        "- " * 200_000,
        "? " * 200_000,
        "".join(f"{' ' * i}a:\n" for i in range(200)),
    ],
    ids=["some", "brackets", "braces", "dashes", "questions", "indents"],
)
def test_depth_is_bounded(tree: Callable[[str], Parsed], text: str) -> None:
    _, problems = tree(text)
    assert [problem.code for problem in problems][:1] == ["too-deep"]
    assert str(MAX_DEPTH) in problems[0].message


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 x"]
    for level in range(1, levels):
        aliases = ", ".join([f"*a{level - 1}"] * width)
        lines.append(f"a{level}: &a{level} [{aliases}]")
    return "\n".join(lines)


@pytest.mark.parametrize("text", [bomb(30, 10), bomb(100, 2)])
def test_an_alias_bomb_is_found_before_it_is_followed(
    tree: Callable[[str], Parsed], text: str
) -> None:
    root, problems = tree(text)
    assert root is None
    assert [problem.code for problem in problems] == ["too-deep"]
    assert "three million" in problems[0].message


def test_a_long_chain_of_merges_needs_no_recursion(tree: Callable[[str], Parsed]) -> None:
    lines = ["a0: &a0 {k0: 0}"]
    lines += [f"a{i}: &a{i} {{<<: *a{i - 1}}}" for i in range(1, 1500)]
    root, problems = tree("\n".join(lines))
    assert problems == []
    assert isinstance(root, Mapping)
    last = root.get("a1499")
    assert plain(last) == {"k0": "0"}


def test_a_long_scalar_is_read_in_time(tree: Callable[[str], Parsed]) -> None:
    root, problems = tree(f'a: "{"x" * 2_000_000}"\n')
    assert problems == []
    assert len(plain(root)["a"]) == 2_000_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\u202eb", "202E"),
        ("a\u200bb", "200B"),
        ("a\u2066b", "2066"),
        ("a\ufeffb", "FEFF"),
        ("a\U000e0041b", "E0041"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", None),
        ("\U0001f468\u200d\U0001f469", None),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", None),
        ("\u05d0\u200f!", None),
    ],
)
@pytest.mark.parametrize("form", ["a: {}", "a: '{}'", 'a: "{}"', "a: |\n  {}\n"])
def test_what_nobody_sees_is_told(text: str, code: str | None, form: str) -> None:
    _, problems = parse(Source("m", form.format(text)))
    assert [(each.severity, f"U+{code} " in each.message) for each in problems] == (
        [("warning", True)] if code else []
    )


def test_what_nobody_sees_is_told_where_it_is_spelled() -> None:
    _, problems = parse(Source("m", 'a: "x\\u202ey"'))
    assert [each.message for each in problems] == [
        "the character U+202E is in it, which nobody sees"
    ]


@pytest.mark.parametrize("pure", [False, True])
def test_documents_tags_and_places_of_a_stream(pure: bool) -> None:
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
def test_documents_before_an_error_are_kept(pure: bool) -> None:
    stream = parse_stream(Source("x", "a: 1\n---\nb: [1\n---\n"), pure=pure)
    first = stream.documents[0]
    assert isinstance(first, Mapping)
    value = first.get("a")
    assert isinstance(value, Scalar)
    assert value.text == "1"
    assert [problem.code for problem in stream.problems] == ["syntax"]


def test_an_empty_stream() -> None:
    assert parse_stream(Source("x", "# nothing\n")) == ([], {}, [])
