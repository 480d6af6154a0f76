"""Patterns that are compiled late are sound, and compiled once."""

from __future__ import annotations

import gc
import re
from importlib import import_module
from pathlib import Path

import pytest

import portbook.project
from portbook.text.lazily import _Pattern, lazily

PACKAGE = Path(portbook.__file__).parent


def test_every_pattern_of_the_package_is_one() -> None:
    for path in PACKAGE.rglob("*.py"):
        if "lazily(" in path.read_text(encoding="utf-8"):
            import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    gc.unfreeze()  # what the tests begin with is set aside from what is listed
    written = [each for each in gc.get_objects() if type(each) is _Pattern]
    assert [each.pattern for each in written]


def test_a_pattern_is_compiled_at_its_first_use_and_looked_up_once() -> None:
    wrong = lazily("(")
    with pytest.raises(re.error):
        wrong.fullmatch("a")
    right = lazily("A", re.IGNORECASE)
    assert right.fullmatch("a")
    assert right.fullmatch is right.fullmatch
