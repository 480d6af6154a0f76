"""Manual pages: what a check's docstring says, as text and as examples."""

from __future__ import annotations

from typing import NamedTuple

from portbook.checks.subject import Check

FAILS, PASSES = "Fails:", "Passes:"


class Example(NamedTuple):
    """A map that a page shows; `marks` are the 1-based line and columns (the end exclusive)
    under which the page draws carets."""

    text: str
    marks: tuple[tuple[int, int, int], ...]


def title_of(check: Check) -> str:
    """The page's first sentence, without its full stop."""
    return check.page.strip().split("\n", 1)[0].removesuffix(".")


def page_of(check: Check) -> str:
    """The page as Markdown: code and severity, what is found, why, what to do, two examples."""
    return f"# {check.code} ({check.severity})\n\n{_flush(check.page)}\n"


def prose(check: Check) -> str:
    """The page without its examples."""
    return _flush(check.page).partition(f"\n{FAILS}\n")[0].strip()


def examples(check: Check) -> tuple[Example, Example]:
    """The failing and the passing map of a page."""
    _, _, rest = _flush(check.page).partition(f"\n{FAILS}\n")
    fails, _, passes = rest.partition(f"\n{PASSES}\n")
    return _example(fails), _example(passes)


def _flush(page: str) -> str:
    # Python 3.13 takes the indent out of docstrings by itself; before, all but line 1 have it.
    from textwrap import dedent

    first, _, rest = page.strip().partition("\n")
    return f"{first}\n{dedent(rest)}".strip()


def _example(text: str) -> Example:
    from textwrap import dedent

    lines = dedent(text.strip("\n")).split("\n")
    kept: list[str] = []
    marks = []
    for line in lines:
        if line.startswith("#") and set(line[1:]) <= {" ", "^"} and "^" in line:
            marks.append((len(kept), line.index("^") + 1, line.rindex("^") + 2))
        else:
            kept.append(line)
    return Example("\n".join(kept) + "\n", tuple(marks))
