"""A difference as Markdown that reads well as a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portbook.compare.change import Change
from portbook.compare.compare import Difference
from portbook.compare.reports.words import counted, label
from portbook.targets.portsmd.tables import codes, table
from portbook.text.diagnostic import Diagnostic
from portbook.text.quoting.markdown import markdown_code, markdown_text

__all__ = ["as_markdown"]

HEADERS = ("Change", "What", "Before", "After", "Where", "Whom it touches")


def as_markdown(difference: Difference) -> str:
    between = f"{_side(difference.before)} to {_side(difference.after)}"
    parts = [f"### Ports: {counted(difference)}", f"From {between}."]
    changes = table(HEADERS, [_row(each) for each in difference.changes])
    if changes is not None:
        parts.append(str(changes).rstrip("\n"))
    parts += _findings("New findings", difference.new)
    parts += _findings("Mended", difference.gone)
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


def _findings(title: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    if found:
        yield f"#### {title}"
        yield "\n".join(_finding(each) for each in found)


def _finding(found: Diagnostic) -> str:
    where = markdown_code(f"{found.place.source.name}:{found.place.line}")
    code = markdown_code(found.code)
    return f"- **{found.severity}** {where}: {markdown_text(found.message)} ({code})"
