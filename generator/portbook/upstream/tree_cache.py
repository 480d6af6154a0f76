"""The trees of large texts and of other repositories', kept between runs: to unpack one takes a
third of parsing its text.

A tree lies in the user's cache by the digest of its text, as `marshal` writes it: what stands there
is believed as Python believes its own `.pyc` files. A text with anchors is parsed each time.
"""

from __future__ import annotations

import contextlib
import marshal
import sys
from itertools import repeat
from pathlib import Path
from typing import Any

from portbook import __version__
from portbook.text.diagnostic import Diagnostic
from portbook.text.nodes import Mapping, Node, Scalar, Sequence
from portbook.text.source import Source
from portbook.text.tree import parse
from portbook.upstream.lock import cache_folder

LARGE = 100_000
"""Characters from which on a tree is kept: below it, parsing takes some 20 ms at most. There may be
hundreds of sources, of which few change at once: of them all but the least are kept."""
LEAST = 2_000
FORM = f"{__version__}-{sys.version_info.major}.{sys.version_info.minor}"


def is_large(source: Source) -> bool:
    """Whether its tree is worth keeping; without a home the cache would lie in anybody's folder."""
    long = len(source.text) >= (LEAST if source.upstream else LARGE)
    return long and cache_folder().is_absolute()


def tree_of(source: Source) -> tuple[Node | None, list[Diagnostic]]:
    """What `parse` gives for the text."""
    if is_large(source):
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            data = cache_path(source).read_bytes()
            if _digest(data[32:]) == data[:32]:
                return _unpacked(marshal.loads(data[32:]), source), []
    return parse(source)


def cache_path(source: Source) -> Path:
    digest = _digest(source.text.encode("utf-8", "surrogatepass")).hex()
    return cache_folder() / "trees" / f"{digest}.{FORM}"


def _digest(data: bytes) -> bytes:
    import hashlib  # OpenSSL's is slow to load, and most maps are small

    return hashlib.sha256(data).digest()


def packed(root: Node) -> bytes | None:
    """What to keep of a tree that was parsed without a problem; None where that spares nothing."""
    if not is_large(root.source) or root.weight != 1 or type(root) is not Mapping:
        return None
    scalars: list[Scalar] = []
    keep = scalars.append
    known: dict[str, str] = {}

    def shape(node: Any) -> Any:
        is_mapping, inner = type(node) is Mapping, []
        if is_mapping:
            for key, value in node.pairs:
                keep(key)
                inner.append(keep(value) if type(value) is Scalar else shape(value))
        else:
            inner = [keep(each) if type(each) is Scalar else shape(each) for each in node.items]
        return is_mapping, node.start, node.end, node.flow, inner

    whole = shape(root)
    columns = (
        [each.start for each in scalars],
        [each.end for each in scalars],
        [known.setdefault(each.text, each.text) for each in scalars],
        [each.plain for each in scalars],
    )
    data = marshal.dumps((whole, columns))
    return _digest(data) + data


def _unpacked(data: Any, source: Source) -> Node:
    whole, columns = data
    take = map(Scalar, repeat(source), *columns).__next__

    def made(shape: Any) -> Node:
        is_mapping, start, end, flow, inner = shape
        node: Mapping | Sequence
        if is_mapping:
            node = Mapping(source, start, flow)
            node.pairs = [(take(), made(each) if each else take()) for each in inner]
        else:
            node = Sequence(source, start, flow)
            node.items = [made(each) if each else take() for each in inner]
        node.end = end
        return node

    return made(whole)
