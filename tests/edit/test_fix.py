"""What was misspelt is put right, to the letter, in maps of every style."""

from __future__ import annotations

from random import Random

from hypothesis import given

from portbook.edit.fix import fix
from portbook.language.load import read
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source
from tests.edit.styles import after, randoms, styled, styles

MISSPELT = {"port": "prot", "ports": "potrs", "title": "tittle", "services": "servces"}


@styles
@given(random=randoms)
def test_fix(random: Random) -> None:
    """What was misspelt is put right, to the letter; what cannot be is left alone."""
    _, _, text = styled(random)
    keys = [key for key in keys_of(read_root(text)) if key.text in MISSPELT]
    chosen = random.sample(keys, min(len(keys), random.randint(1, 3)))
    broken = text
    for key in sorted(chosen, key=lambda each: -each.start):
        broken = f"{broken[: key.start]}{MISSPELT[key.text]}{broken[key.end :]}"
    reading = read(Source("ports.yaml", broken))
    fixed = fix(reading, lambda each: list(each.problems))
    if len(fixed.done) == len(chosen):
        assert after(fixed.edit)[1] == text
    left = [each for each in fixed.edit.reading.problems if each.fix]
    assert len(left) <= len(fixed.left)
    assert len(fixed.edit.reading.problems) <= len(reading.problems)
    again = fix(fixed.edit.reading, lambda each: list(each.problems))
    assert again.edit.files == ()


def read_root(text: str) -> Node:
    portmap = read(Source("ports.yaml", text)).portmap
    assert portmap is not None
    return portmap.origin.nodes[0]


def keys_of(node: Node) -> list[Scalar]:
    if isinstance(node, Mapping):
        return [each for key, value in node.pairs for each in (key, *keys_of(value))]
    if isinstance(node, Sequence):
        return [each for item in node.items for each in keys_of(item)]
    return []
