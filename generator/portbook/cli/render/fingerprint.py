"""A name for each finding that stays when lines are put in above it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from portbook.text.diagnostic import Diagnostic


def fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """One for each finding, in order: of its code, file and message, and of how many like it
    stand before it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for diagnostic in diagnostics:
        what = diagnostic.code, diagnostic.place.source.name, diagnostic.message
        seen[what] += 1
        text = "\0".join((*what, str(seen[what])))
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
