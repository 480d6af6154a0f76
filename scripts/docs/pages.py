"""Which files of the guide are made from the code, and what stands in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from portbook.checks import CHECKS, flush
from portbook.checks.subject import Check
from portbook.model.catalogue import ALIASES, CATALOGUE
from portbook.model.catalogue.pages import pages_of
from portbook.model.kinds import Kind
from portbook.model.targets import TARGETS, WHOLE, Target
from portbook.text.quoting.markdown import markdown_code, markdown_link, markdown_text
from scripts.docs.keys import keys_page
from scripts.docs.published import claims_schema

__all__ = ["ROOT", "pages"]

ROOT = Path(__file__).parents[2]


def pages() -> dict[str, str]:
    """Path below the checkout to text."""
    return {
        "docs/reference/keys.md": keys_page(),
        "docs/reference/checks.md": checks_page(),
        "docs/reference/kinds.md": kinds_page(),
        "docs/reference/targets.md": targets_page(),
        "docs/reference/ports.json.schema.json": json.dumps(claims_schema(), indent=2) + "\n",
    }


MADE = "<!-- Made from the code by `python -m scripts.docs`: edit that instead. -->"
CHECKS_HEAD = f"""# The checks

{MADE}

A check finds and never repairs. Errors make `portbook check` fail, with `--strict` warnings too.
`settings: {{checks: {{CODE: off}}}}` sets the severity of a check (off, warning, error); `allow` at
a service accepts a finding there, with a reason. `portbook explain CODE` prints one of these pages.
"""
KINDS_HEAD = f"""# The kinds

{MADE}

`kind: NAME` gives a service these defaults; `kinds:` in ports.yaml adds to them and overrides them.
Each name leads to where its facts are stated, a single fact to its own page where that is another;
the names in brackets mean the same kind. `portbook explain NAME` prints them all.
"""


TARGETS_HEAD = f"""# The targets

{MADE}

`generate` writes these files below `generated/`. *Optional* targets are written if they are listed
under `targets` of a project, or of `settings` for all projects. `install` copies a project's files
into its checkout, as a whole or as a marked region. `[...]` is empty for the default environment.
[What is generated](../targets.md) describes each of them. The last column names the programs that
read the files in portbook's own tests; it is empty if none was available.

| target | path under `generated/` | what | written | `install` | read in the tests by |
| --- | --- | --- | --- | --- | --- |
"""


def targets_page() -> str:
    return TARGETS_HEAD + "".join(_target_row(target) for target in TARGETS)


def _target_row(target: Target) -> str:
    paths = [*(f"<project>/{path}" for path in target.files), *target.map_files]
    how = {None: "", WHOLE: "whole"}.get(target.install, "region") if target.files else ""
    asked = "optional" if target.asked else "always"
    shown = ", ".join(markdown_code(path) for path in paths)
    # `about` and `judge` are Markdown of ours, with code in them.
    told = (target.about, asked, how, target.judge)
    return f"| `{target.name}` | {shown} | {' | '.join(told)} |\n"


def checks_page() -> str:
    parts = [CHECKS_HEAD]
    for each in CHECKS:
        fails, passes = examples(each)
        parts.append(
            f"## {each.code}\n\nSeverity: {each.severity}\n\n{prose(each)}\n\n"
            f"Fails:\n\n```yaml fails\n{fails.text}```\n\n"
            f"Passes:\n\n```yaml\n{passes.text}```\n"
        )
    return "\n".join(parts)


def kinds_page() -> str:
    parts = [KINDS_HEAD]
    for role in dict.fromkeys(kind.role for kind in CATALOGUE.values()):
        rows = [_kind_row(kind) for kind in CATALOGUE.values() if kind.role == role]
        head = "| kind | program | port | in its image | scheme | health | port from | more |"
        rule = "| --- | --- | ---: | ---: | --- | --- | --- | --- |"
        parts.append("\n".join([f"## {role.capitalize()}", "", head, rule, *rows, ""]))
    return "\n".join(parts)


def _kind_row(kind: Kind) -> str:
    prefix = (
        f", {markdown_code(kind.browser_prefix)} reaches browsers" if kind.browser_prefix else ""
    )
    image = markdown_code(kind.image) if kind.image else ""
    others = sorted(alias for alias, name in ALIASES.items() if name == kind.name)
    also = f" ({', '.join(markdown_code(alias) for alias in others)})" if others else ""
    cells = (
        markdown_link(kind.name, kind.source) + also,
        markdown_text(kind.title) + prefix,
        str(kind.port or ""),
        f"{kind.container_port or ''} {image}".strip(),
        kind.scheme or "",
        markdown_code(kind.health) if kind.health else "",
        "; ".join(_port_from(kind)),
        "; ".join(_more(kind)),
    )
    return f"| {' | '.join(cells)} |"


def _port_from(kind: Kind) -> Iterator[str]:
    """The options of its commands that take a port, or an address with one, then variables and
    files, each a link to the page that says so."""
    flags = (flag for each in kind.commands for flag in (*each.flags, *each.binds))
    every = {"commands": dict.fromkeys(flags), "port_variables": kind.port_variables}
    for name, facts in {**every, "port_files": kind.port_files}.items():
        yield from (_linked(kind, name, markdown_code(fact)) for fact in facts)


def _linked(kind: Kind, name: str, shown: str) -> str:
    page = pages_of(kind).get(name)
    return f"[{shown}]({page})" if page and page != kind.source else shown


def _more(kind: Kind) -> Iterator[str]:
    if kind.cors_variable:
        yield f"origins in {markdown_code(kind.cors_variable)} ({kind.cors_format})"
    if kind.websocket:
        yield _linked(kind, "websocket", "WebSocket")
    if kind.metrics:
        where = f" at {kind.metrics_endpoint}" if kind.metrics_endpoint else ""
        yield _linked(kind, "metrics", f"metrics {markdown_code(kind.metrics)}") + where
    if kind.advertises:
        yield _linked(kind, "advertises", f"tells its address by {markdown_code(kind.advertises)}")
    for name, port in kind.ports.items():
        yield _linked(kind, "ports", f"{name} {port.container_port}")
    if kind.culprits:
        said = f"instead of it: {markdown_text(', '.join(kind.culprits))}"
        yield _linked(kind, "culprits", said)


FAILS, PASSES = "Fails:", "Passes:"


class Example(NamedTuple):
    """A map that a page shows; `marks` are the 1-based line and columns (the end exclusive)
    under which the page draws carets."""

    text: str
    marks: tuple[tuple[int, int, int], ...]


def prose(check: Check) -> str:
    """The page without its examples."""
    return flush(check.page).partition(f"\n{FAILS}\n")[0].strip()


def examples(check: Check) -> tuple[Example, Example]:
    """The failing and the passing map of a page."""
    _, _, rest = flush(check.page).partition(f"\n{FAILS}\n")
    fails, _, passes = rest.partition(f"\n{PASSES}\n")
    return _example(fails), _example(passes)


def _example(text: str) -> Example:
    lines = dedent(text.strip("\n")).split("\n")
    kept: list[str] = []
    marks = []
    for line in lines:
        if line.startswith("#") and set(line[1:]) <= {" ", "^"} and "^" in line:
            marks.append((len(kept), line.index("^") + 1, line.rindex("^") + 2))
        else:
            kept.append(line)
    return Example("\n".join(kept) + "\n", tuple(marks))
