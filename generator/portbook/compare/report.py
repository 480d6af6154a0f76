"""Formats a difference for the terminal, for a pull request as Markdown, or for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from portbook.compare.compare import Difference
from portbook.compare.services import WHAT, Change
from portbook.text.diagnostic import Diagnostic, legible
from portbook.text.quoting.markdown import codes, markdown_code, markdown_text, table
from portbook.text.wording import row


def render(difference: Difference, format: str) -> str:  # noqa: A002 - named as the option is
    """The difference as text, markdown or json, with a line end behind it."""
    return {"json": _as_json, "markdown": _as_markdown, "text": _as_text}[format](difference)


WIDEST_SUBJECT = 32


def _as_text(difference: Difference) -> str:
    lines = list(_changes(difference.changes))
    lines += [
        f"{word} {each.severity}[{each.code}]: {each.message} ({each.place})"
        for word, found in (("new", difference.new), ("resolved", difference.gone))
        for each in found
    ]
    between = f"{difference.before} to {difference.after}: {counted(difference)}"
    return "\n".join(legible(line) for line in [*lines, between]) + "\n"


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    first = max((len(label(each)) for each in changes), default=0)
    subjects = [len(each.subject) for each in changes]
    second = min(max(subjects, default=0), WIDEST_SUBJECT)
    for change in changes:
        where = f" in {', '.join(change.environments)}" if change.environments else ""
        head = f"{label(change):{first}}  {change.subject:{second}}  {value_of(change)}{where}"
        yield head.rstrip()
        if change.callers:
            names = ", ".join(map(str, change.callers))
            title = "was reached by" if change.what == "removed" else "reached by"
            yield f"{'':{first}}    {title} {names}"


HEADERS = ("Change", "What", "Before", "After", "Where", "What it affects")


def _as_markdown(difference: Difference) -> str:
    between = f"{_side(difference.before)} to {_side(difference.after)}"
    parts = [f"### Ports: {counted(difference)}", f"From {between}."]
    changes = table(HEADERS, [_row(each) for each in difference.changes])
    if changes is not None:
        parts.append(str(changes).rstrip("\n"))
    parts += _markdown_findings("New findings", difference.new)
    parts += _markdown_findings("Mended", difference.gone)
    return "\n\n".join(parts) + "\n"


def _side(name: str) -> str:
    """A revision as one types it, or words such as `the working tree`."""
    return markdown_text(name) if " " in name else markdown_code(name)


def _row(change: Change) -> tuple[str, ...]:
    return (
        label(change),
        markdown_code(change.subject),
        _values(change.before),
        _values(change.after),
        codes(change.environments),
        codes(change.callers),
    )


def _values(text: str | None) -> str:
    return codes(text.split(", ")) if text else ""


def _markdown_findings(title: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    if found:
        yield f"#### {title}"
        lines = []
        for each in found:
            where = markdown_code(f"{each.place.source.name}:{each.place.line}")
            said = f"{markdown_text(each.message)} ({markdown_code(each.code)})"
            lines.append(f"- **{each.severity}** {where}: {said}")
        yield "\n".join(lines)


def _as_json(difference: Difference) -> str:
    whole = {
        **row(difference, "before after"),
        "changes": [
            {
                **row(change, "what subject before after"),
                "environments": list(change.environments),
                "callers": [
                    {"service": each.service, "how": each.how or None} for each in change.callers
                ],
            }
            for change in difference.changes
        ],
        "new_findings": [_json_finding(each) for each in difference.new],
        "gone_findings": [_json_finding(each) for each in difference.gone],
    }
    return json.dumps(whole, indent=2) + "\n"


def _json_finding(found: Diagnostic) -> dict[str, Any]:
    return {
        **row(found, "code severity message"),
        "path": found.place.source.name,
        "line": found.place.line,
    }


LABELS = {"container-port": "container port", "origins": "allowed origins"}

PLURALS = {
    "container-port": "container ports",
    "bind": "binds",
    "host": "hosts",
    "status": "statuses",
    "kind": "kinds",
    "address": "addresses",
    "route": "routes",
    "range": "ranges",
    "instances": "slots of working copies",
}
"""Of what is counted by a noun."""


def label(change: Change) -> str:
    """What happened, as a heading or a first column has it."""
    return LABELS.get(change.what, change.what)


def value_of(change: Change) -> str:
    """`old -> new`, or the one of them there is."""
    if change.what == "renamed":
        return f"was {change.before}"
    if change.what == "origins":
        parts = [
            f"- {change.before}" if change.before else "",
            f"+ {change.after}" if change.after else "",
        ]
        return " ".join(part for part in parts if part)
    if change.what in ("added", "removed", "opened", "closed"):
        return change.after or change.before or ""
    return f"{change.before or 'none'} -> {change.after or 'none'}"


def counted(difference: Difference) -> str:
    """The summary: `2 moved, 1 added; 1 new finding`."""
    found = Counter(change.what for change in difference.changes)
    several = {**LABELS, **PLURALS}
    names = {what: (LABELS if found[what] == 1 else several).get(what, what) for what in WHAT}
    parts = [", ".join(f"{found[what]} {names[what]}" for what in WHAT if found[what])]
    parts += [
        _counted_findings("new", difference.new),
        _counted_findings("resolved", difference.gone),
    ]
    return "; ".join(part for part in parts if part) or "nothing changed in meaning"


def _counted_findings(word: str, found: Iterable[Diagnostic]) -> str:
    number = len(list(found))
    return f"{number} {word} finding{'s' * (number != 1)}" if number else ""
