"""The trees that are kept of large texts: the same as parsing gives, or parsed again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portbook.project import load
from portbook.text.nodes import Mapping, Node, Scalar
from portbook.text.source import Source
from portbook.text.tree import parse
from portbook.upstream import tree_cache
from tests.support.tries import tries

TEXT = "projects:\n  shop: {services: {web: {port: 3000, uses: [api]}, api: 3001}}\n"


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("portbook.upstream.tree_cache.LARGE", 0)
    monkeypatch.setattr("portbook.upstream.tree_cache.LEAST", 0)


def told(node: Node) -> object:
    """Everything that a tree says."""
    if isinstance(node, Scalar):
        return node.text, node.plain, node.start, node.end
    inner = [told(e) for pair in node.pairs for e in pair] if isinstance(node, Mapping) else [
        told(each) for each in node.items]  # type: ignore[attr-defined]  # fmt: skip
    return type(node), node.start, node.end, node.flow, node.weight, inner  # type: ignore[attr-defined]


WORDS = st.sampled_from(("a", "'b c'", '"d\\n"', "~", "3000", "é", "|-\n   x\n   y", ""))
TREES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(filter(str.isalnum, each))}]"),
        st.dictionaries(st.sampled_from("klmn"), inner, max_size=3).map(
            lambda each: "".join(
                f"\n{key}: " + value.replace("\n", "\n  ") for key, value in each.items()
            )
        ),
    ),
)


@settings(max_examples=tries(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES)
def test_a_kept_tree_is_the_parsed_one(text: str) -> None:
    source = Source("ports.yaml", text)
    root, problems = parse(source)
    data = tree_cache.packed(root) if root is not None and not problems else None
    if root is not None and data is not None:
        path = tree_cache.cache_path(source)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        again, none = tree_cache.tree_of(source)
        assert again is not None
        assert again is not root
        assert (told(again), none) == (told(root), [])


def test_a_kept_tree_that_was_changed_is_not_believed() -> None:
    source = Source("ports.yaml", TEXT)
    root, _ = parse(source)
    assert root is not None
    data = tree_cache.packed(root)
    assert data is not None
    path = tree_cache.cache_path(source)
    path.parent.mkdir(parents=True)
    for changed in (data.replace(b"3000", b"4000"), data[:40], b""):
        path.write_bytes(changed)
        again, _ = tree_cache.tree_of(source)
        assert again is not None
        assert told(again) == told(root)


def services_of(path: Path) -> dict[str, str]:
    wiring = load(path).wiring
    assert wiring is not None
    place = {service.name: service.place() for _, service in wiring.portmap.deployments()}
    return {name: f"{path.name}:{each.line}:{each.column}" for name, each in place.items()}


def test_without_a_home_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache would lie in the folder at hand, which may have come with one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    (tmp_path / "ports.yaml").write_text(TEXT)
    assert load(tmp_path / "ports.yaml").wiring is not None
    assert [path.name for path in tmp_path.iterdir()] == ["ports.yaml"]


def test_only_what_is_whole_is_kept(tmp_path: Path) -> None:
    path, trees = tmp_path / "ports.yaml", tmp_path / "cache" / "portbook" / "trees"
    for text in ("a: &x [1]\nb: *x\n", "a: [", TEXT.replace("api: 3001", "api: &x 3001")):
        path.write_text(text)
        load(path)
        assert not trees.exists(), text
    path.write_text(TEXT)
    places = services_of(path)
    assert places["web"] == "ports.yaml:2:26"
    (tree,) = trees.iterdir()
    before = tree.read_bytes()
    assert services_of(path) == places
    tree.write_bytes(b"rubbish")
    assert load(path).wiring is not None
    tree.unlink()
    trees.rmdir()
    trees.write_text("no folder")
    assert load(path).wiring is not None
    trees.unlink()
    load(path)
    assert tree.read_bytes() == before
